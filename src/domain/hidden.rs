//! Debug output of types that say who somebody is, or hold what could: their name and nothing else.

/// Implements `Debug` as `Name(hidden)`, so that no log line, panic or failed assertion shows a person.
macro_rules! hidden_debug {
    ($($name:ident $(<$lifetime:lifetime>)?),+ $(,)?) => {$(
        impl std::fmt::Debug for $name $(<$lifetime>)? {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(hidden)"))
            }
        }
    )+};
}

pub(crate) use hidden_debug;

# `just check` runs what CI runs, under the same names.

check: format lint docs test

format:
    cargo fmt --all --check

lint:
    cargo clippy --all-targets --locked -- -D warnings

docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked

test:
    cargo test --locked

# Side-by-side speed and memory; takes a while and installs its comparators from PyPI into benches/.venv
compare:
    benches/compare

//! Random streams: one for each person and topic, so that a life depends on its seed and serial alone, never on threads or neighbours.
//!
//! Generator: xoshiro256++ (Blackman & Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 2021), seeded through
//! `SplitMix64` (Steele, Lea & Flood, OOPSLA 2014). Logarithms, powers and cosines are those of the `libm` crate, in software, so that
//! one seed gives the same bytes on every machine.

/// What a stream is for. Drawing more in one topic leaves the other topics' draws as they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub(super) enum Topic {
    /// The practices themselves.
    Neighbourhood = 1,
    /// Age, sex, address, registration, names.
    Person,
    /// Traits and moving health.
    Frailty,
    /// Onset of conditions.
    Conditions,
    /// Admissions and emergency attendances.
    Hospital,
    /// Outpatients.
    Outpatients,
    /// Entries of the GP record.
    PrimaryCare,
    /// Items issued.
    Prescribing,
    /// Community contacts and social care.
    Community,
    /// Objections.
    Objections,
    /// Bad rows, when asked for.
    Faults,
}

/// A random stream.
#[derive(Debug, Clone)]
pub(super) struct Rng([u64; 4]);

impl Rng {
    /// The stream of `topic` of the person `serial` in the neighbourhood of `seed`.
    pub(super) fn stream(seed: u64, serial: u64, topic: Topic) -> Self {
        let mut state = mix(mix(mix(seed) ^ serial) ^ topic as u64);
        Self([(); 4].map(|()| next_seed(&mut state)))
    }

    fn next(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.0;
        let result = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// In [0, 1).
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// True with the given probability.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number in 0..n; 0 when `n` is 0. (Multiply-shift: Lemire, ACM TOMACS 2019, without the rejection of a 2^-64 n bias.)
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// A whole number from `low` to `high`, both in.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        low.saturating_add_unsigned(self.below((high - low).max(0) as usize + 1) as u32)
    }

    /// One of `choices`.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[T]) -> Option<T> {
        choices.get(self.below(choices.len())).copied()
    }

    /// Position of a weight, each as likely as it is heavy; the last one when rounding runs out.
    pub(super) fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let total: f64 = weights.clone().sum();
        let mut left = self.unit() * total;
        let mut last = 0;
        for (position, weight) in weights.enumerate() {
            if weight > 0.0 {
                last = position;
                left -= weight;
                if left < 0.0 {
                    break;
                }
            }
        }
        last
    }

    /// Exponential with mean 1.
    pub(super) fn exponential(&mut self) -> f64 {
        -libm::log(1.0 - self.unit())
    }

    /// Days of an exponential delay with the given mean, rounded down.
    pub(super) fn delay(&mut self, mean_days: f64) -> i32 {
        (self.exponential() * mean_days) as i32
    }

    /// Standard normal (Box & Muller, 1958; one of the pair).
    pub(super) fn normal(&mut self) -> f64 {
        libm::sqrt(2.0 * self.exponential()) * libm::cos(std::f64::consts::TAU * self.unit())
    }

    /// Poisson count by multiplying uniforms (Knuth); for the small means of a month. Held at 60.
    pub(super) fn poisson(&mut self, mean: f64) -> u32 {
        let floor = libm::exp(-mean);
        let (mut product, mut count) = (self.unit(), 0);
        while product > floor && count < 60 {
            product *= self.unit();
            count += 1;
        }
        count
    }
}

fn next_seed(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mix(*state)
}

/// The finaliser of `SplitMix64`.
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_reference_implementation() {
        // First outputs of Vigna's reference splitmix64.c from state 1234567.
        let mut state = 1_234_567;
        assert_eq!(
            [(); 3].map(|()| next_seed(&mut state)),
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
        // First outputs of the reference xoshiro256plusplus.c from state 1, 2, 3, 4.
        let mut rng = Rng([1, 2, 3, 4]);
        assert_eq!([(); 3].map(|()| rng.next()), [41_943_041, 58_720_359, 3_588_806_011_781_223]);
    }

    #[test]
    fn draws_have_the_moments_they_should() {
        let mut rng = Rng::stream(1, 2, Topic::Person);
        let n = 40_000;
        let mean = |draw: &mut dyn FnMut() -> f64| (0..n).map(|_| draw()).sum::<f64>() / f64::from(n);
        // Five standard errors each.
        approx::assert_abs_diff_eq!(mean(&mut || rng.unit()), 0.5, epsilon = 0.008);
        approx::assert_abs_diff_eq!(mean(&mut || rng.normal()), 0.0, epsilon = 0.025);
        approx::assert_abs_diff_eq!(mean(&mut || rng.normal().powi(2)), 1.0, epsilon = 0.036);
        approx::assert_abs_diff_eq!(mean(&mut || f64::from(rng.poisson(0.7))), 0.7, epsilon = 0.021);
        approx::assert_abs_diff_eq!(mean(&mut || rng.exponential()), 1.0, epsilon = 0.025);
        approx::assert_abs_diff_eq!(mean(&mut || rng.weighted([1.0, 0.0, 3.0].into_iter()) as f64), 1.5, epsilon = 0.022);
    }

    #[test]
    fn streams_differ_by_seed_serial_and_topic() {
        let first = |seed, serial, topic| Rng::stream(seed, serial, topic).next();
        let all =
            [first(1, 1, Topic::Person), first(2, 1, Topic::Person), first(1, 2, Topic::Person), first(1, 1, Topic::Hospital)];
        for (i, a) in all.iter().enumerate() {
            assert!(all[i + 1..].iter().all(|b| a != b));
        }
    }
}

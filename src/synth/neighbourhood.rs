//! The neighbourhood: practices, their networks, localities, commissioners and hospitals. All codes and names are made up.

use super::rng::{Rng, Topic};

/// A practice.
#[derive(Debug, Clone)]
pub(super) struct Practice {
    pub code: String,
    pub name: String,
    pub network: String,
    pub commissioner: String,
    pub locality: String,
    /// Where its people live on the scale of deprivation deciles, on average.
    pub mean_decile: f64,
    /// Its nearest hospital, by position.
    pub hospital: usize,
    /// Share of the neighbourhood's people up to and with this practice.
    cumulative_share: f64,
}

/// Practices and the hospitals they use.
#[derive(Debug, Clone)]
pub(super) struct Neighbourhood {
    pub practices: Vec<Practice>,
    pub hospitals: Vec<String>,
}

const PRACTICES_A_NETWORK: usize = 4;
const PRACTICES_A_LOCALITY: usize = 12;
const LOCALITIES_A_COMMISSIONER: usize = 6;
const NAME_FIRST: [&str; 16] = [
    "Alder", "Beacon", "Chapel", "Dene", "Elm", "Ferry", "Grange", "Hawthorn", "Ivy", "Juniper", "Kiln", "Larch", "Market",
    "Nettle", "Orchard", "Priory",
];
const NAME_SECOND: [&str; 8] = ["Bank", "Bridge", "Court", "Field", "Green", "Hill", "Lane", "Park"];
const NAME_THIRD: [&str; 4] = ["Surgery", "Medical Centre", "Health Centre", "Practice"];
const LOCALITY: [&str; 8] = ["North", "East", "South", "West", "Central", "Riverside", "Moor", "Valley"];

impl Neighbourhood {
    /// The `practices` practices of the neighbourhood of `seed`; sizes vary by about a half, deprivation by locality and practice.
    pub(super) fn new(seed: u64, practices: usize) -> Self {
        let mut rng = Rng::stream(seed, 0, Topic::Neighbourhood);
        let localities = practices.div_ceil(PRACTICES_A_LOCALITY);
        let locality_decile: Vec<f64> = (0..localities).map(|_| 5.4 + 0.8 * rng.normal()).collect();
        let sizes: Vec<f64> = (0..practices).map(|_| libm::exp(0.45 * rng.normal())).collect();
        let total: f64 = sizes.iter().sum();
        let mut so_far = 0.0;
        let practices = sizes
            .iter()
            .enumerate()
            .map(|(index, size)| {
                so_far += size / total;
                let locality = index / PRACTICES_A_LOCALITY;
                Practice {
                    code: format!("Z{:05}", 99_999 - index),
                    name: practice_name(index),
                    network: format!("U{:05}", 99_999 - index / PRACTICES_A_NETWORK),
                    commissioner: format!("Z9{:02}", locality / LOCALITIES_A_COMMISSIONER),
                    locality: locality_name(locality),
                    mean_decile: (locality_decile[locality] + 1.5 * rng.normal()).clamp(1.5, 9.5),
                    hospital: locality,
                    cumulative_share: so_far,
                }
            })
            .collect();
        // A hospital for each locality, and one more that takes transfers and some of everybody.
        Self { practices, hospitals: (0..=localities).map(|index| format!("ZT{index:03}")).collect() }
    }

    /// A practice, each as likely as it is large.
    pub(super) fn draw_practice(&self, rng: &mut Rng) -> usize {
        let at = rng.unit();
        self.practices.partition_point(|practice| practice.cumulative_share <= at).min(self.practices.len() - 1)
    }

    /// Another practice of the neighbourhood, if there is one.
    pub(super) fn other_practice(&self, than: usize, rng: &mut Rng) -> Option<usize> {
        let others = self.practices.len().checked_sub(1).filter(|&others| others > 0)?;
        Some((than + 1 + rng.below(others)) % self.practices.len())
    }

    /// The hospital somebody of `practice` goes to: the nearest, or now and then the large one.
    pub(super) fn draw_hospital(&self, practice: usize, rng: &mut Rng) -> usize {
        if rng.chance(0.12) { self.large_hospital() } else { self.practices[practice].hospital }
    }

    /// The hospital that takes transfers.
    pub(super) fn large_hospital(&self) -> usize {
        self.hospitals.len() - 1
    }
}

fn practice_name(index: usize) -> String {
    let first = NAME_FIRST[index % NAME_FIRST.len()];
    let second = NAME_SECOND[(index / 3) % NAME_SECOND.len()];
    let third = NAME_THIRD[(index / 5) % NAME_THIRD.len()];
    format!("{first} {second} {third} (synthetic)")
}

fn locality_name(locality: usize) -> String {
    let (name, round) = (LOCALITY[locality % LOCALITY.len()], locality / LOCALITY.len());
    if round == 0 { name.into() } else { format!("{name} {}", round + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_practice_has_its_place() {
        let all = Neighbourhood::new(7, 30);
        assert_eq!((all.practices.len(), all.hospitals.len()), (30, 4));
        let mut codes: Vec<_> = all.practices.iter().map(|practice| practice.code.as_str()).collect();
        codes.dedup();
        assert_eq!(codes.len(), 30);
        approx::assert_abs_diff_eq!(all.practices[29].cumulative_share, 1.0, epsilon = 1e-9);
        let mut rng = Rng::stream(1, 1, Topic::Person);
        for _ in 0..200 {
            let home = all.draw_practice(&mut rng);
            assert_ne!(all.other_practice(home, &mut rng), Some(home));
        }
        assert_eq!(Neighbourhood::new(7, 1).other_practice(0, &mut rng), None);
    }
}

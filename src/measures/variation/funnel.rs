//! Funnel plot: practices of all sizes against what chance would do to each.

use crate::measures::definition::Shape;
use crate::measures::published::{PolicyId, PublishedMeasure, Shown, ShownShare, ShownTally};
use crate::measures::variation::Dispersion;
use crate::measures::variation::binomial::quantiles;
use crate::measures::variation::chance::{of_share, rounding};
use crate::measures::{Level, Place};

/// Below 3 and 2 standard deviations of the normal distribution, and below 2 and 3 above its mean.
const CHANCES: [f64; 4] = [0.00135, 0.02275, 0.97725, 0.99865];

/// A funnel plot of the practices of a measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Funnel {
    /// The line in the middle, as a share (0 to 1).
    pub centre: f64,
    /// What it is.
    pub target: Target,
    /// The variance that disclosure control's rounding gives a count.
    pub rounding: f64,
    /// How much practices differ more than by chance, and whether limits are widened.
    pub dispersion: Dispersion,
    /// Practices whose figures may be shown.
    pub units: Vec<FunnelUnit>,
    /// Practices that are not drawn.
    pub left_out: Vec<(Place, LeftOut)>,
}

/// A practice in the plot.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelUnit {
    /// Which.
    pub place: Place,
    /// As published.
    pub numerator: u64,
    /// As published.
    pub denominator: u64,
    /// Limits of its size: 3 and 2 standard deviations below, 2 and 3 above, as shares.
    pub limits: [f64; 4],
    /// Where it is against them.
    pub standing: Standing,
}

/// What the line in the middle is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The published share of everything together: withheld practices are in it.
    Whole,
    /// That of the practices drawn.
    Drawn,
}

/// Why a practice is not drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// Its figure is withheld.
    Withheld,
    /// Its denominator is 0.
    Nobody,
}

/// Why there is no plot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoFunnel {
    /// A count or a rate.
    #[error("a funnel plot compares percentages; this is a count or a rate")]
    NoShare,
    /// A numerator is above its denominator.
    #[error("no funnel plot: a numerator is above its denominator, so that the figure is no share of people")]
    NotWithin,
    /// Fewer than two practices can be drawn.
    #[error("no funnel plot: fewer than two practices have a figure that can be shown")]
    TooFew,
}

/// Where a practice is against its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Below 3 standard deviations.
    Below3,
    /// Below 2.
    Below2,
    /// Between them.
    Within,
    /// Above 2.
    Above2,
    /// Above 3.
    Above3,
}

impl Standing {
    fn of(share: f64, limits: [f64; 4]) -> Self {
        let [low3, low2, high2, high3] = limits;
        match share {
            share if share < low3 => Self::Below3,
            share if share < low2 => Self::Below2,
            share if share > high3 => Self::Above3,
            share if share > high2 => Self::Above2,
            _ => Self::Within,
        }
    }

    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Below3 => "below 3 SD",
            Self::Below2 => "below 2 SD",
            Self::Within => "within limits",
            Self::Above2 => "above 2 SD",
            Self::Above3 => "above 3 SD",
        }
    }
}

impl FunnelUnit {
    /// Numerator by denominator.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }
}

impl Funnel {
    /// Of the practices of a measure that was published under `policy`.
    ///
    /// # Errors
    /// [`NoFunnel`]: there is nothing to compare.
    pub fn of(measure: &PublishedMeasure, policy: PolicyId) -> Result<Self, NoFunnel> {
        if !matches!(measure.definition.shape, Shape::Share | Shape::Ratio) {
            return Err(NoFunnel::NoShare);
        }
        let mut drawn = vec![];
        let mut left_out = vec![];
        for (place, tally) in measure.places.iter().filter(|(place, _)| place.level() == Level::Practice) {
            match numbers(tally) {
                Ok((numerator, denominator)) => drawn.push((place.clone(), numerator, denominator)),
                Err(why) => left_out.push((place.clone(), why)),
            }
        }
        if drawn.iter().any(|(_, numerator, denominator)| numerator > denominator) {
            return Err(NoFunnel::NotWithin);
        }
        if drawn.len() < 2 {
            return Err(NoFunnel::TooFew);
        }
        let whole = measure.places.get(&Place::Everywhere).and_then(|tally| numbers(tally).ok());
        let (target, (numerator, denominator)) = match whole {
            Some(numbers) => (Target::Whole, numbers),
            None => (Target::Drawn, drawn.iter().fold((0, 0), |sum, one| (sum.0 + one.1, sum.1 + one.2))),
        };
        let rounding = rounding(policy, measure.definition.unit);
        let centre = (numerator as f64 / denominator as f64).min(1.0);
        let pairs: Vec<_> = drawn.iter().map(|&(_, numerator, denominator)| (numerator, denominator)).collect();
        let mut funnel =
            Self { centre, target, dispersion: Dispersion::of(&pairs, centre, rounding), rounding, units: vec![], left_out };
        for (place, numerator, denominator) in drawn {
            let limits = funnel.limits(denominator);
            let standing = Standing::of(numerator as f64 / denominator as f64, limits);
            funnel.units.push(FunnelUnit { place, numerator, denominator, limits, standing });
        }
        Ok(funnel)
    }

    /// Limits for a practice with this denominator, as shares: 3 and 2 standard deviations below, 2 and 3 above.
    ///
    /// Exact binomial ones. Their distance from the centre is stretched for what else there is: by the square root of (variance by
    /// chance + by rounding + between practices) / variance by chance. With over-dispersion that is an additive random effect.
    #[must_use]
    pub fn limits(&self, denominator: u64) -> [f64; 4] {
        let size = denominator as f64;
        let stretch = match of_share(self.centre, denominator, 0.0) {
            chance if chance > 0.0 => {
                ((of_share(self.centre, denominator, self.rounding) + self.dispersion.tau_squared) / chance).sqrt()
            }
            _ => 1.0,
        };
        quantiles(denominator, self.centre, CHANCES)
            .map(|number| (self.centre + (number / size - self.centre) * stretch).clamp(0.0, 1.0))
    }

    /// Which limits they are, in words.
    #[must_use]
    pub fn method(&self) -> String {
        let Dispersion { phi, phi_needed, tau_squared } = self.dispersion;
        let rounded = if self.rounding > 0.0 { "; with room for the rounding of disclosure control" } else { "" };
        let exact = format!("Limits: exact binomial, at 2 and 3 standard deviations (2.275%, 97.725%; 0.135%, 99.865%){rounded}");
        if self.dispersion.widens() {
            format!(
                "{exact}, widened for over-dispersion by an additive random effect (standard deviation between practices \
                 {:.1} percentage points; winsorised phi {phi:.2}, significant above {phi_needed:.2}).",
                tau_squared.sqrt() * 100.0
            )
        } else {
            format!(
                "{exact}, not widened: no significant over-dispersion (winsorised phi {phi:.2}, significant above {phi_needed:.2})."
            )
        }
    }
}

/// Numerator and denominator, when all of the tally's figure may be shown.
pub(super) fn numbers(tally: &ShownTally) -> Result<(u64, u64), LeftOut> {
    match (tally.numerator, tally.denominator, tally.share) {
        (_, _, Some(ShownShare::NotApplicable)) | (_, Some(Shown::Number(0)), _) => Err(LeftOut::Nobody),
        (Shown::Number(numerator), Some(Shown::Number(denominator)), Some(ShownShare::Tenths(..))) => {
            Ok((numerator, denominator))
        }
        _ => Err(LeftOut::Withheld),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::measures::definition::Unit;
    use approx::assert_relative_eq;

    /// As in tests/reference/variation.py: 24 practices, moved apart by `spread` thousandths.
    pub(crate) fn practices(spread: u32) -> Vec<(u64, u64)> {
        let one = |i: u64| {
            let size = 40 + 35 * i * (i + 3) / 4;
            let share = 0.30 + ((i * 7 % 24) as f64 - 11.5) / 11.5 * f64::from(spread) / 1000.0;
            ((size as f64 * share).round() as u64, size)
        };
        (0..24).map(one).collect()
    }

    fn unit(numerator: u64, denominator: u64, funnel: &Funnel) -> Standing {
        Standing::of(numerator as f64 / denominator as f64, funnel.limits(denominator))
    }

    fn plot(centre: f64, tau_squared: f64) -> Funnel {
        let dispersion = Dispersion { phi: 1.0, phi_needed: 1.5, tau_squared };
        Funnel { centre, target: Target::Whole, rounding: 0.0, dispersion, units: vec![], left_out: vec![] }
    }

    /// Limits of 1,000 people at 73.1%, by scipy (tests/reference/variation.py): 687.8, 702.2, 758.3, 771.9.
    #[test]
    fn a_practice_just_beyond_a_limit_is_a_signal_and_one_just_inside_is_not() {
        let funnel = plot(0.731, 0.0);
        for (numerator, standing) in [
            (687, Standing::Below3),
            (688, Standing::Below2),
            (702, Standing::Below2),
            (703, Standing::Within),
            (758, Standing::Within),
            (759, Standing::Above2),
            (771, Standing::Above2),
            (772, Standing::Above3),
        ] {
            assert_eq!(unit(numerator, 1000, &funnel), standing, "{numerator}");
        }
    }

    #[test]
    fn over_dispersion_stretches_limits_as_an_additive_random_effect_does() {
        let (alone, widened) = (plot(0.5, 0.0).limits(100), plot(0.5, 0.0075).limits(100));
        for (alone, widened) in alone.into_iter().zip(widened) {
            // 0.25 / 100 = 0.0025 by chance, 0.0075 between: twice the standard deviation.
            assert_relative_eq!(widened - 0.5, 2.0 * (alone - 0.5), max_relative = 1e-12);
        }
        assert_eq!(plot(0.02, 0.01).limits(50)[0], 0.0, "never below nothing");
    }

    #[test]
    fn ten_of_ten_that_may_be_eight_of_twelve_are_no_signal() {
        let exact = plot(0.735, 0.0);
        assert_eq!(unit(10, 10, &exact), Standing::Above3);
        let rounded = Funnel { rounding: rounding(PolicyId::Hes2018, Unit::Person), ..exact };
        assert_eq!(unit(10, 10, &rounded), Standing::Within);
        assert_relative_eq!(rounded.limits(17_000)[0], plot(0.735, 0.0).limits(17_000)[0], max_relative = 1e-4);
    }

    #[test]
    fn a_method_says_whether_limits_were_widened() {
        assert!(plot(0.5, 0.0).method().contains("not widened: no significant over-dispersion"));
        assert!(
            plot(0.5, 0.0004)
                .method()
                .contains("additive random effect (standard deviation between practices 2.0 percentage points")
        );
    }
}

//! What makes one person's life unlike another's: traits that stay, and health that moves. None of it is written to the extract;
//! features can only guess at it from the traces it leaves.

use super::rng::Rng;

/// Days of one step of the simulation.
pub(super) const STEP_DAYS: i32 = 30;
/// Time in which moving health forgets itself.
const HEALTH_MEMORY_DAYS: f64 = 300.0;
/// Time in which need forgets itself: slower.
const NEED_MEMORY_DAYS: f64 = 900.0;

/// Traits that stay, as standard normal scores over the population (deprivation shifts them a little).
#[derive(Debug, Clone, Copy)]
pub(super) struct Traits {
    /// Frailty: raises every hazard, and onset of conditions.
    pub frailty: f64,
    /// Functional need at home. Community and social care see it; hospitals and GP codes hardly do.
    pub need: f64,
    /// Habit of coming unplanned: A&E, missed appointments, smoking.
    pub habit: f64,
}

impl Traits {
    /// Draws the traits of somebody living in `imd_decile` (1 = most deprived).
    pub(super) fn draw(imd_decile: i32, rng: &mut Rng) -> Self {
        let deprived = (5.5 - f64::from(imd_decile)) / 2.87;
        let frailty = 0.20 * deprived + 0.98 * rng.normal();
        let need = 0.30 * frailty + 0.954 * rng.normal();
        let habit = 0.30 * deprived + 0.954 * rng.normal();
        Self { frailty, need, habit }
    }
}

/// Health that moves from step to step about zero, with unit variance: an Ornstein-Uhlenbeck process seen once a step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moving {
    /// How ill somebody is just now: seen in consultations, laboratory values, acute prescriptions.
    pub illness: f64,
    /// Need beyond the lasting trait.
    pub need: f64,
}

impl Moving {
    /// A draw from the process at rest.
    pub(super) fn draw(rng: &mut Rng) -> Self {
        Self { illness: rng.normal(), need: rng.normal() }
    }

    /// One step on.
    pub(super) fn step(&mut self, rng: &mut Rng) {
        let drift = |value: f64, memory_days: f64, noise: f64| {
            let kept = libm::exp(-f64::from(STEP_DAYS) / memory_days);
            kept * value + libm::sqrt(1.0 - kept * kept) * noise
        };
        self.illness = drift(self.illness, HEALTH_MEMORY_DAYS, rng.normal());
        self.need = drift(self.need, NEED_MEMORY_DAYS, rng.normal());
    }
}

/// The value at `at` of the line through `points` (ascending); flat beyond its ends.
pub(super) fn on_line(points: &[(f64, f64)], at: f64) -> f64 {
    let after = points.partition_point(|&(x, _)| x <= at);
    match (after.checked_sub(1).and_then(|before| points.get(before)), points.get(after)) {
        (Some(&(x0, y0)), Some(&(x1, y1))) => y0 + (y1 - y0) * (at - x0) / (x1 - x0),
        (Some(&(_, y)), None) | (None, Some(&(_, y))) => y,
        (None, None) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synth::rng::Topic;

    #[test]
    fn moving_health_stays_at_rest() {
        let mut rng = Rng::stream(3, 1, Topic::Frailty);
        let (mut sum, mut squares, n) = (0.0, 0.0, 3000);
        for _ in 0..n {
            let mut moving = Moving::draw(&mut rng);
            for _ in 0..20 {
                moving.step(&mut rng);
            }
            sum += moving.illness;
            squares += moving.illness.powi(2);
        }
        approx::assert_abs_diff_eq!(sum / f64::from(n), 0.0, epsilon = 0.09);
        approx::assert_abs_diff_eq!(squares / f64::from(n), 1.0, epsilon = 0.13);
    }

    #[test]
    fn lines_are_straight_and_flat_beyond() {
        let line = [(0.0, 1.0), (10.0, 3.0)];
        assert_eq!([-5.0, 0.0, 5.0, 10.0, 20.0].map(|at| on_line(&line, at)), [1.0, 1.0, 2.0, 3.0, 3.0]);
    }
}

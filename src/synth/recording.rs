//! How long it takes until something is written down: the reason why a model must look at recorded dates. Days, drawn.

use super::rng::Rng;

/// A spell is coded after discharge.
pub(super) fn spell(rng: &mut Rng) -> i32 {
    3 + rng.delay(8.0)
}

/// An A&E attendance.
pub(super) fn attendance(rng: &mut Rng) -> i32 {
    1 + rng.delay(2.0)
}

/// An outpatient appointment.
pub(super) fn appointment(rng: &mut Rng) -> i32 {
    2 + rng.delay(5.0)
}

/// What happens in the practice is written down at once, or by the next day.
pub(super) fn practice(rng: &mut Rng) -> i32 {
    i32::from(rng.chance(0.05))
}

/// What a hospital's letter tells the practice.
pub(super) fn letter(rng: &mut Rng) -> i32 {
    5 + rng.delay(12.0)
}

/// Items come with the month's dispensing data.
pub(super) fn item(rng: &mut Rng) -> i32 {
    rng.between(28, 57)
}

/// A community contact.
pub(super) fn contact(rng: &mut Rng) -> i32 {
    1 + rng.delay(3.0)
}

/// A social-care service: weeks.
pub(super) fn service(rng: &mut Rng) -> i32 {
    10 + rng.delay(18.0)
}

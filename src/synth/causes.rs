//! Why people come to hospital in an emergency: ICD-10 codes by age and condition, and what is coded beside them.

use super::conditions::Condition;
use super::life::Life;
use super::rng::Rng;

/// A cause of emergency admission.
pub(super) struct Cause {
    pub icd10: &'static str,
    pub specialty: &'static str,
    /// Ages it comes at.
    ages: (f64, f64),
    /// How common it is among people of these ages.
    weight: f64,
    /// How many times more common with a condition; without it when the number is 0 before.
    condition: Option<(Condition, f64)>,
    /// Log odds of dying in the stay that it adds.
    pub lethal: f64,
    /// Codes that tend to stand beside it.
    beside: &'static [&'static str],
}

const fn cause(icd10: &'static str, specialty: &'static str, ages: (f64, f64), weight: f64, lethal: f64) -> Cause {
    Cause { icd10, specialty, ages, weight, condition: None, lethal, beside: &[] }
}

impl Cause {
    /// More common, by this much, with a condition.
    const fn with(mut self, condition: Condition, times: f64) -> Self {
        self.condition = Some((condition, times));
        self
    }

    const fn beside(mut self, codes: &'static [&'static str]) -> Self {
        self.beside = codes;
        self
    }

    fn weight(&self, life: &Life, age: f64, day: i32) -> f64 {
        if age < self.ages.0 || age >= self.ages.1 {
            return 0.0;
        }
        match self.condition {
            Some((condition, times)) if life.courses.has(condition, day) => self.weight * times,
            _ => self.weight,
        }
    }
}

use Condition as C;
#[rustfmt::skip]
static CAUSES: [Cause; 62] = [
    cause("J219", "420", (0.0, 2.0), 9.0, -2.0), cause("B349", "420", (0.0, 6.0), 8.0, -2.0), cause("J069", "420", (0.0, 8.0), 5.0, -2.0),
    cause("A099", "420", (0.0, 6.0), 4.0, -2.0).beside(&["E86"]), cause("R560", "420", (0.5, 5.0), 2.0, -2.0), cause("J050", "420", (0.5, 6.0), 2.0, -2.0),
    cause("P599", "422", (0.0, 0.1), 20.0, -2.0), cause("J459", "420", (2.0, 16.0), 2.0, -2.0).with(C::Asthma, 12.0), cause("R104", "420", (5.0, 16.0), 4.0, -3.0),
    cause("K359", "100", (5.0, 50.0), 2.0, -2.0), cause("S525", "110", (3.0, 16.0), 3.0, -3.0).beside(&["W099"]), cause("S099", "180", (0.0, 30.0), 2.5, -1.0).beside(&["W019"]),
    cause("E109", "420", (3.0, 25.0), 0.3, -1.0).with(C::Diabetes, 40.0), cause("J039", "120", (2.0, 30.0), 2.0, -3.0), cause("L509", "420", (0.0, 12.0), 1.0, -3.0),
    cause("R104", "100", (16.0, 75.0), 8.0, -2.0), cause("R074", "300", (25.0, 90.0), 9.0, -2.0), cause("T391", "300", (14.0, 55.0), 3.0, -1.5).with(C::Depression, 3.0).beside(&["X609"]),
    cause("F100", "300", (16.0, 75.0), 0.6, -1.0).with(C::Alcohol, 25.0), cause("K859", "100", (20.0, 85.0), 0.6, 0.3).with(C::Alcohol, 6.0), cause("F239", "710", (16.0, 65.0), 0.4, -2.0).with(C::SeriousMentalIllness, 25.0),
    cause("O209", "502", (17.0, 43.0), 1.5, -4.0), cause("K802", "100", (25.0, 85.0), 2.5, -0.7), cause("N201", "101", (20.0, 75.0), 1.8, -2.0),
    cause("L031", "300", (20.0, 100.0), 2.5, -1.0).with(C::Diabetes, 2.0), cause("N10", "300", (16.0, 60.0), 1.4, -1.5), cause("R51", "300", (16.0, 70.0), 2.0, -2.0),
    cause("G403", "300", (2.0, 90.0), 0.3, -0.8).with(C::Epilepsy, 60.0), cause("R568", "300", (16.0, 90.0), 0.8, -0.8).with(C::Epilepsy, 10.0), cause("J459", "340", (16.0, 70.0), 0.5, -1.0).with(C::Asthma, 10.0),
    cause("J181", "300", (16.0, 105.0), 2.5, 0.8).with(C::Copd, 2.0), cause("J189", "430", (55.0, 105.0), 4.5, 1.0).beside(&["J969"]), cause("J441", "340", (40.0, 100.0), 0.3, 0.3).with(C::Copd, 45.0),
    cause("J440", "340", (40.0, 100.0), 0.2, 0.5).with(C::Copd, 45.0).beside(&["J969"]), cause("J22", "300", (40.0, 105.0), 3.0, 0.0), cause("I500", "320", (40.0, 105.0), 0.5, 0.7).with(C::HeartFailure, 30.0),
    cause("I214", "320", (35.0, 100.0), 1.5, 0.5).with(C::CoronaryHeartDisease, 3.0).beside(&["I251"]), cause("I200", "320", (35.0, 95.0), 0.5, -0.7).with(C::CoronaryHeartDisease, 10.0), cause("I489", "320", (40.0, 100.0), 0.8, -0.7).with(C::AtrialFibrillation, 10.0),
    cause("I639", "300", (40.0, 105.0), 1.3, 0.9).with(C::AtrialFibrillation, 2.5).beside(&["G819", "R470"]), cause("G459", "300", (45.0, 100.0), 0.8, -1.5).with(C::StrokeTia, 2.0), cause("I269", "300", (25.0, 95.0), 0.9, 0.0).with(C::Cancer, 3.0),
    cause("N390", "430", (50.0, 105.0), 3.0, 0.0).with(C::Dementia, 2.0).beside(&["B962"]), cause("A419", "300", (30.0, 105.0), 2.0, 1.4).beside(&["N179", "R572"]), cause("N179", "300", (50.0, 105.0), 1.2, 0.8).with(C::ChronicKidneyDisease, 4.0).beside(&["E875"]),
    cause("S720", "110", (65.0, 105.0), 2.0, 0.5).with(C::Osteoporosis, 2.5).beside(&["W190", "Z508"]), cause("S000", "180", (60.0, 105.0), 1.3, 0.0).beside(&["W190", "R296"]), cause("S422", "110", (50.0, 105.0), 0.8, -0.7).with(C::Osteoporosis, 2.0).beside(&["W190"]),
    cause("R296", "430", (70.0, 105.0), 2.5, 0.0).with(C::Parkinsons, 4.0), cause("R55", "300", (40.0, 105.0), 2.0, -1.0), cause("F059", "430", (70.0, 105.0), 0.8, 0.3).with(C::Dementia, 6.0),
    cause("I951", "430", (65.0, 105.0), 0.8, -0.5).with(C::Parkinsons, 4.0), cause("K529", "300", (16.0, 105.0), 1.5, -0.3).beside(&["E86"]), cause("K590", "100", (60.0, 105.0), 1.0, -0.5),
    cause("K922", "301", (40.0, 105.0), 1.2, 0.3).with(C::LiverDisease, 4.0), cause("K703", "306", (30.0, 80.0), 0.02, 0.8).with(C::LiverDisease, 80.0), cause("E162", "307", (30.0, 100.0), 0.05, -0.3).with(C::Diabetes, 20.0),
    cause("E115", "307", (45.0, 95.0), 0.02, 0.0).with(C::Diabetes, 40.0).beside(&["L97"]), cause("C787", "370", (40.0, 100.0), 0.1, 1.6).with(C::Cancer, 20.0), cause("D70", "370", (20.0, 90.0), 0.05, 0.6).with(C::Cancer, 30.0),
    cause("D649", "300", (45.0, 105.0), 0.9, 0.0).with(C::ChronicKidneyDisease, 2.0), cause("I702", "107", (50.0, 100.0), 0.05, 0.6).with(C::PeripheralArterialDisease, 40.0).beside(&["R02"]),
];

/// Codes of the frail in hospital: most are in the Hospital Frailty Risk Score.
const FRAIL: [&str; 22] = [
    "W190", "R296", "F059", "R410", "N390", "Z740", "E86", "R54", "E871", "N179", "R32", "R263", "L891", "B962", "Z751", "K590",
    "I951", "R13", "R633", "Z602", "E559", "S099",
];
/// Codes that the ill collect whatever brought them.
const COMPLICATIONS: [&str; 8] = ["N179", "E876", "J189", "D649", "E871", "I959", "R690", "Z867"];
const CODING_OF_CONDITION: f64 = 0.72;

/// Draws why somebody is admitted on `day`.
pub(super) fn draw(life: &Life, day: i32, rng: &mut Rng) -> &'static Cause {
    let age = life.person.age(day);
    &CAUSES[rng.weighted(CAUSES.iter().map(|cause| cause.weight(life, age, day)))]
}

/// Draws what is coded beside `primary`: what belongs to the cause, conditions, frailty, complications. Each code once.
pub(super) fn secondary(life: &Life, cause: Option<&Cause>, day: i32, rng: &mut Rng) -> Vec<&'static str> {
    let primary = cause.map_or("", |cause| cause.icd10);
    let mut codes: Vec<&'static str> = Vec::new();
    let mut add = |code: &'static str| {
        if code != primary && !codes.contains(&code) {
            codes.push(code);
        }
    };
    for code in cause.map_or(&[][..], |cause| cause.beside) {
        if rng.chance(0.6) {
            add(code);
        }
    }
    for (spec, course) in life.courses.present(day) {
        if rng.chance(CODING_OF_CONDITION) {
            add(spec.icd10[usize::from(course.variant) % spec.icd10.len()]);
        }
    }
    if cause.is_some() {
        let age = life.person.age(day);
        let frail = life.person.traits.frailty + 0.6 * life.need() + 0.06 * (age - 75.0);
        if age >= 60.0 {
            for _ in 0..rng.poisson(libm::exp(0.45 * frail).min(6.0)) {
                add(FRAIL[rng.below(FRAIL.len())]);
            }
        }
        for _ in 0..rng.poisson(0.25 * libm::exp(0.4 * life.moving.illness + 0.012 * (age - 50.0))) {
            add(COMPLICATIONS[rng.below(COMPLICATIONS.len())]);
        }
    }
    codes.truncate(19);
    codes
}

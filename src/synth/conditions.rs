//! Long-term conditions: how often they begin, what they lead to, how they are coded in each feed.
//!
//! Onset follows Gompertz' law: a hazard that grows (or falls) exponentially with age, times a person's multiplier. The two constants
//! are found from two shares that can be looked up and argued about: who has the condition by 40, and by 80. A condition that
//! leads to another multiplies its hazard from then on.

use super::population::{Person, Sex, YEAR};
use super::rng::{Rng, Topic};

/// A long-term condition; the order is the order of [`SPECS`], causes before effects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    LearningDisability,
    SeriousMentalIllness,
    Alcohol,
    Depression,
    Epilepsy,
    Asthma,
    Hypertension,
    Diabetes,
    Copd,
    CoronaryHeartDisease,
    AtrialFibrillation,
    StrokeTia,
    PeripheralArterialDisease,
    ChronicKidneyDisease,
    HeartFailure,
    Dementia,
    Parkinsons,
    Cancer,
    RheumatoidArthritis,
    Osteoarthritis,
    Osteoporosis,
    LiverDisease,
}

/// Number of conditions.
pub(super) const COUNT: usize = SPECS.len();

/// A drug that a condition may bring: BNF code and the share of people who take it.
pub(super) type Drug = (&'static str, f64);

/// What there is to know of a condition.
pub(super) struct Spec {
    pub condition: Condition,
    /// Share who have had an onset by 40 and by 80, at average frailty and deprivation.
    by_40: f64,
    by_80: f64,
    /// Hazard of a woman against a man.
    female: f64,
    /// Log hazard a unit of the frailty trait, and of the habit trait (smoking, drinking).
    frailty: f64,
    habit: f64,
    /// Conditions that multiply its hazard once they are there.
    led_to_by: &'static [(Condition, f64)],
    /// Log hazard of an emergency admission that it adds.
    pub emergency: f64,
    /// Log hazard of death that it adds.
    pub death: f64,
    /// ICD-10 codes of hospital stays.
    pub icd10: &'static [&'static str],
    /// SNOMED CT codes of GP records.
    pub snomed: &'static [&'static str],
    pub drugs: &'static [Drug],
    /// Outpatient specialty and first appointments a year.
    pub clinic: (&'static str, f64),
}

use Condition as C;
#[rustfmt::skip]
pub(super) static SPECS: [Spec; 22] = [
    Spec { condition: C::LearningDisability, by_40: 0.006, by_80: 0.00602, female: 0.7, frailty: 0.0, habit: 0.0, led_to_by: &[],
        emergency: 0.59, death: 0.8, icd10: &["F819", "F799"], snomed: &["110359009"], drugs: &[], clinic: ("700", 0.1) },
    Spec { condition: C::SeriousMentalIllness, by_40: 0.007, by_80: 0.012, female: 0.9, frailty: 0.1, habit: 0.3, led_to_by: &[],
        emergency: 0.59, death: 0.5, icd10: &["F209", "F319"], snomed: &["58214004", "13746004"],
        drugs: &[("0402010ADAAADAD", 0.6), ("040201060AAAAAA", 0.4)], clinic: ("710", 0.3) },
    Spec { condition: C::Alcohol, by_40: 0.0216, by_80: 0.048, female: 0.5, frailty: 0.1, habit: 0.8, led_to_by: &[(C::SeriousMentalIllness, 2.0)],
        emergency: 0.85, death: 0.6, icd10: &["F102", "F101"], snomed: &["7200002"], drugs: &[("0906026M0AAAAAA", 0.4)], clinic: ("301", 0.1) },
    Spec { condition: C::Depression, by_40: 0.15, by_80: 0.25, female: 1.6, frailty: 0.35, habit: 0.2, led_to_by: &[(C::Alcohol, 1.5)],
        emergency: 0.23, death: 0.05, icd10: &["F329", "F339"], snomed: &["35489007"],
        drugs: &[("0403030D0AAAAAA", 0.45), ("0403030Q0AAAAAA", 0.3)], clinic: ("710", 0.03) },
    Spec { condition: C::Epilepsy, by_40: 0.007, by_80: 0.013, female: 0.95, frailty: 0.1, habit: 0.0, led_to_by: &[(C::LearningDisability, 12.0)],
        emergency: 0.78, death: 0.3, icd10: &["G409"], snomed: &["84757009"],
        drugs: &[("0408010H0AAAAAA", 0.5), ("0408010A0AAAAAA", 0.5)], clinic: ("400", 0.3) },
    Spec { condition: C::Asthma, by_40: 0.095, by_80: 0.13, female: 1.1, frailty: 0.1, habit: 0.1, led_to_by: &[],
        emergency: 0.33, death: 0.0, icd10: &["J459"], snomed: &["195967001"],
        drugs: &[("0301011R0AAAPAP", 0.7), ("0302000C0BPAABF", 0.6)], clinic: ("340", 0.05) },
    Spec { condition: C::Hypertension, by_40: 0.054, by_80: 0.6, female: 0.95, frailty: 0.2, habit: 0.05, led_to_by: &[],
        emergency: 0.07, death: 0.0, icd10: &["I10"], snomed: &["38341003"],
        drugs: &[("0206020A0AAAAAA", 0.5), ("0205051R0AAADAD", 0.5), ("0202010B0AAABAB", 0.25)], clinic: ("320", 0.01) },
    Spec { condition: C::Diabetes, by_40: 0.03, by_80: 0.216, female: 0.75, frailty: 0.35, habit: 0.1, led_to_by: &[(C::Hypertension, 1.6)],
        emergency: 0.33, death: 0.25, icd10: &["E119", "E114", "E109"], snomed: &["44054006", "73211009", "46635009"],
        drugs: &[("0601022B0AAABAB", 0.75), ("0601012V0BBAAAA", 0.15), ("0212000B0AAABAB", 0.6)], clinic: ("307", 0.15) },
    Spec { condition: C::Copd, by_40: 0.003, by_80: 0.102, female: 0.85, frailty: 0.35, habit: 0.75, led_to_by: &[(C::Asthma, 1.8)],
        emergency: 0.81, death: 0.45, icd10: &["J449", "J441", "J440"], snomed: &["13645005"],
        drugs: &[("0301011R0AAAPAP", 0.9), ("0301020Q0AAAAAA", 0.6), ("0302000N0BCAABE", 0.5)], clinic: ("340", 0.25) },
    Spec { condition: C::CoronaryHeartDisease, by_40: 0.0048, by_80: 0.156, female: 0.5, frailty: 0.3, habit: 0.25,
        led_to_by: &[(C::Hypertension, 1.5), (C::Diabetes, 1.7)],
        emergency: 0.45, death: 0.2, icd10: &["I251", "I259", "I252"], snomed: &["53741008", "414545008", "22298006"],
        drugs: &[("0209000A0AAAAAA", 0.7), ("0212000B0AAABAB", 0.8), ("0204000H0AAAJAJ", 0.6), ("0206010F0AAAFAF", 0.35)], clinic: ("320", 0.2) },
    Spec { condition: C::AtrialFibrillation, by_40: 0.0024, by_80: 0.12, female: 0.75, frailty: 0.25, habit: 0.0,
        led_to_by: &[(C::Hypertension, 1.5), (C::CoronaryHeartDisease, 1.7)],
        emergency: 0.36, death: 0.25, icd10: &["I489", "I480"], snomed: &["49436004"],
        drugs: &[("0208020Z0AAABAB", 0.7), ("0204000H0AAAJAJ", 0.6)], clinic: ("320", 0.2) },
    Spec { condition: C::StrokeTia, by_40: 0.003, by_80: 0.09, female: 0.85, frailty: 0.25, habit: 0.15,
        led_to_by: &[(C::Hypertension, 1.5), (C::AtrialFibrillation, 2.2), (C::Diabetes, 1.4)],
        emergency: 0.39, death: 0.3, icd10: &["I694", "I679", "G819"], snomed: &["230690007", "266257000"],
        drugs: &[("0209000C0AAAAAA", 0.6), ("0212000B0AAABAB", 0.7)], clinic: ("300", 0.15) },
    Spec { condition: C::PeripheralArterialDisease, by_40: 0.00072, by_80: 0.042, female: 0.6, frailty: 0.25, habit: 0.5,
        led_to_by: &[(C::Diabetes, 2.2), (C::CoronaryHeartDisease, 1.8)],
        emergency: 0.36, death: 0.25, icd10: &["I739"], snomed: &["399957001"], drugs: &[("0209000C0AAAAAA", 0.6)], clinic: ("107", 0.2) },
    Spec { condition: C::ChronicKidneyDisease, by_40: 0.0036, by_80: 0.204, female: 1.2, frailty: 0.3, habit: 0.0,
        led_to_by: &[(C::Hypertension, 1.6), (C::Diabetes, 2.0)],
        emergency: 0.29, death: 0.2, icd10: &["N183", "N184", "N189"], snomed: &["433144002", "709044004", "431857002"],
        drugs: &[("0205051R0AAADAD", 0.2)], clinic: ("361", 0.08) },
    Spec { condition: C::HeartFailure, by_40: 0.00084, by_80: 0.036, female: 0.8, frailty: 0.4, habit: 0.1,
        led_to_by: &[(C::CoronaryHeartDisease, 3.0), (C::AtrialFibrillation, 2.2), (C::Diabetes, 1.5), (C::Hypertension, 1.3)],
        emergency: 0.78, death: 0.6, icd10: &["I500", "I509", "I501"], snomed: &["84114007", "42343007"],
        drugs: &[("0202020L0AAAPAP", 0.8), ("0205051R0AAADAD", 0.6), ("0204000H0AAAJAJ", 0.6)], clinic: ("320", 0.4) },
    Spec { condition: C::Dementia, by_40: 0.00012, by_80: 0.06, female: 1.15, frailty: 0.35, habit: 0.1, led_to_by: &[(C::StrokeTia, 2.0)],
        emergency: 0.52, death: 0.8, icd10: &["F03", "G309", "F019"], snomed: &["52448006", "26929004"],
        drugs: &[("0411000D0AAAAAA", 0.5)], clinic: ("715", 0.2) },
    Spec { condition: C::Parkinsons, by_40: 0.00012, by_80: 0.0156, female: 0.65, frailty: 0.1, habit: 0.0, led_to_by: &[],
        emergency: 0.45, death: 0.4, icd10: &["G20"], snomed: &["49049000"], drugs: &[("0409010N0AAAAAA", 0.9)], clinic: ("400", 0.4) },
    Spec { condition: C::Cancer, by_40: 0.012, by_80: 0.228, female: 0.95, frailty: 0.15, habit: 0.25, led_to_by: &[],
        emergency: 0.33, death: 0.7, icd10: &["C509", "C189", "C349", "C61", "C787"], snomed: &["363346000"], drugs: &[("0407020A0AAAAAA", 0.12)], clinic: ("370", 0.5) },
    Spec { condition: C::RheumatoidArthritis, by_40: 0.0036, by_80: 0.0204, female: 2.4, frailty: 0.2, habit: 0.1, led_to_by: &[],
        emergency: 0.26, death: 0.1, icd10: &["M069"], snomed: &["69896004"], drugs: &[("1001030U0AAABAB", 0.7), ("0603020T0AAAAAA", 0.2)], clinic: ("410", 0.5) },
    Spec { condition: C::Osteoarthritis, by_40: 0.018, by_80: 0.396, female: 1.3, frailty: 0.3, habit: 0.0, led_to_by: &[],
        emergency: 0.07, death: 0.0, icd10: &["M199", "M170"], snomed: &["396275006"],
        drugs: &[("0407010H0AAAMAM", 0.4), ("1001010P0AAADAD", 0.25), ("0407020C0AAAAAA", 0.2), ("0103050P0AAAAAA", 0.3)], clinic: ("110", 0.15) },
    Spec { condition: C::Osteoporosis, by_40: 0.0012, by_80: 0.108, female: 3.5, frailty: 0.3, habit: 0.1, led_to_by: &[(C::RheumatoidArthritis, 2.0)],
        emergency: 0.16, death: 0.1, icd10: &["M819", "M809"], snomed: &["64859006"], drugs: &[("0606020A0AAAAAA", 0.6), ("0906040G0BHAAAA", 0.6)], clinic: ("410", 0.08) },
    Spec { condition: C::LiverDisease, by_40: 0.0042, by_80: 0.0192, female: 0.8, frailty: 0.2, habit: 0.4, led_to_by: &[(C::Alcohol, 7.0)],
        emergency: 0.65, death: 0.6, icd10: &["K769", "K746", "K703"], snomed: &["235856003"], drugs: &[("0202030S0AAAVAV", 0.3)], clinic: ("306", 0.3) },
];

/// The course of one condition in one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Course {
    /// Day it begins; [`NEVER`] for most.
    pub onset: i32,
    /// Day the GP writes it down; [`NEVER`] when nobody does.
    pub diagnosed: i32,
    /// Which of the condition's codes fits: mild first.
    pub variant: u8,
}

/// A day that does not come.
pub(super) const NEVER: i32 = i32::MAX;
const DIAGNOSIS_DELAY_DAYS: f64 = 150.0;
const NEVER_DIAGNOSED: f64 = 0.06;
/// A drawn onset beyond this age counts as never.
const OLDEST_ONSET: f64 = 110.0;

/// All courses of one person, by condition.
#[derive(Debug, Clone)]
pub(super) struct Courses([Course; COUNT]);

impl Courses {
    /// Draws the onsets of a whole life.
    pub(super) fn draw(seed: u64, person: &Person) -> Self {
        let rng = &mut Rng::stream(seed, person.serial, Topic::Conditions);
        let mut onset_age = [f64::INFINITY; COUNT];
        let mut courses = [Course { onset: NEVER, diagnosed: NEVER, variant: 0 }; COUNT];
        for (index, spec) in SPECS.iter().enumerate() {
            let sex = if person.sex == Sex::Female { spec.female } else { 1.0 };
            let traits = spec.frailty * person.traits.frailty + spec.habit * person.traits.habit;
            // The mean of exp(b N) is exp(b^2/2): taken off so that the shares stay what they say.
            let mean = 0.5 * (spec.frailty * spec.frailty + spec.habit * spec.habit);
            let multiplier = sex * libm::exp(traits - mean);
            let age = spec.onset_age(multiplier, &onset_age, rng);
            let (delay, unseen, variant) = (rng.delay(DIAGNOSIS_DELAY_DAYS), rng.chance(NEVER_DIAGNOSED), rng.unit());
            if age < OLDEST_ONSET {
                onset_age[index] = age;
                let onset = person.born + (age * YEAR) as i32;
                // Most have the usual form.
                let variant = (variant * variant * spec.snomed.len().max(spec.icd10.len()) as f64) as u8;
                courses[index] = Course { onset, diagnosed: if unseen { NEVER } else { onset + delay }, variant };
            }
        }
        Self(courses)
    }

    /// The course of `condition`.
    pub(super) fn of(&self, condition: Condition) -> Course {
        self.0[condition as usize]
    }

    /// Whether `condition` is there on `day`, known or not.
    pub(super) fn has(&self, condition: Condition, day: i32) -> bool {
        self.of(condition).onset <= day
    }

    /// Conditions there on `day`, with their courses.
    pub(super) fn present(&self, day: i32) -> impl Iterator<Item = (&'static Spec, Course)> + '_ {
        SPECS.iter().zip(self.0).filter(move |(_, course)| course.onset <= day)
    }

    /// Every condition, with its course.
    pub(super) fn all(&self) -> impl Iterator<Item = (&'static Spec, Course)> + '_ {
        SPECS.iter().zip(self.0)
    }
}

impl Spec {
    /// Gompertz constants (a, b) of the hazard a exp(b age), from the shares by 40 and by 80.
    fn gompertz(&self) -> (f64, f64) {
        let (by_40, by_80) = (-libm::log(1.0 - self.by_40), -libm::log(1.0 - self.by_80));
        let rate = libm::log(by_80 / by_40 - 1.0) / 40.0;
        (by_40 * rate / (libm::exp(40.0 * rate) - 1.0), rate)
    }

    /// Age of onset: the cumulative hazard, bent upwards at each condition that leads here, meets an exponential draw.
    fn onset_age(&self, multiplier: f64, others: &[f64; COUNT], rng: &mut Rng) -> f64 {
        let (a, b) = self.gompertz();
        let cumulative = |age: f64| a / b * (libm::exp(b * age) - 1.0);
        let mut bends: Vec<(f64, f64)> = self
            .led_to_by
            .iter()
            .map(|&(cause, times)| (others[cause as usize], times))
            .filter(|bend| bend.0.is_finite())
            .collect();
        bends.sort_by(|x, y| x.0.total_cmp(&y.0));
        let (mut left, mut from, mut times) = (rng.exponential() / multiplier, 0.0, 1.0);
        for (at, factor) in bends {
            let passed = times * (cumulative(at) - cumulative(from));
            if passed >= left {
                break;
            }
            left -= passed;
            from = at;
            times *= factor;
        }
        let inside = 1.0 + b / a * (cumulative(from) + left / times);
        if inside > 0.0 { libm::log(inside) / b } else { f64::INFINITY }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specs_stand_in_the_order_of_the_names() {
        for (index, spec) in SPECS.iter().enumerate() {
            assert_eq!(spec.condition as usize, index);
            assert!(spec.led_to_by.iter().all(|&(cause, _)| (cause as usize) < index), "{:?}", spec.condition);
        }
    }

    #[test]
    fn onsets_follow_the_two_shares() {
        let (none, n) = ([f64::INFINITY; COUNT], 20_000);
        for condition in [Condition::Asthma, Condition::Hypertension, Condition::Diabetes] {
            let spec = &SPECS[condition as usize];
            let mut rng = Rng::stream(5, condition as u64, Topic::Conditions);
            let ages: Vec<f64> = (0..n).map(|_| spec.onset_age(1.0, &none, &mut rng)).collect();
            for (age, share) in [(40.0, spec.by_40), (80.0, spec.by_80)] {
                let seen = ages.iter().filter(|&&onset| onset <= age).count() as f64 / f64::from(n);
                let error = (share * (1.0 - share) / f64::from(n)).sqrt();
                assert!((seen - share).abs() < 5.0 * error, "{condition:?} by {age}: {seen}");
            }
        }
    }

    #[test]
    fn one_condition_leads_to_another() {
        let spec = &SPECS[Condition::LiverDisease as usize];
        let share = |others: &[f64; COUNT]| {
            let mut rng = Rng::stream(6, 1, Topic::Conditions);
            (0..20_000).filter(|_| spec.onset_age(1.0, others, &mut rng) < 80.0).count()
        };
        let mut drinks = [f64::INFINITY; COUNT];
        let without = share(&drinks);
        drinks[Condition::Alcohol as usize] = 30.0;
        assert!(share(&drinks) > 3 * without);
    }
}

//! The GP record: consultations, values that drift with health and disease, codes of conditions, habits and frailty.

use super::conditions::{Condition, NEVER};
use super::events::{GpEntry, Tenths};
use super::frailty::on_line;
use super::life::Life;
use super::population::{Sex, YEAR};
use super::recording;
use super::rng::{Rng, Topic};

const CONSULTATION: &str = "185349003";
const HOME_VISIT: &str = "185317003";
const FLU_VACCINATION: &str = "86198006";
const MEDICATION_REVIEW: &str = "182836005";
const FALL: &str = "161898004";
const HOUSEBOUND: &str = "160689007";
const PALLIATIVE: &str = "103735009";
const FRACTURE: &str = "125605004";
const OBESITY: &str = "414916001";
const CARER: &str = "224484003";
const LIVES_ALONE: &str = "105529008";
/// Mild, moderate, severe.
const FRAILTY: [&str; 3] = ["925791000000100", "925831000000107", "925861000000102"];
/// Current, former, never.
const SMOKING: [&str; 3] = ["77176002", "8517006", "266919005"];

/// A thing measured in the practice.
#[derive(Debug, Clone, Copy)]
enum Measured {
    BloodPressure,
    Bmi,
    Egfr,
    Hba1c,
    Haemoglobin,
    Albumin,
    Sodium,
    Cholesterol,
    Crp,
}

impl Measured {
    const fn code_and_unit(self) -> (&'static str, &'static str) {
        match self {
            Self::BloodPressure => ("72313002", "mm[Hg]"),
            Self::Bmi => ("60621009", "kg/m2"),
            Self::Egfr => ("1020291000000106", "mL/min/1.73m2"),
            Self::Hba1c => ("999791000000106", "mmol/mol"),
            Self::Haemoglobin => ("1022431000000105", "g/L"),
            Self::Albumin => ("1000821000000103", "g/L"),
            Self::Sodium => ("1000661000000107", "mmol/L"),
            Self::Cholesterol => ("1005671000000105", "mmol/L"),
            Self::Crp => ("999651000000107", "mg/L"),
        }
    }

    /// The value on `day`: drifts with illness, frailty, age and disease, with the scatter of a test.
    fn value(self, life: &Life, day: i32, rng: &mut Rng) -> f64 {
        let age = life.person.age(day);
        let noise = rng.normal();
        let ill = 0.8 * life.moving.illness + 0.5 * life.person.traits.frailty;
        let has = |condition| f64::from(u8::from(life.courses.has(condition, day)));
        let years_of = |condition| (f64::from(day.saturating_sub(life.courses.of(condition).onset)) / YEAR).clamp(0.0, 20.0);
        match self {
            Self::BloodPressure => (112.0 + 0.35 * age + 10.0 * has(Condition::Hypertension) + 12.0 * noise).clamp(80.0, 220.0),
            Self::Bmi => (life.body_mass - 0.5 * ill + 0.7 * noise).clamp(13.0, 60.0),
            Self::Egfr => {
                let kidney = has(Condition::ChronicKidneyDisease) * (24.0 + 1.5 * years_of(Condition::ChronicKidneyDisease));
                (122.0 - 0.62 * age - kidney - 2.5 * ill + 7.0 * noise).clamp(5.0, 120.0)
            }
            Self::Hba1c => {
                let diabetes =
                    has(Condition::Diabetes) * (16.0 + 0.8 * years_of(Condition::Diabetes) + 3.0 * life.person.traits.habit);
                (36.0 + 0.03 * age + diabetes + (2.0 + 7.0 * has(Condition::Diabetes)) * noise).clamp(20.0, 150.0)
            }
            Self::Haemoglobin => {
                let sex = if life.person.sex == Sex::Female { 134.0 } else { 148.0 };
                (sex - 0.12 * (age - 50.0).max(0.0) - 6.0 * ill - 8.0 * has(Condition::Cancer) + 9.0 * noise).clamp(55.0, 190.0)
            }
            Self::Albumin => (43.0 - 0.05 * (age - 50.0).max(0.0) - 1.9 * ill + 2.2 * noise).clamp(15.0, 52.0),
            Self::Sodium => (140.0 - 0.6 * ill - 1.0 * has(Condition::HeartFailure) + 2.2 * noise).clamp(115.0, 152.0),
            Self::Cholesterol => (5.1 - 0.9 * has(Condition::CoronaryHeartDisease) + 0.9 * noise).clamp(2.0, 10.0),
            Self::Crp => libm::exp(1.0 + 0.75 * ill + 0.8 * noise).clamp(0.5, 350.0),
        }
    }
}

fn push(life: &mut Life, on: i32, code: &'static str, recorded: i32) {
    life.traces.gp.push(GpEntry { on, code, value: None, recorded });
}

fn measure(life: &mut Life, on: i32, what: Measured, rng: &mut Rng) {
    let value = what.value(life, on, rng);
    let whole = !matches!(what, Measured::Bmi | Measured::Cholesterol);
    let tenths = if whole { value.round() as i32 * 10 } else { (value * 10.0).round() as i32 };
    let (code, unit) = what.code_and_unit();
    life.traces.gp.push(GpEntry { on, code, value: Some((Tenths(tenths), unit)), recorded: on + recording::practice(rng) });
}

/// Consultations and what is written down in them, from `from` to before `to`.
pub(super) fn month(life: &mut Life, from: i32, to: i32, rng: &mut Rng) {
    let age = life.person.age(from);
    let known = life.courses.all().filter(|(_, course)| course.diagnosed <= from).count() as f64;
    let log_rate = on_line(&[(0.0, 1.1), (2.0, 0.6), (10.0, -0.2), (25.0, 0.3), (60.0, 0.55), (80.0, 0.8)], age)
        + if life.person.sex == Sex::Female && age > 15.0 { 0.2 } else { 0.0 }
        + 0.30 * life.person.traits.frailty
        + 0.55 * life.moving.illness
        + 0.09 * known
        - 0.35;
    for _ in 0..rng.poisson((libm::exp(log_rate) * f64::from(to - from) / YEAR).min(8.0)) {
        let on = rng.between(from, to - 1);
        if !life.in_hospital(on) {
            consultation(life, on, age, rng);
        }
    }
    yearly(life, from, to, age, known, rng);
}

fn consultation(life: &mut Life, on: i32, age: f64, rng: &mut Rng) {
    let at_home = age > 70.0 && rng.chance((0.05 * libm::exp(0.7 * life.need())).min(0.7));
    let recorded = on + recording::practice(rng);
    push(life, on, if at_home { HOME_VISIT } else { CONSULTATION }, recorded);
    if age > 18.0 && rng.chance(0.22 + 0.004 * (age - 40.0).max(0.0)) {
        measure(life, on, Measured::BloodPressure, rng);
    }
    let ill = life.moving.illness + life.person.traits.frailty;
    if age > 16.0 && rng.chance((0.10 + 0.05 * ill + 0.002 * (age - 40.0).max(0.0)).clamp(0.03, 0.5)) {
        for what in [Measured::Haemoglobin, Measured::Albumin, Measured::Sodium, Measured::Egfr, Measured::Crp] {
            if rng.chance(0.7) {
                measure(life, on, what, rng);
            }
        }
    }
    if age > 18.0 && rng.chance(0.07) {
        measure(life, on, Measured::Bmi, rng);
    }
    if age > 15.0 && rng.chance(0.07) {
        push(life, on, SMOKING[life.smoking(on)], recorded);
    }
    if age > 65.0 {
        let falls = libm::exp(-3.6 + 0.05 * (age - 75.0) + 0.35 * life.need() + 0.3 * life.person.traits.frailty);
        if rng.chance(falls.min(0.4)) {
            push(life, on, FALL, recorded);
            if rng.chance(0.12) {
                push(life, on, FRACTURE, recorded);
            }
        }
        if rng.chance(0.12) {
            frailty_codes(life, on, age, recorded);
        }
    }
}

/// The frailty category a clinician would record, and being housebound.
fn frailty_codes(life: &mut Life, on: i32, age: f64, recorded: i32) {
    let known = life.courses.all().filter(|(_, course)| course.diagnosed <= on).count() as f64;
    let level =
        0.5 * life.person.traits.frailty + 0.3 * life.need() + 0.25 * life.moving.illness + 0.28 * known + 0.05 * (age - 75.0);
    let category = [0.9, 1.9, 2.9].iter().filter(|&&cut| level >= cut).count();
    if let Some(code) = category.checked_sub(1).and_then(|category| FRAILTY.get(category)) {
        push(life, on, code, recorded);
    }
    if level + 0.5 * life.need() > 3.4 {
        push(life, on, HOUSEBOUND, recorded);
    }
}

/// Reviews of diseases, vaccinations in the autumn, palliative care towards the end of a known illness.
fn yearly(life: &mut Life, from: i32, to: i32, age: f64, known: f64, rng: &mut Rng) {
    if known == 0.0 && age < 65.0 {
        return;
    }
    let years = f64::from(to - from) / YEAR;
    if rng.chance(0.75 * years) {
        let on = rng.between(from, to - 1);
        for (condition, panel) in [
            (Condition::Diabetes, &[Measured::Hba1c, Measured::Cholesterol, Measured::Bmi][..]),
            (Condition::Hypertension, &[Measured::BloodPressure, Measured::Cholesterol]),
            (Condition::ChronicKidneyDisease, &[Measured::Egfr, Measured::Haemoglobin]),
            (Condition::HeartFailure, &[Measured::Egfr, Measured::Sodium]),
        ] {
            if life.courses.of(condition).diagnosed <= on {
                for &what in panel {
                    measure(life, on, what, rng);
                }
            }
        }
        push(life, on, MEDICATION_REVIEW, on);
    }
    let autumn = (f64::from(from).rem_euclid(YEAR) - 275.0).abs() < 15.5;
    if autumn && rng.chance(if age >= 65.0 { 0.75 } else { 0.4 }) {
        let on = rng.between(from, to - 1);
        push(life, on, FLU_VACCINATION, on + recording::practice(rng));
    }
    let ends = f64::from(u8::from(life.courses.has(Condition::Cancer, from)))
        + f64::from(u8::from(life.courses.has(Condition::Dementia, from)));
    if !life.palliative && rng.chance(0.03 * ends * libm::exp(0.8 * life.moving.illness + 0.6 * life.need()) * years) {
        life.palliative = true;
        push(life, from, PALLIATIVE, from);
    }
}

/// What the record holds from before, or once and for all: conditions when they are diagnosed, habits, circumstances.
/// Somebody who joins brings their record with them, written into it within days of joining.
pub(super) fn background(life: &mut Life) {
    let rng = &mut Rng::stream(life.seed ^ 0x6270, life.person.serial, Topic::PrimaryCare);
    let joined = life.joined();
    let when = |on: i32, delay: i32| if on < joined { joined + delay.min(14) } else { on + delay };
    for (spec, course) in life.courses.clone().all() {
        // The lists of codes are short; a variant beyond the end is the usual form.
        let code = spec.snomed.get(usize::from(course.variant)).or(spec.snomed.first());
        let delay = if rng.chance(0.35) { recording::letter(rng) } else { recording::practice(rng) };
        let again = rng.chance(0.25).then(|| rng.between(200, 900));
        if let (Some(code), true) = (code, course.diagnosed != NEVER) {
            push(life, course.diagnosed, code, when(course.diagnosed, delay));
            if let Some(later) = again {
                push(life, course.diagnosed + later, code, when(course.diagnosed + later, 0));
            }
        }
    }
    let on = life.observed_from.max(life.person.born + 17 * 365) + rng.between(0, 200);
    if rng.chance(0.8) {
        let status = life.smoking(on);
        push(life, on, SMOKING[status], when(on, 0));
    }
    if life.person.age(on) > 18.0 && rng.chance(0.7) {
        measure(life, on, Measured::Bmi, rng);
        if life.body_mass >= 30.0 {
            push(life, on, OBESITY, when(on, 0));
        }
    }
    if life.person.lives_alone && life.person.age(on) > 60.0 && rng.chance(0.35) {
        push(life, on, LIVES_ALONE, when(on, 0));
    }
    if life.person.age(on) > 25.0 && rng.chance(0.03) {
        push(life, on, CARER, when(on, 0));
    }
}

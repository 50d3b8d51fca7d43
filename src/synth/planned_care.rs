//! Planned stays, births and outpatient clinics.

use super::causes;
use super::conditions::Condition;
use super::events::{Appointment, Spell};
use super::frailty::on_line;
use super::hospital;
use super::life::Life;
use super::population::{Sex, YEAR};
use super::recording;
use super::rng::Rng;

/// Reasons for a planned stay: ICD-10, specialty, from age, day case more often than not.
const REASONS: [(&str, &str, f64, bool); 14] = [
    ("H259", "130", 60.0, true),
    ("M171", "110", 55.0, false),
    ("M161", "110", 55.0, false),
    ("K409", "100", 30.0, true),
    ("K635", "301", 45.0, true),
    ("K297", "301", 25.0, true),
    ("I839", "107", 35.0, true),
    ("N40", "101", 55.0, false),
    ("D126", "301", 50.0, true),
    ("J350", "120", 3.0, true),
    ("K021", "140", 4.0, true),
    ("N920", "502", 30.0, true),
    ("Z302", "502", 25.0, true),
    ("M541", "110", 30.0, true),
];

/// Planned stays from `from` to before `to`: day cases, ordinary ones, courses of treatment, deliveries.
pub(super) fn stays(life: &mut Life, from: i32, to: i32, rng: &mut Rng) {
    let age = life.person.age(from);
    let years = f64::from(to - from) / YEAR;
    let known = life.courses.present(from).count() as f64;
    let rate = libm::exp(
        on_line(&[(0.0, -3.6), (20.0, -3.3), (45.0, -2.4), (70.0, -1.85), (80.0, -1.8), (92.0, -2.6)], age) + 0.08 * known,
    );
    for _ in 0..rng.poisson(rate * years) {
        let (icd10, specialty, _, day_case) =
            REASONS[rng.weighted(REASONS.iter().map(|&(_, _, from_age, _)| f64::from(u8::from(age >= from_age)) + 0.01))];
        let method = ["11", "12", "13"][rng.weighted([0.6, 0.3, 0.1].into_iter())];
        let nights = if day_case { 0 } else { 1 + rng.delay(2.5) };
        stay(life, rng.between(from, to - 1), nights, (method, if day_case { "2" } else { "1" }), (icd10, specialty), rng);
    }
    let cancer = life.courses.of(Condition::Cancer).onset;
    if (0..400).contains(&(from - cancer)) && rng.chance(0.2) {
        for week in 0..3 {
            stay(life, from + rng.between(0, 6) + 10 * week, 0, ("13", "3"), ("C509", "370"), rng);
        }
    }
    if life.person.sex == Sex::Female && (17.0..44.0).contains(&age) {
        let rate = on_line(&[(17.0, 0.01), (24.0, 0.07), (31.0, 0.105), (37.0, 0.06), (44.0, 0.004)], age);
        if rng.chance(rate * years) && from - life.delivered > 300 {
            let day = rng.between(from, to - 1);
            if stay(life, day, rng.delay(2.0), (if rng.chance(0.96) { "31" } else { "32" }, "1"), ("O800", "501"), rng) {
                life.delivered = day;
            }
        }
    }
}

/// Born in hospital, for most who are born within the extract's period.
pub(super) fn birth(life: &mut Life, rng: &mut Rng) {
    if life.person.born >= life.span.from && rng.chance(0.97) {
        let nights = if rng.chance(0.1) { 5 + rng.delay(6.0) } else { rng.delay(1.8) };
        stay(life, life.person.born, nights, ("82", "1"), ("Z380", "501"), rng);
    }
}

/// Writes down one stay unless somebody is in hospital already; says whether it was.
fn stay(
    life: &mut Life,
    day: i32,
    nights: i32,
    (method, class): (&'static str, &'static str),
    (icd10, specialty): (&'static str, &'static str),
    rng: &mut Rng,
) -> bool {
    if life.in_hospital(day) || life.has_died_by(day) {
        return false;
    }
    let out = life.leave_hospital(life.free_until(day, day + nights), false);
    let secondary = if method == "82" { Vec::new() } else { causes::secondary(life, None, day, rng) };
    let died = life.died == Some(out);
    life.stays.push((day, out));
    life.traces.spells.push(Spell {
        admitted: day,
        discharged: Some(out),
        method,
        source: "19",
        class,
        discharge_method: if died { "4" } else { "1" },
        destination: if died { "79" } else { "19" },
        specialty,
        provider: life.place.draw_hospital(life.person.practice(day), rng),
        primary: icd10,
        secondary,
        recorded: out + recording::spell(rng),
    });
    if nights > 0 && class == "1" && method.starts_with('1') {
        hospital::after_planned_stay(life, day);
    }
    true
}

/// Clinics anybody may be sent to, with the age from which.
#[rustfmt::skip]
const CLINICS: [(&str, f64); 12] = [
    ("110", 8.0), ("130", 5.0), ("120", 3.0), ("100", 20.0), ("330", 10.0), ("301", 25.0), ("502", 18.0), ("320", 40.0), ("101", 40.0),
    ("400", 25.0), ("420", 0.0), ("650", 16.0),
];

/// Outpatient referrals from `from` to before `to`, each with the appointments that follow.
pub(super) fn clinics(life: &mut Life, from: i32, to: i32, rng: &mut Rng) {
    let age = life.person.age(from);
    let years = f64::from(to - from) / YEAR;
    let general = libm::exp(
        on_line(&[(0.0, -1.6), (10.0, -1.9), (25.0, -1.8), (50.0, -1.35), (70.0, -1.0), (90.0, -1.2)], age)
            + 0.16 * life.person.traits.frailty
            + 0.2 * life.moving.illness,
    );
    for _ in 0..rng.poisson(general * years) {
        let specialty = if age < 16.0 && rng.chance(0.6) {
            "420"
        } else {
            CLINICS[rng.weighted(CLINICS.iter().map(|&(_, from_age)| f64::from(u8::from(age >= from_age)) + 0.01))].0
        };
        course(life, rng.between(from, to - 1), specialty, rng);
    }
    for index in 0..super::conditions::COUNT {
        let spec = &super::conditions::SPECS[index];
        let course_of = life.courses.of(spec.condition);
        if course_of.diagnosed <= from && rng.chance(spec.clinic.1 * years) {
            course(life, rng.between(from, to - 1), spec.clinic.0, rng);
        }
    }
}

/// A first appointment and its follow-ups.
fn course(life: &mut Life, day: i32, specialty: &'static str, rng: &mut Rng) {
    let missing = libm::exp(-2.95 + 0.7 * life.person.traits.habit + 0.04 * (5.5 - f64::from(life.person.imd_decile))).min(0.5);
    let (mut on, mut first) = (day, true);
    loop {
        let attended = match rng.unit() {
            at if at < missing => "did_not_attend",
            at if at < missing + 0.07 => "cancelled",
            _ => "attended",
        };
        if !life.in_hospital(on) {
            let recorded = on + recording::appointment(rng);
            life.traces.appointments.push(Appointment { on, attended, first, specialty, recorded });
        }
        if !rng.chance(0.62) {
            return;
        }
        first = false;
        on += rng.between(28, 130);
    }
}

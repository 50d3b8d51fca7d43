//! Community contacts and social care. Both follow functional need, which hospitals and GP codes hardly see: that is why
//! joining them to the rest is worth something.

use super::conditions::Condition;
use super::events::{Contact, Service, Tenths};
use super::frailty::on_line;
use super::life::Life;
use super::population::YEAR;
use super::recording;
use super::rng::Rng;

/// A service with the log yearly rate of a course of it, and the contacts of a course.
struct Referral {
    service: &'static str,
    log_rate: f64,
    contacts: (i32, i32),
    /// Days between contacts.
    every: i32,
}

/// Courses of community care that begin from `from` to before `to`.
pub(super) fn month(life: &mut Life, from: i32, to: i32, rng: &mut Rng) {
    let age = life.person.age(from);
    if age < 4.0 {
        return;
    }
    let years = f64::from(to - from) / YEAR;
    let need = life.need();
    let old = on_line(&[(18.0, -1.0), (50.0, -0.5), (65.0, 0.0), (80.0, 1.0), (95.0, 1.7)], age);
    let has = |condition| life.courses.of(condition).diagnosed <= from;
    let only = |there: bool, log_rate: f64| if there { log_rate } else { f64::NEG_INFINITY };
    let referral = |service, log_rate, contacts, every| Referral { service, log_rate, contacts, every };
    let after_stay = if life.left_hospital_within(from, 45) { 1.2 } else { 0.0 };
    let mind =
        f64::from(u8::from(has(Condition::Depression))).max(3.0 * f64::from(u8::from(has(Condition::SeriousMentalIllness))));
    let referrals = [
        referral("district_nursing", -3.4 + old + 1.3 * need + 0.25 * life.person.traits.frailty + after_stay, (3, 11), 8),
        referral("physiotherapy", -3.2 + 0.5 * old + 0.9 * need + after_stay, (3, 6), 14),
        referral("occupational_therapy", -4.2 + old + 1.2 * need + after_stay, (1, 4), 14),
        referral("continence", -4.8 + old + 1.1 * need, (1, 3), 40),
        referral("community_matron", -5.6 + old + 1.2 * need + 0.5 * life.moving.illness + after_stay, (4, 10), 12),
        referral("community_mental_health", only(age > 14.0, -4.1 + need + 0.4 * life.person.traits.habit + mind), (4, 12), 14),
        referral("podiatry", only(has(Condition::Diabetes) || age > 70.0, -2.4 + 0.3 * need), (2, 4), 60),
        referral("heart_failure_nursing", only(has(Condition::HeartFailure), -1.2 + 0.5 * life.moving.illness), (3, 6), 14),
        referral("respiratory_nursing", only(has(Condition::Copd), -2.0 + 0.5 * life.moving.illness), (2, 5), 14),
        referral("palliative_care", only(life.palliative, 0.8), (6, 14), 5),
    ];
    for Referral { service, log_rate, contacts, every } in referrals {
        if log_rate > -20.0 && rng.chance((libm::exp(log_rate) * years).min(0.8)) {
            let mut on = rng.between(from, to - 1);
            for _ in 0..rng.between(contacts.0, contacts.1) {
                if !life.in_hospital(on) {
                    let recorded = on + recording::contact(rng);
                    life.traces.contacts.push(Contact { on, service, recorded });
                }
                on += 1 + rng.between(every / 2, every + every / 2);
            }
        }
    }
}

/// A service somebody has at home, not yet over.
#[derive(Debug, Clone, Copy)]
pub(super) struct OpenService {
    from: i32,
    hours: i32,
    recorded: i32,
}

fn push(life: &mut Life, from: i32, to: Option<i32>, kind: &'static str, hours: Option<i32>, recorded: i32) {
    life.traces.services.push(Service { from, to, kind, hours: hours.map(|hours| Tenths(hours * 10)), recorded });
}

/// How long home care has gone on, on average, when the extract begins.
const HOME_CARE_YEARS: f64 = 1.2;

/// Services somebody has when the extract begins to know them.
pub(super) fn social_care_at_start(life: &mut Life, start: i32, rng: &mut Rng) {
    if life.person.care_home {
        let moved_in = (start - rng.delay(500.0)).max(life.person.born + 60 * 365).min(start);
        life.care_home_since = Some(moved_in);
        let recorded = moved_in + recording::service(rng);
        push(life, moved_in, None, if rng.chance(0.45) { "nursing" } else { "residential" }, None, recorded);
    } else if rng.chance((HOME_CARE_YEARS * home_care_rate(life, start)).min(0.9)) {
        let from = start - rng.delay(400.0);
        life.home_care = Some(OpenService { from, hours: hours(life, rng), recorded: from + recording::service(rng) });
    }
}

/// Log-linear in need; a year.
fn home_care_rate(life: &Life, day: i32) -> f64 {
    let age = life.person.age(day);
    let by_age = on_line(&[(18.0, -7.2), (60.0, -6.2), (75.0, -4.9), (85.0, -3.6), (95.0, -2.8)], age);
    if age < 18.0 { 0.0 } else { libm::exp(by_age + 1.25 * life.need() + if life.person.lives_alone { 0.5 } else { 0.0 }) }
}

fn hours(life: &Life, rng: &mut Rng) -> i32 {
    (libm::exp(1.9 + 0.3 * life.need() + 0.4 * rng.normal()) as i32).clamp(2, 60)
}

/// Services that begin, change or end from `from` to before `to`.
pub(super) fn social_care_month(life: &mut Life, from: i32, to: i32, rng: &mut Rng) {
    let years = f64::from(to - from) / YEAR;
    let day = rng.between(from, to - 1);
    let after_stay = life.left_hospital_within(from, 40);
    if let Some(since) = life.care_home_since {
        close_home_care(life, since);
        if since >= from - 30 && !life.care_home_recorded && !life.person.care_home {
            life.care_home_recorded = true;
            let recorded = since + recording::service(rng);
            push(life, since, None, if rng.chance(0.4) { "nursing" } else { "residential" }, None, recorded);
        }
        return;
    }
    let rate = home_care_rate(life, from);
    if let Some(open) = life.home_care {
        let more = hours(life, rng);
        if day > open.from && (after_stay || rng.chance(0.4 * years)) && more > open.hours {
            close_home_care(life, day);
            life.home_care = Some(OpenService { from: day, hours: more, recorded: day + recording::service(rng) });
        } else if rng.chance(0.15 * years) {
            close_home_care(life, day);
        }
    } else if rng.chance((rate * years * if after_stay { 4.0 } else { 1.0 }).min(0.6)) {
        life.home_care = Some(OpenService { from: day, hours: hours(life, rng), recorded: day + recording::service(rng) });
    }
    let age = life.person.age(from);
    if age >= 65.0 && after_stay && rng.chance((0.07 * libm::exp(0.6 * life.need())).min(0.5)) {
        push(life, day, Some(day + 42), "reablement", Some(7), day + recording::service(rng));
    }
    for (kind, times) in [("equipment", 1.2), ("day_care", 0.15), ("direct_payment", 0.2), ("carer_support", 0.25)] {
        if rng.chance((rate * times * years).min(0.5)) {
            let ends = (kind != "equipment").then(|| day + 60 + rng.delay(400.0));
            push(life, day, ends, kind, None, day + recording::service(rng));
        }
    }
    // Somebody may move into a care home from their own.
    if age >= 75.0 && rng.chance((libm::exp(-6.2 + 0.09 * (age - 80.0) + 1.0 * life.need()) * years).min(0.3)) {
        life.care_home_since = Some(day);
    }
}

/// Ends home care on `day`, if there is any.
pub(super) fn close_home_care(life: &mut Life, day: i32) {
    if let Some(open) = life.home_care.take() {
        push(life, open.from, Some(day.max(open.from)), "home_care", Some(open.hours), open.recorded);
    }
}

/// Writes down what goes on when the extract ends.
pub(super) fn still_open(life: &mut Life) {
    if let Some(open) = life.home_care.take() {
        push(life, open.from, None, "home_care", Some(open.hours), open.recorded);
    }
}

//! Emergency admissions and A&E: a self-exciting process.
//!
//! Somebody's hazard of an emergency admission is `base(age, place, traits, health, conditions) + heat`. Each emergency adds heat
//! that cools over weeks and over months (Hawkes, Biometrika 1971), which is what makes recency worth knowing. Times are drawn
//! by thinning (Ogata, IEEE Trans. Inf. Theory 1981), exactly: the hazard only falls between events, so its present value bounds it.

use super::causes;
use super::events::{Attendance, Spell};
use super::frailty::on_line;
use super::life::Life;
use super::population::YEAR;
use super::recording;
use super::rng::Rng;

/// What an emergency leaves behind, in hazard a day, on two time scales.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Heat {
    at: f64,
    fast: f64,
    slow: f64,
}

const FAST_DAYS: f64 = 16.0;
const SLOW_DAYS: f64 = 170.0;
/// Further admissions that one brings on average to somebody of unit vulnerability, on each scale: well below 1, so that it dies out.
const FAST_CHILDREN: f64 = 0.09;
const SLOW_CHILDREN: f64 = 0.22;
/// The same for an A&E attendance without admission, and for a planned stay.
const ATTENDANCE_CHILDREN: f64 = 0.05;
const STAY_CHILDREN: f64 = 0.04;

impl Heat {
    fn cool_to(&mut self, at: f64) {
        let days = (at - self.at).max(0.0);
        self.fast *= libm::exp(-days / FAST_DAYS);
        self.slow *= libm::exp(-days / SLOW_DAYS);
        self.at = at;
    }

    fn add(&mut self, fast_children: f64, slow_children: f64) {
        self.fast += fast_children / FAST_DAYS;
        self.slow += slow_children / SLOW_DAYS;
    }

    fn hazard(self) -> f64 {
        self.fast + self.slow
    }
}

/// Log yearly rate of emergency admission by age, before anything else is known.
const AGE_LINE: [(f64, f64); 11] = [
    (0.0, -1.45),
    (1.0, -2.3),
    (3.0, -3.1),
    (9.0, -4.3),
    (15.0, -4.4),
    (22.0, -4.2),
    (45.0, -4.45),
    (60.0, -4.25),
    (70.0, -3.9),
    (80.0, -3.4),
    (95.0, -2.8),
];

/// Base hazard of an emergency admission, a day.
pub(super) fn base_hazard(life: &Life, day: i32) -> f64 {
    let (person, age) = (life.person, life.person.age(day));
    // Little of a child's hazard is lasting; need matters to the old most.
    let lasting = on_line(&[(0.0, 0.35), (16.0, 0.6), (40.0, 1.0)], age);
    let needing = on_line(&[(16.0, 0.0), (20.0, 0.45), (60.0, 0.7), (75.0, 1.0)], age);
    let mut log_rate = on_line(&AGE_LINE, age) + 0.025 * (5.5 - f64::from(person.imd_decile));
    log_rate += lasting * (0.50 * person.traits.frailty + 0.66 * life.moving.illness + 0.48 * person.traits.habit);
    log_rate += needing * 0.95 * life.need();
    log_rate += life.courses.present(day).map(|(spec, _)| spec.emergency).sum::<f64>();
    libm::exp(log_rate.min(2.5)) / YEAR
}

/// How strongly an event heats this person up.
fn vulnerability(life: &Life, day: i32) -> f64 {
    let age = life.person.age(day);
    let conditions = life.courses.present(day).count() as f64;
    (0.25 + 0.008 * (age - 40.0).max(0.0) + 0.18 * life.person.traits.frailty + 0.18 * life.moving.illness + 0.07 * conditions)
        .clamp(0.1, 1.55)
}

/// Emergency admissions and attendances from `from` to before `to`.
pub(super) fn month(life: &mut Life, from: i32, to: i32, rng: &mut Rng) {
    attendances(life, from, to, rng);
    let base = base_hazard(life, i32::midpoint(from, to));
    let mut at = f64::from(from);
    loop {
        life.heat.cool_to(at);
        let bound = base + life.heat.hazard();
        at += rng.exponential() / bound;
        if at >= f64::from(to) {
            return;
        }
        life.heat.cool_to(at);
        let taken = rng.unit() * bound < base + life.heat.hazard();
        let day = at as i32;
        if taken && !life.in_hospital(day) {
            let out = emergency(life, day, rng);
            if life.died.is_some() {
                return;
            }
            at = f64::from(out + 1);
        }
    }
}

/// Heat of a planned stay.
pub(super) fn after_planned_stay(life: &mut Life, day: i32) {
    life.heat.cool_to(f64::from(day));
    let times = vulnerability(life, day);
    life.heat.add(0.0, STAY_CHILDREN * times);
}

fn attendances(life: &mut Life, from: i32, to: i32, rng: &mut Rng) {
    let age = life.person.age(from);
    let line = [(0.0, -0.6), (5.0, -1.1), (12.0, -1.3), (20.0, -1.05), (40.0, -1.4), (65.0, -1.7), (85.0, -1.3)];
    let log_rate = on_line(&line, age)
        + 0.05 * (5.5 - f64::from(life.person.imd_decile))
        + 0.65 * life.person.traits.habit
        + 0.20 * life.person.traits.frailty
        + 0.30 * life.moving.illness;
    let mean = libm::exp(log_rate) * f64::from(to - from) / YEAR + 1.2 * life.heat.hazard() * f64::from(to - from);
    for _ in 0..rng.poisson(mean.min(8.0)) {
        let day = rng.between(from, to - 1);
        if life.in_hospital(day) {
            continue;
        }
        let department = ["1", "3", "4", "2"][rng.weighted([0.62, 0.25, 0.11, 0.02].into_iter())];
        let by_ambulance = department == "1" && rng.chance(0.10 + (age - 40.0).max(0.0) * 0.007);
        let disposal = if rng.chance(0.05) { "left" } else { "discharged" };
        push_attendance(life, day, department, by_ambulance, disposal, rng);
        if department == "1" {
            life.heat.cool_to(f64::from(from));
            let times = vulnerability(life, day);
            life.heat.add(0.0, ATTENDANCE_CHILDREN * times);
        }
    }
}

fn push_attendance(
    life: &mut Life,
    on: i32,
    department: &'static str,
    by_ambulance: bool,
    disposal: &'static str,
    rng: &mut Rng,
) {
    let arrival = if by_ambulance { "ambulance" } else { "other" };
    let recorded = on + recording::attendance(rng);
    life.traces.attendances.push(Attendance { on, department, arrival, disposal, recorded });
}

/// One emergency admission; gives the day of discharge.
fn emergency(life: &mut Life, day: i32, rng: &mut Rng) -> i32 {
    let age = life.person.age(day);
    let cause = causes::draw(life, day, rng);
    let method = match cause.specialty {
        "710" if rng.chance(0.4) => "25",
        _ => ["21", "22", "24", "23", "2A", "2D", "28"][rng.weighted([0.72, 0.12, 0.05, 0.03, 0.04, 0.02, 0.02].into_iter())],
    };
    if matches!(method, "21" | "2A") {
        let by_ambulance = rng.chance(0.20 + (age - 30.0).clamp(0.0, 60.0) * 0.009);
        push_attendance(life, day, "1", by_ambulance, "admitted", rng);
    }
    let log_days = 0.021 * age - 0.45 + 0.18 * life.need() * f64::from(u8::from(age > 60.0)) + 1.05 * rng.normal();
    let out = life.free_until(day, day + (libm::exp(log_days) as i32).min(150));
    let odds = libm::exp(-8.3 + 0.062 * age + cause.lethal + 0.25 * life.person.traits.frailty + 0.3 * life.moving.illness);
    let dies = rng.chance(odds / (1.0 + odds));
    let out = life.leave_hospital(out, dies);
    let secondary = causes::secondary(life, Some(cause), day, rng);
    let hospital = life.place.draw_hospital(life.person.practice(day), rng);
    let spell = Spell {
        admitted: day,
        discharged: Some(out),
        method,
        source: if life.in_care_home(day) { "54" } else { "19" },
        class: "1",
        discharge_method: if life.died == Some(out) { "4" } else { "1" },
        destination: destination(life, age, day, out, rng),
        specialty: cause.specialty,
        provider: hospital,
        primary: cause.icd10,
        secondary,
        recorded: out + recording::spell(rng),
    };
    life.stays.push((day, out));
    push_with_transfer(life, spell, rng);
    life.heat.cool_to(f64::from(out));
    let times = vulnerability(life, day);
    life.heat.add(FAST_CHILDREN * times, SLOW_CHILDREN * times);
    out
}

/// Where somebody goes: a care home for good, for some of the old in need.
fn destination(life: &mut Life, age: f64, admitted: i32, out: i32, rng: &mut Rng) -> &'static str {
    if life.died == Some(out) {
        return "79";
    }
    if life.in_care_home(out) {
        return "54";
    }
    let chance = if age < 70.0 || out - admitted < 5 { 0.0 } else { libm::exp(-4.1 + 0.05 * (age - 75.0) + 0.8 * life.need()) };
    if rng.chance(chance.min(0.5)) {
        life.care_home_since = Some(out);
        return "54";
    }
    "19"
}

/// Writes a spell down, cut in two when somebody is transferred.
fn push_with_transfer(life: &mut Life, mut spell: Spell, rng: &mut Rng) {
    let long_enough = spell.discharged.is_some_and(|out| out - spell.admitted >= 4);
    if long_enough && spell.provider != life.place.large_hospital() && rng.chance(0.05) {
        let on = spell.admitted + 1 + rng.between(0, 1);
        let method = if rng.chance(0.6) { "2B" } else { "81" };
        let onward = Spell { admitted: on, method, source: "51", provider: life.place.large_hospital(), ..spell.clone() };
        spell.discharged = Some(on);
        spell.discharge_method = "1";
        spell.destination = "51";
        spell.recorded = on + recording::spell(rng);
        life.traces.spells.push(spell);
        life.traces.spells.push(onward);
    } else {
        life.traces.spells.push(spell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heat_brings_as_many_children_as_it_says() {
        // The integral of the hazard over all time is the expected number of further events.
        let mut heat = Heat::default();
        heat.add(0.1, 0.3);
        let (step, mut sum) = (0.05, 0.0);
        for index in 0..80_000 {
            heat.cool_to(f64::from(index) * step);
            sum += heat.hazard() * step;
        }
        approx::assert_abs_diff_eq!(sum, 0.4, epsilon = 0.002);
    }

    #[test]
    fn the_process_dies_out() {
        // A clamp of 1.55 on vulnerability keeps the largest branching ratio below 1.
        const { assert!(1.55 * (FAST_CHILDREN + SLOW_CHILDREN + ATTENDANCE_CHILDREN) < 1.0) };
    }
}

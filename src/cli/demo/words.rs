//! What is said and written in the demonstration.

use super::cast::Colleague;
use super::dice::Dice;
use super::register::Followed;
use crate::domain::Day;
use serde_json::{Value, json};

/// Why somebody is put forward.
pub(super) fn nomination(dice: Dice, key: &str) -> &'static str {
    dice.pick(
        key,
        &[
            "Three falls since the summer and afraid to leave the house",
            "Daughter, who cares for him, is worn out; he has stopped eating well",
            "More breathless each month; two courses of steroids since autumn",
            "Forgets tablets, and the blood sugar is everywhere",
            "In the last year of life; wants to stay at home",
            "Calls the surgery most days; lonely since his wife died",
        ],
    )
}

/// How things stand, as said in a meeting.
pub(super) fn situation(dice: Dice, key: &str, line: &Value) -> String {
    let home = if line["care_home"] == true { "Lives in a care home" } else { "Lives at home" };
    let tail = dice.pick(
        key,
        &[
            "frail, two falls this winter, uses a frame indoors",
            "heart failure, swollen legs again, weighs in daily when reminded",
            "chronic lung disease, rescue pack used once since last time",
            "diabetes and poor eyesight, the district nurses give the insulin",
            "memory getting worse, the wife does most things and is tired",
            "several emergency attendances, mostly at night and alone",
            "pain and low mood since the operation, seldom goes out",
        ],
    );
    format!("{home}; {tail}.")
}

/// What happens next.
pub(super) fn next_steps(dice: Dice, key: &str) -> &'static str {
    dice.pick(
        key,
        &[
            "First visit within a week, then a plan with the family",
            "Medicines review, then a joint visit with social care",
            "Home visit with the therapist",
        ],
    )
}

/// What is new.
pub(super) fn update(dice: Dice, key: &str) -> &'static str {
    dice.pick(
        key,
        &[
            "Steady since the last review",
            "One fall, no injury",
            "Carers now come twice a day",
            "Sleeps better; pain is less",
            "A chest infection, treated at home",
        ],
    )
}

/// Services that a meeting refers to: the kind, and in words.
pub(super) const REFERRALS: [(&str, &str); 6] = [
    ("community_matron", "Community matron, for case management at home"),
    ("community_matron", "Community matron, to join her at the next visit"),
    ("falls", "Falls clinic"),
    ("specialist_community", "Heart failure nurses"),
    ("memory", "Memory clinic"),
    ("therapy", "Pulmonary rehabilitation"),
];

/// An action.
pub(super) fn action(dice: Dice, key: &str) -> &'static str {
    dice.pick(
        key,
        &[
            "Home visit, with a falls and home hazard check",
            "Ask the pharmacist for a medicines review",
            "Refer for a carer's assessment",
            "Bloods: kidney function and salts",
            "Order a commode and a bed lever",
            "Talk about what matters, and begin the plan",
            "Ring the family about power of attorney",
            "Memory test, and refer when it is low",
            "Befriending: introduce a volunteer",
        ],
    )
}

/// What came of an action.
pub(super) fn action_done(dice: Dice, key: &str) -> &'static str {
    dice.pick(
        key,
        &[
            "Done, and written to the GP",
            "Done; nothing new found",
            "Done; to be repeated in three months",
            "Done with the family there",
        ],
    )
}

/// What came of a contact.
pub(super) fn contact(dice: Dice, key: &str, reached: &str) -> &'static str {
    match reached {
        "nobody" => dice.pick(key, &["No answer at the door; card left", "No answer; will try again", "Message left"]),
        "care_home" => dice.pick(key, &["The home reports a quiet week; eating well", "The home asks about the night sedation"]),
        "carer" => dice.pick(key, &["Spoke to the daughter: coping, would like a break", "Wife says he is steadier on his feet"]),
        _ => dice.pick(
            key,
            &[
                "Well in herself; weight steady, ankles less swollen",
                "Short of breath on the stairs; inhaler technique gone through",
                "Low, and not sleeping; talked about the choir on Tuesdays",
                "Walked to the gate and back; exercises kept up",
                "Tablets sorted; two boxes of the old ones taken back",
                "Blood sugar in range on most days; feet checked",
                "Talked about what to do at night before ringing 999",
            ],
        ),
    }
}

/// What came of a case.
pub(super) fn end(reason: &str) -> &'static str {
    match reason {
        "died" => "Has died; the family was rung and offered support",
        "moved" => "Has moved away; the new practice has the plan",
        "goals_met" => "Goals met: out most days, no attendance since the plan was agreed",
        "referred" => "The specialist team has taken over",
        "declined" => "Would rather be left alone, and knows how to come back",
        _ => "Manages with the practice; comes back if things change",
    }
}

/// Why somebody wants no plan.
pub(super) fn declined(dice: Dice) -> &'static str {
    dice.pick(
        "declined",
        &["\"I know what to do, and so does my son.\"", "\"No more paper, please.\"", "\"Ask me again after the winter.\""],
    )
}

/// What a review of a plan found.
pub(super) const fn plan_review(changed: bool) -> &'static str {
    if changed { "Things have changed: the goals are written anew" } else { "Gone through line by line; it is still right" }
}

/// The goal of a second version.
pub(super) fn second_goal(dice: Dice) -> &'static str {
    dice.pick(
        "second goal",
        &["Go to the lunch club every week", "Manage the stairs with one rail", "A week of respite for the carer each quarter"],
    )
}

/// A plan, whole.
pub(super) fn plan(who: &Followed, me: &Colleague, gp: &Colleague, partner: &Colleague, today: Day) -> Value {
    let dice = who.dice;
    let matters = dice.pick(
        "matters",
        &[
            "To stay in my own home, with the garden and the dog",
            "Not to be a burden to my daughter",
            "To get to church on Sundays",
            "To see my grandson married in the summer",
            "To be left to do things at my own pace",
        ],
    );
    let (health, goal, sign, what) = [
        (
            "Falls; osteoporosis",
            "No fall with injury",
            "A fall, or unsteady for a day",
            "Keep warm and still; ring before moving if in pain",
        ),
        (
            "Heart failure",
            "Weight steady within two kilograms",
            "Two kilograms heavier in three days",
            "Extra water tablet as written on the box",
        ),
        (
            "Chronic obstructive pulmonary disease",
            "Walk to the shop",
            "More breathless, or green phlegm",
            "Start the rescue pack; rest; ring the same day",
        ),
        (
            "Diabetes on insulin",
            "Blood sugar between 6 and 12",
            "Blood sugar under 4 or over 20",
            "Under 4: juice, then bread. Over 20: ring the nurses",
        ),
    ][dice.throw("illness", 4)];
    let social = dice
        .pick("social", &["Cannot shop or cook alone", "Needs help to wash and dress", "Sees nobody from one week to the next"]);
    let mut plan = json!({
        "what_matters": matters,
        "needs": [{"kind": "health", "words": health}, {"kind": "social", "words": social}],
        "goals": [{"words": goal, "measure": "Asked at every visit"}],
        "actions": [
            {"what": "Go through the contingency plan together", "owner": me.id, "due": today.plus_days(21)},
            {"what": "Assessment of support at home", "owner": partner.id, "due": today.plus_days(30)},
        ],
        "contingency": [{"sign": sign, "what_to_do": what, "call": format!("{}, 01632 960 101, 8 to 6; NHS 111 at other times", me.name)}],
        "contacts": [{"name": format!("{} (next of kin)", who.family_name), "relationship": dice.pick("kin", &["daughter", "son", "wife", "husband", "neighbour"]),
            "phone": format!("01632 960 {:03}", dice.throw("phone", 1000)), "holds_key": dice.chance("key", 60)}],
        "medicines": "See the repeat prescription; blister pack, delivered on Fridays",
        "legal": {"consent_to_share": {"state": "given", "on": today},
            "capacity": {"state": "has_capacity", "assessed_on": today, "by": format!("{}, {}", me.name, me.role.name().replace('_', " "))}},
        "contributors": [{"organisation": "gp_practice", "name": gp.name, "role": "GP"},
            {"organisation": "community_health", "name": me.name}, {"organisation": "person", "name": "The person"}],
        "review_months": 6 * (1 + dice.throw("months", 2)),
    });
    if dice.chance("allergy", 30) {
        plan["allergies"] = json!([{"substance": "Penicillin", "reaction": "Rash"}]);
    } else {
        plan["no_known_allergies"] = json!(true);
    }
    if dice.chance("carer", 35) {
        let carer = json!({"kind": "carer", "words": "The carer has not had a day off since Christmas"});
        plan["needs"].as_array_mut().into_iter().for_each(|needs| needs.push(carer.clone()));
    }
    if dice.chance("end of life", 18) || who.age > 90 {
        let by = format!("{}, GP", gp.name);
        plan["end_of_life"] = json!({"preferred_place_of_care": if who.care_home { "care_home" } else { "home" },
            "preferred_place_of_death": if who.care_home { "care_home" } else { "home" },
            "ceiling_of_treatment": {"level": "hospital_ward", "words": "For what can be treated on a ward", "decided_on": today, "by": by},
            "resuscitation": {"decision": "do_not_attempt", "decided_on": today, "by": by, "form_kept_at": "In the yellow folder by the door"},
            "wishes": "Family to be rung at any hour"});
    }
    plan
}

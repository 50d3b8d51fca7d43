use super::*;
use crate::casework::event::fold;
use crate::casework::{Aggregate, Fact, Moment, Recorded, Refusal};
use crate::domain::{Day, Line, OdsCode, StaffId};
use proptest::prelude::*;

const TODAY: Day = Day::of(2026, 3, 16);

fn at(day: Day) -> Moment {
    let now = "2026-03-16T09:00:00Z".parse().unwrap();
    Moment { today: day, now, author: StaffId::default() }
}

fn code(text: &str) -> OdsCode {
    text.parse().unwrap()
}

fn wanted(network: Option<&str>, from: Option<Day>) -> PutOrganisation {
    PutOrganisation {
        kind: OrganisationKind::Practice,
        name: Line::from("The Surgery"),
        status: None,
        opened_on: None,
        closed_on: None,
        locality: None,
        network: network.map(code),
        commissioner: None,
        successor: None,
        from,
    }
}

/// An organisation and the events that made it.
#[derive(Default)]
struct Told {
    state: Organisation,
    events: Vec<Recorded<OrganisationEvent>>,
}

impl Told {
    fn take(&mut self, facts: Vec<Fact<OrganisationEvent>>, at: &Moment) {
        for fact in facts {
            let event = fact.recorded(at);
            self.state.apply(&event);
            self.events.push(event);
        }
    }

    fn put(&mut self, wanted: PutOrganisation) -> Result<(), Refusal> {
        let facts = self.state.put(&code("A81001"), wanted, &at(TODAY))?;
        self.take(facts, &at(TODAY));
        Ok(())
    }
}

fn rule(done: Result<(), Refusal>) -> &'static str {
    done.unwrap_err().rule
}

#[test]
fn a_change_of_network_keeps_both_with_their_days() {
    let mut told = Told::default();
    told.put(wanted(Some("U00001"), Some(Day::of(2019, 7, 1)))).unwrap();
    told.put(wanted(Some("U00002"), Some(Day::of(2025, 4, 1)))).unwrap();
    let network = |day| told.state.link(LinkKind::Network, day).map(|link| link.target.as_str());
    assert_eq!(network(Day::of(2019, 6, 30)), None);
    assert_eq!(network(Day::of(2025, 3, 31)), Some("U00001"));
    assert_eq!(network(Day::of(2025, 4, 1)), Some("U00002"));
}

#[test]
fn each_refusal_has_its_rule() {
    let mut told = Told::default();
    told.put(wanted(Some("U00001"), Some(Day::of(2019, 7, 1)))).unwrap();
    let before = told.state.clone();
    assert_eq!(rule(told.put(wanted(Some("U00001"), None))), "nothing_new");
    assert_eq!(rule(told.put(wanted(Some("A81001"), None))), "own_parent");
    assert_eq!(rule(told.put(wanted(Some("U00002"), Some(Day::of(2019, 7, 1))))), "link_began_later");
    assert_eq!(rule(told.put(wanted(Some("U00002"), Some(TODAY.plus_days(1))))), "in_the_future");
    let closed = PutOrganisation { opened_on: Some(TODAY), closed_on: Some(TODAY.plus_days(-1)), ..wanted(None, None) };
    assert_eq!(rule(told.put(closed)), "closed_before_opened");
    assert_eq!(told.state, before, "what is refused changes nothing");
}

#[test]
fn a_list_taken_in_again_adds_only_what_changed() {
    let mut told = Told::default();
    let profile = |name: &str| Profile {
        kind: OrganisationKind::Practice,
        name: Line::from(name),
        status: OrganisationStatus::Active,
        opened_on: Some(Day::of(1974, 4, 1)),
        closed_on: None,
        locality: None,
    };
    let entry = |name, commissioner: &str, from| Listed {
        code: code("A81001"),
        profile: profile(name),
        commissioner: Some((code(commissioner), Some(from), None)),
    };
    let april = Day::of(2013, 4, 1);
    told.take(told.state.listed(entry("Old", "00K", april), TODAY), &at(TODAY));
    assert_eq!(told.state.listed(entry("Old", "00K", april), TODAY), []);
    assert_eq!(told.state.listed(entry("New", "00K", april), TODAY).len(), 1);
    told.take(told.state.listed(entry("Old", "16C", Day::of(2020, 4, 1)), TODAY), &at(TODAY));
    let commissioner = |day| told.state.link(LinkKind::Commissioner, day).map(|link| link.target.as_str());
    assert_eq!((commissioner(Day::of(2020, 3, 31)), commissioner(TODAY)), (Some("00K"), Some("16C")));
}

#[test]
fn an_extract_adds_what_it_knows_and_never_renames() {
    let mut told = Told::default();
    let seen = |name: &str, network: &str| Seen {
        name: Line::from(name),
        locality: Some(Line::from("North")),
        network: Some(code(network)),
        commissioner: None,
    };
    let index = Day::of(2025, 6, 30);
    told.take(told.state.seen(&code("A81001"), seen("The Surgery", "U00001"), index, TODAY), &at(TODAY));
    assert_eq!(told.state.link(LinkKind::Network, Day::of(1990, 1, 1)).map(|link| link.target.as_str()), Some("U00001"));
    assert_eq!(told.state.seen(&code("A81001"), seen("Another name", "U00001"), index, TODAY), []);
    let later = index.plus_days(30);
    told.take(told.state.seen(&code("A81001"), seen("The Surgery", "U00002"), later, TODAY), &at(TODAY));
    let network = |day| told.state.link(LinkKind::Network, day).map(|link| link.target.as_str());
    assert_eq!((network(index), network(later)), (Some("U00001"), Some("U00002")));
    let earlier = told.state.seen(&code("A81001"), seen("The Surgery", "U00003"), index, TODAY);
    assert_eq!(earlier, [], "an older extract does not undo what a newer one said");
}

#[derive(Debug, Clone)]
enum Doing {
    Put { network: u8, commissioner: u8, days_ago: i32, closed: Option<i32> },
    Listed { commissioner: u8, from: Option<i32>, until: Option<i32> },
    Seen { network: u8, days_ago: i32 },
}

fn doing() -> impl Strategy<Value = Doing> {
    let ago = -5i32..60;
    prop_oneof![
        (0u8..4, 0u8..4, ago.clone(), proptest::option::of(ago.clone()))
            .prop_map(|(network, commissioner, days_ago, closed)| Doing::Put { network, commissioner, days_ago, closed }),
        (1u8..4, proptest::option::of(ago.clone()), proptest::option::of(0i32..40))
            .prop_map(|(commissioner, from, until)| Doing::Listed { commissioner, from, until }),
        (0u8..4, ago).prop_map(|(network, days_ago)| Doing::Seen { network, days_ago }),
    ]
}

fn some(number: u8) -> Option<OdsCode> {
    (number > 0).then(|| code(&format!("U0000{number}")))
}

proptest! {
    #[test]
    fn any_order_of_changes_keeps_the_links_whole(steps in proptest::collection::vec(doing(), 1..25)) {
        let own = code("A81001");
        let mut told = Told::default();
        for step in steps {
            let before = told.state.clone();
            let facts = match step {
                Doing::Put { network, commissioner, days_ago, closed } => {
                    let wanted = PutOrganisation {
                        network: some(network),
                        commissioner: some(commissioner),
                        opened_on: Some(TODAY.plus_days(-30)),
                        closed_on: closed.map(|ago| TODAY.plus_days(-ago)),
                        ..wanted(None, Some(TODAY.plus_days(-days_ago)))
                    };
                    match told.state.put(&own, wanted, &at(TODAY)) {
                        Ok(facts) => facts,
                        Err(_) => {
                            prop_assert_eq!(&told.state, &before);
                            continue;
                        }
                    }
                }
                Doing::Listed { commissioner, from, until } => {
                    let from = from.map(|ago| TODAY.plus_days(-ago));
                    let until = until.map(|days| from.unwrap_or(TODAY).plus_days(days));
                    let commissioner = some(commissioner).map(|code| (code, from, until));
                    let profile = Profile {
                        kind: OrganisationKind::Practice,
                        name: Line::from("The Surgery"),
                        status: OrganisationStatus::Active,
                        opened_on: None,
                        closed_on: None,
                        locality: None,
                    };
                    let entry = Listed { code: own.clone(), profile, commissioner };
                    let facts = told.state.listed(entry.clone(), TODAY);
                    let mut after = told.state.clone();
                    for fact in &facts {
                        after.apply(&fact.clone().recorded(&at(TODAY)));
                    }
                    prop_assert_eq!(after.listed(entry, TODAY), vec![], "taking it in again changes nothing");
                    facts
                }
                Doing::Seen { network, days_ago } => {
                    let seen = Seen { name: Line::from("X"), locality: None, network: some(network), commissioner: None };
                    told.state.seen(&own, seen, TODAY.plus_days(-days_ago), TODAY)
                }
            };
            told.take(facts, &at(TODAY));
            for kind in [LinkKind::Network, LinkKind::Commissioner, LinkKind::Successor] {
                let links: Vec<&Link> = told.state.links.iter().filter(|link| link.kind == kind).collect();
                prop_assert!(links.iter().filter(|link| link.until.is_none()).count() <= 1, "one open link of a kind");
                for link in links {
                    prop_assert!(link.from.is_none() || link.until.is_none() || link.until >= link.from, "ends after it begins");
                    prop_assert!(link.target != own);
                }
            }
            prop_assert_eq!(&fold::<Organisation>(&told.events), &told.state);
        }
    }
}

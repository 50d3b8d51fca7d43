//! Ordinary names to put together at random, and postcodes of the pseudo-area ZZ99, where nobody lives.

use super::population::Sex;
use super::rng::Rng;

const WOMEN: [&str; 40] = [
    "Aisha",
    "Alice",
    "Amelia",
    "Anita",
    "Barbara",
    "Bethany",
    "Carol",
    "Charlotte",
    "Chloe",
    "Deborah",
    "Dorothy",
    "Elizabeth",
    "Emily",
    "Farah",
    "Fatima",
    "Grace",
    "Hannah",
    "Helen",
    "Isla",
    "Jean",
    "Joan",
    "Joyce",
    "Julie",
    "Karen",
    "Linda",
    "Lucy",
    "Margaret",
    "Mary",
    "Maya",
    "Nicola",
    "Olivia",
    "Patricia",
    "Priya",
    "Rebecca",
    "Sarah",
    "Sheila",
    "Sophie",
    "Susan",
    "Wei",
    "Zofia",
];
const MEN: [&str; 40] = [
    "Adam",
    "Ahmed",
    "Alan",
    "Andrew",
    "Arjun",
    "Brian",
    "Callum",
    "Christopher",
    "Daniel",
    "David",
    "Derek",
    "Edward",
    "Femi",
    "George",
    "Graham",
    "Harry",
    "Hassan",
    "Ian",
    "Jack",
    "James",
    "John",
    "Joseph",
    "Keith",
    "Kevin",
    "Leo",
    "Mark",
    "Michael",
    "Mohammed",
    "Noah",
    "Oliver",
    "Paul",
    "Peter",
    "Piotr",
    "Ravi",
    "Robert",
    "Ronald",
    "Samuel",
    "Stephen",
    "Thomas",
    "William",
];
const FAMILIES: [&str; 60] = [
    "Adeyemi", "Ahmed", "Ali", "Allen", "Baker", "Begum", "Bell", "Bennett", "Brown", "Campbell", "Carter", "Chen", "Clark",
    "Clarke", "Collins", "Cook", "Cooper", "Cox", "Davies", "Edwards", "Evans", "Foster", "Green", "Hall", "Harris", "Harrison",
    "Hill", "Hughes", "Hussain", "Jackson", "James", "Johnson", "Jones", "Kaur", "Khan", "King", "Kowalski", "Lee", "Lewis",
    "Martin", "Mitchell", "Moore", "Morris", "Nowak", "Okafor", "Parker", "Patel", "Phillips", "Roberts", "Robinson", "Scott",
    "Shah", "Singh", "Smith", "Taylor", "Thompson", "Walker", "Ward", "Wilson", "Wright",
];

/// A given and a family name.
pub(super) fn draw_name(sex: Sex, rng: &mut Rng) -> (&'static str, &'static str) {
    let given = match sex {
        Sex::Female => WOMEN[rng.below(WOMEN.len())],
        Sex::Male => MEN[rng.below(MEN.len())],
        Sex::Unknown => "Alex",
    };
    (given, FAMILIES[rng.below(FAMILIES.len())])
}

/// A postcode `ZZ99 dLL`.
pub(super) fn draw_postcode(rng: &mut Rng) -> [u8; 8] {
    const LETTERS: &[u8; 20] = b"ABDEFGHJLNPQRSTUWXYZ";
    let mut letter = || LETTERS[rng.below(LETTERS.len())];
    let (first, second) = (letter(), letter());
    [b'Z', b'Z', b'9', b'9', b' ', b'0' + rng.below(10) as u8, first, second]
}

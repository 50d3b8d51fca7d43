//! The cheapest way to place people: an exact minimum-cost flow that works on coordinators, not on places.
//!
//! Person × place is an assignment problem. Solved as one (Kuhn-Munkres) it has thousands of columns; but people who weigh the same
//! are alike once they are with a coordinator, and the best seating within a coordinator is known: the heaviest take the cheapest
//! places. So a path of the residual graph needs a node only for "somebody of weight w is to be seated with coordinator c": some 60 × 5
//! nodes. People are added one by one, each by a shortest path (successive shortest paths), which keeps the whole optimal for those
//! added so far. Costs of steps can be negative, cycles cannot, so labels are corrected until none improves.

use std::collections::VecDeque;

/// People to be placed with coordinators, as numbers.
#[derive(Debug, Clone, Default)]
pub struct Instance {
    /// `base[person][coordinator]`: what the pair costs wherever the person sits; `None` when they must not be paired. Not negative.
    pub base: Vec<Vec<Option<i64>>>,
    /// What each person weighs: their place costs that many times its price. At least 1.
    pub weight: Vec<i64>,
    /// `prices[coordinator][k]`: price of the k-th free place, not negative and never falling. As many as there are free places.
    pub prices: Vec<Vec<i64>>,
}

/// Places as many people as can be; among equally many the heaviest; among those at the lowest cost. Gives each person's coordinator.
///
/// The result depends on the order of people and coordinators only between equally good answers: sort both by id.
#[must_use]
pub fn cheapest(instance: &Instance) -> Vec<Option<usize>> {
    let mut flow = Flow::new(instance);
    for person in 0..instance.weight.len() {
        flow.add(person);
    }
    flow.placed
}

/// The price of each person's place, given who is with whom: within a coordinator the heaviest sit cheapest, ties by order.
#[must_use]
pub fn seat_prices(instance: &Instance, placed: &[Option<usize>]) -> Vec<i64> {
    let mut prices = vec![0; placed.len()];
    for (coordinator, of_places) in instance.prices.iter().enumerate() {
        let mut here: Vec<usize> = (0..placed.len()).filter(|&person| placed[person] == Some(coordinator)).collect();
        here.sort_by_key(|&person| (std::cmp::Reverse(instance.weight[person]), person));
        for (&person, &price) in here.iter().zip(of_places) {
            prices[person] = price * instance.weight[person];
        }
    }
    prices
}

/// How a node was reached.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// The new person goes there.
    Enters,
    /// A person of the node before leaves it for this one's coordinator.
    Moves { from: usize, person: usize },
    /// Somebody of this weight gives up a place to the one of the node before, same coordinator.
    Yields { from: usize },
}

/// Somebody who can leave, and what the change of coordinator costs.
type Exit = Option<(i64, usize)>;

struct Flow<'i> {
    instance: &'i Instance,
    /// The weights that occur, heaviest first.
    weights: Vec<i64>,
    /// Index into `weights` of each person.
    class: Vec<usize>,
    /// Cost of being with nobody, by class: more than any rearrangement could save.
    alone: Vec<i64>,
    placed: Vec<Option<usize>>,
    /// Members of each node, in the order of people.
    members: Vec<Vec<usize>>,
    /// `exits[node][coordinator]`: the cheapest member to move there.
    exits: Vec<Vec<Exit>>,
}

impl<'i> Flow<'i> {
    fn new(instance: &'i Instance) -> Self {
        let mut weights = instance.weight.clone();
        weights.sort_unstable_by(|a, b| b.cmp(a));
        weights.dedup();
        let class = instance.weight.iter().map(|weight| weights.partition_point(|known| known > weight)).collect();
        let dearest = instance.prices.iter().flatten().max().copied().unwrap_or(0);
        let worst = |(base, weight): (&Vec<Option<i64>>, &i64)| base.iter().flatten().max().unwrap_or(&0) + weight * dearest;
        let above_costs = 1 + instance.base.iter().zip(&instance.weight).map(worst).sum::<i64>();
        let above_weights = above_costs * (1 + instance.weight.iter().sum::<i64>());
        let alone = weights.iter().map(|weight| above_weights + above_costs * weight).collect();
        let nodes = (instance.prices.len() + 1) * weights.len();
        Self {
            instance,
            class,
            alone,
            placed: vec![None; instance.weight.len()],
            members: vec![vec![]; nodes],
            exits: vec![vec![None; instance.prices.len() + 1]; nodes],
            weights,
        }
    }

    /// The last "coordinator" is nobody: always room, at no price, at a very high base cost.
    fn nobody(&self) -> usize {
        self.instance.prices.len()
    }

    fn base(&self, person: usize, coordinator: usize) -> Option<i64> {
        match self.instance.base[person].get(coordinator) {
            Some(base) => *base,
            None => Some(self.alone[self.class[person]]),
        }
    }

    fn node(&self, coordinator: usize, class: usize) -> usize {
        coordinator * self.weights.len() + class
    }

    fn price(&self, coordinator: usize, place: usize) -> Option<i64> {
        if coordinator == self.nobody() { Some(0) } else { self.instance.prices[coordinator].get(place).copied() }
    }

    /// First place of each class with `coordinator`, and the first free one.
    fn firsts(&self, coordinator: usize) -> Vec<usize> {
        let classes = self.weights.len();
        let mut firsts = Vec::with_capacity(classes + 1);
        let mut next = 0;
        firsts.push(next);
        for class in 0..classes {
            next += self.members[self.node(coordinator, class)].len();
            firsts.push(next);
        }
        firsts
    }

    /// What it costs that somebody of class `class` takes a place from somebody of class `other`, who then needs another: a heavier one
    /// takes the cheapest place of the lighter, a lighter one the dearest of the heavier.
    fn yielding(&self, coordinator: usize, firsts: &[usize], class: usize, other: usize) -> Option<i64> {
        if firsts[other] == firsts[other + 1] {
            return None;
        }
        let place = if class < other { firsts[other] } else { firsts[other + 1] - 1 };
        Some((self.weights[class] - self.weights[other]) * self.price(coordinator, place)?)
    }

    /// Adds `person` by a shortest path to a free place.
    fn add(&mut self, person: usize) {
        let classes = self.weights.len();
        let coordinators = self.nobody() + 1;
        let mut labels: Vec<Option<(i64, Step)>> = vec![None; coordinators * classes];
        let mut queue = VecDeque::new();
        let mut waiting = vec![false; labels.len()];
        for coordinator in 0..coordinators {
            if let Some(cost) = self.base(person, coordinator) {
                let node = self.node(coordinator, self.class[person]);
                labels[node] = Some((cost, Step::Enters));
                waiting[node] = true;
                queue.push_back(node);
            }
        }
        let firsts: Vec<_> = (0..coordinators).map(|coordinator| self.firsts(coordinator)).collect();
        while let Some(from) = queue.pop_front() {
            waiting[from] = false;
            let Some((so_far, _)) = labels[from] else { continue };
            let (coordinator, class) = (from / classes, from % classes);
            let mut reach = |node: usize, cost: i64, step: Step| {
                if labels[node].is_none_or(|(known, _)| cost < known) {
                    labels[node] = Some((cost, step));
                    if !std::mem::replace(&mut waiting[node], true) {
                        queue.push_back(node);
                    }
                }
            };
            for other in (0..classes).filter(|&other| other != class) {
                if let Some(cost) = self.yielding(coordinator, &firsts[coordinator], class, other) {
                    reach(self.node(coordinator, other), so_far + cost, Step::Yields { from });
                }
            }
            for (to, exit) in self.exits[from].iter().enumerate() {
                if let Some((cost, person)) = *exit {
                    reach(self.node(to, class), so_far + cost, Step::Moves { from, person });
                }
            }
        }
        let ends = labels.iter().enumerate().filter_map(|(node, label)| {
            let (coordinator, class) = (node / classes, node % classes);
            let price = self.price(coordinator, firsts[coordinator][classes])?;
            label.map(|(cost, _)| (cost + self.weights[class] * price, node))
        });
        // Being with nobody is always an end, so there is one.
        if let Some((_, end)) = ends.min() {
            self.follow(person, end, &labels);
        }
    }

    /// Walks the path back from `end` and moves everybody on it.
    fn follow(&mut self, person: usize, end: usize, labels: &[Option<(i64, Step)>]) {
        let mut node = end;
        let mut changed = vec![];
        while let Some((_, step)) = labels[node] {
            match step {
                Step::Enters => {
                    self.enter(person, node);
                    changed.push(node);
                    break;
                }
                Step::Yields { from } => node = from,
                Step::Moves { from, person } => {
                    self.members[from].retain(|&member| member != person);
                    self.enter(person, node);
                    changed.extend([node, from]);
                    node = from;
                }
            }
        }
        changed.sort_unstable();
        changed.dedup();
        for node in changed {
            self.find_exits(node);
        }
    }

    fn enter(&mut self, person: usize, node: usize) {
        let coordinator = node / self.weights.len();
        self.placed[person] = (coordinator < self.nobody()).then_some(coordinator);
        let members = &mut self.members[node];
        members.insert(members.partition_point(|&member| member < person), person);
    }

    fn find_exits(&mut self, node: usize) {
        let here = node / self.weights.len();
        for to in 0..=self.nobody() {
            let leaving = |&person: &usize| Some((self.base(person, to)? - self.base(person, here)?, person));
            self.exits[node][to] = if to == here { None } else { self.members[node].iter().filter_map(leaving).min() };
        }
    }
}

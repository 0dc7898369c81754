//! What people do: come, go, speak, take the floor and leave it.

use super::*;

impl World {
    pub(super) fn join(&mut self) {
        let id = self.next_person;
        self.next_person += 1;
        let client = Client::new(Door::Peer, self.identity.clone(), id);
        let offer = client.offer();
        let (up, down) = (Link::random(&mut self.rng), Link::random(&mut self.rng));
        let person = Person { client, up, down, speaking: false, ticks: 0, bound: false, ear: Ear::default() };
        self.people.insert(id, person);
        let session = SessionId(id);
        let request = RequestId(id.into());
        let open = SetupInput::Open { request, session, offer, door: Door::Peer, group: EchoGroup(id.into()) };
        self.setup.handle(self.instant(), open);
        self.report.joins += 1;
        self.settle();
    }

    pub(super) fn leave(&mut self) {
        let Some(id) = self.anybody() else { return };
        self.check_ear(id);
        self.people.remove(&id);
        self.setup.handle(self.instant(), SetupInput::Close { session: SessionId(id) });
        self.report.leaves += 1;
        if self.holders.contains(&id) {
            self.holders.retain(|holder| *holder != id);
            self.leaving.extend(Some(id).filter(|id| !self.down.contains(id)));
        }
        self.settle();
    }

    pub(super) fn take_floor(&mut self, ending: Ending) {
        if let Some(id) = self.anybody() {
            self.set_floor(&[id], ending);
        }
    }

    /// A set of several: somebody comes to it, or the first leaves it.
    pub(super) fn one_more_or_less(&mut self) {
        let mut holders = self.holders.clone();
        match self.anybody().filter(|id| !holders.contains(id)) {
            Some(id) if holders.len() < 3 => holders.push(id),
            _ if holders.is_empty() => return,
            _ => drop(holders.remove(0)),
        }
        let ending = if self.rng.chance(500) { Ending::Finish } else { Ending::Cut };
        self.set_floor(&holders, ending);
    }

    pub(super) fn set_floor(&mut self, holders: &[u32], ending: Ending) {
        for (id, person) in &mut self.people {
            person.speaking = holders.contains(id);
        }
        self.version.seq += 1;
        let left = self.holders.iter().filter(|before| !holders.contains(before) && !self.down.contains(before));
        self.leaving.extend(left);
        self.holders = holders.to_vec();
        for id in holders {
            self.ended.remove(id);
        }
        let sources = holders.iter().copied().map(SessionId).collect();
        self.control(Command::FloorSet { channel: CHANNEL, version: self.version, sources, ending });
    }

    fn anybody(&mut self) -> Option<u32> {
        let mut ids: Vec<u32> = self.people.keys().copied().collect();
        ids.sort_unstable();
        let at = usize::try_from(self.rng.below(ids.len() as u64)).unwrap_or(0);
        ids.get(at).copied()
    }

    pub(super) fn everybody_speaks(&mut self) {
        let mut ids: Vec<u32> = self.people.keys().copied().collect();
        ids.sort_unstable();
        for id in ids {
            let Some(person) = self.people.get_mut(&id) else { continue };
            person.ticks = person.ticks.wrapping_add(960);
            let level = if person.speaking { 20 } else { 127 };
            // As a browser does: silence is sent only now and then.
            if person.speaking || self.now_ms.is_multiple_of(400) || self.rng.chance(100) {
                let number = u8::try_from(id % 250).unwrap_or(0);
                person.client.speak(person.ticks, level, &[0xf8, number, number]);
            }
        }
        self.clients_send();
    }
}

//! What people do: come, go, speak, take the floor and leave it.

use super::*;

/// A page disables its track so long after the button came up (contract §5.5).
const GATE_SHUTS_MS: u64 = 100;
/// Digital silence is sent frame by frame for so long, then two frames each 400 ms.
const SILENCE_MS: u64 = 200;

/// A page's microphone.
#[derive(Default)]
pub(super) struct Mouth {
    held: bool,
    shut_ms: u64,
    /// Frames with sound in them since the last press, by sequence number.
    voiced: HashSet<u16>,
    /// Of these, what the server let through.
    heard: HashSet<u16>,
    /// Whatever has come to the server since then, silence as well.
    arrived: HashSet<u16>,
    first_heard: Option<u16>,
}

impl Mouth {
    fn press(&mut self) {
        if !std::mem::replace(&mut self.held, true) {
            self.voiced.clear();
            self.heard.clear();
            self.arrived.clear();
            self.first_heard = None;
        }
    }

    fn release(&mut self, now_ms: u64) {
        if std::mem::replace(&mut self.held, false) {
            self.shut_ms = now_ms + GATE_SHUTS_MS;
        }
    }

    pub(super) fn heard(&mut self, seq: u16) {
        if self.voiced.contains(&seq) {
            self.first_heard.get_or_insert(seq);
            self.heard.insert(seq);
        }
    }

    /// Whether the server has let any sound of this press through.
    pub(super) fn is_heard(&self) -> bool {
        self.first_heard.is_some()
    }

    /// Whether `seq` comes for the first time: a copy on its way brings nothing new.
    pub(super) fn arrive(&mut self, seq: u16) -> bool {
        self.arrived.insert(seq)
    }

    /// Whether `seq` has sound, belongs behind what was let through, and is still to come.
    pub(super) fn is_awaited(&self, seq: u16) -> bool {
        let behind = self.first_heard.is_some_and(|first| seq.wrapping_sub(first) < 0x8000);
        behind && self.voiced.contains(&seq) && !self.heard.contains(&seq)
    }
}

impl World {
    pub(super) fn join(&mut self) {
        let id = self.next_person;
        self.next_person += 1;
        let client = Client::new(Door::Peer, self.identity.clone(), id);
        let offer = client.offer();
        let (up, down) = (Link::random(&mut self.rng), Link::random(&mut self.rng));
        let rng = Rng::new(self.rng.draw());
        let (mouth, ear) = (Mouth::default(), Ear::default());
        let person = Person { client, rng, up, down, mouth, ticks: 0, bound_ms: None, ear };
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
        self.finish = self.finish.take().filter(|finish| finish.talker != id);
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
        self.follow_release(holders, ending);
        for (id, person) in &mut self.people {
            if holders.contains(id) { person.mouth.press() } else { person.mouth.release(self.now_ms) }
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
            let mouth = &mut person.mouth;
            let sound = mouth.held || self.now_ms < mouth.shut_ms;
            let full = sound || self.now_ms < mouth.shut_ms + SILENCE_MS;
            if !full && self.now_ms % 400 >= 2 * FRAME_MS && !self.rng.chance(100) {
                continue;
            }
            let (number, seq) = (u8::try_from(id % 250).unwrap_or(0), person.client.next_seq());
            if sound {
                mouth.voiced.insert(seq);
            }
            let [high, low] = seq.to_be_bytes();
            person.client.speak(person.ticks, if sound { 20 } else { 127 }, &[0xf8, number, high, low]);
        }
        self.clients_send();
    }
}

//! The last syllable: what a talker said before its page shut the gate is heard, if it comes within a finish of the release.

use super::*;

/// A finishing source is waited for so long (contract §5.5).
const FINISH_MS: u64 = 300;

/// A release that the engine may not end too early.
pub(super) struct Finish {
    pub(super) talker: u32,
    since_ms: u64,
}

impl Finish {
    fn until_ms(&self) -> u64 {
        self.since_ms + FINISH_MS
    }
}

impl World {
    /// A set comes. Judged is a burst that was alone, was heard, and finishes; whatever cuts it ends the judgement.
    pub(super) fn follow_release(&mut self, holders: &[u32], ending: Ending) {
        let talker = match self.holders[..] {
            [alone] if self.leaving.is_empty() && !holders.contains(&alone) => Some(alone),
            _ => None,
        };
        if ending == Ending::Cut || self.finish.as_ref().is_some_and(|finish| holders.contains(&finish.talker)) {
            self.finish = None;
        } else if let Some(talker) = talker.filter(|id| self.people.get(id).is_some_and(|one| one.mouth.is_heard())) {
            self.finish = Some(Finish { talker, since_ms: self.now_ms });
        }
    }

    /// The number of a frame that comes for the first time and must be let through. Who entered the channel after the release
    /// begins behind what was sent by then, so only those count who were there before.
    pub(super) fn owed(&mut self, id: u32, datagram: &[u8]) -> Option<u16> {
        let seq = match datagram {
            [0x80..=0xbf, kind, high, low, ..] if !(192..=223).contains(kind) => u16::from_be_bytes([*high, *low]),
            _ => return None,
        };
        let first = self.people.get_mut(&id).is_some_and(|person| person.mouth.arrive(seq));
        let is_owing = |finish: &&Finish| first && finish.talker == id && self.now_ms < finish.until_ms();
        let finish = self.finish.as_ref().filter(is_owing)?;
        let was_there = |person: &Person| person.bound_ms.is_some_and(|at| at < finish.since_ms);
        let listens = |person: &Person| was_there(person) && person.client.is_ready();
        let listened = self.people.iter().any(|(other, person)| *other != id && listens(person));
        self.people.get(&id).filter(|person| listened && person.mouth.is_awaited(seq)).map(|_| seq)
    }

    pub(super) fn check_syllable(&mut self, id: u32, seq: u16) {
        if self.people.get(&id).is_some_and(|person| person.mouth.is_awaited(seq)) {
            let left = self.finish.as_ref().map_or(0, |finish| finish.until_ms() - self.now_ms);
            self.report.broken.push(format!("frame {seq} of {id} came {left} ms before the end and is not heard"));
        }
        self.report.last_frames += 1;
    }
}

//! The floor set of one channel: who is in it, since which version (contract §4).

use std::time::Duration;

use crate::ids::{FloorVersion, SessionId};
use crate::time::Micros;

/// Sources of one floor set; more are an error of the caller and are cut off.
pub const SOURCES_MAX: usize = 8;

/// One session that may be heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    pub session: SessionId,
    /// The set it came in with; its burst is called so until it leaves.
    pub version: FloorVersion,
    pub since: Micros,
}

impl Source {
    /// Whether it waited for no more than `wait`: then what it said meanwhile is its first syllable.
    #[must_use]
    pub fn is_fresh(&self, now: Micros, wait: Duration) -> bool {
        now.since(self.since) <= wait
    }
}

/// At most `SOURCES_MAX`, in the order of the newest set.
#[derive(Debug, Default)]
pub struct Sources {
    members: Vec<Source>,
}

impl Sources {
    /// Becomes the set of `version`; who stays keeps the version it came in with. Returns who left.
    pub fn change(&mut self, now: Micros, version: FloorVersion, wanted: &[SessionId]) -> Vec<Source> {
        let mut members: Vec<Source> = Vec::with_capacity(SOURCES_MAX);
        for session in wanted.iter().copied() {
            if members.len() < SOURCES_MAX && !members.iter().any(|member| member.session == session) {
                members.push(self.get(session).unwrap_or(Source { session, version, since: now }));
            }
        }
        let before = std::mem::replace(&mut self.members, members);
        before.into_iter().filter(|source| self.get(source.session).is_none()).collect()
    }

    /// Takes one out, whatever the set says.
    pub fn remove(&mut self, session: SessionId) -> Option<Source> {
        let found = self.get(session);
        self.members.retain(|member| member.session != session);
        found
    }

    #[must_use]
    pub fn get(&self, session: SessionId) -> Option<Source> {
        self.members.iter().copied().find(|member| member.session == session)
    }

    #[must_use]
    pub fn first(&self) -> Option<Source> {
        self.members.first().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(seq: u64) -> FloorVersion {
        FloorVersion { epoch: 2, seq }
    }

    fn set(sources: &mut Sources, seq: u64, wanted: &[u32]) -> Vec<(u32, u64)> {
        let wanted: Vec<_> = wanted.iter().copied().map(SessionId).collect();
        let left = sources.change(Micros(seq * 1_000), version(seq), &wanted);
        left.into_iter().map(|source| (source.session.0, source.version.seq)).collect()
    }

    #[test]
    fn who_stays_keeps_its_version_and_who_leaves_is_told_with_it() {
        let mut sources = Sources::default();
        assert_eq!(set(&mut sources, 1, &[1, 2, 2]), []);
        assert_eq!(set(&mut sources, 2, &[2, 3, 1]), []);
        assert_eq!(set(&mut sources, 3, &[3]), [(2, 1), (1, 1)]);
        assert_eq!(sources.first().map(|source| source.version), Some(version(2)));
        assert_eq!(set(&mut sources, 4, &[1]), [(3, 2)]);
        assert_eq!(sources.remove(SessionId(1)).map(|source| source.version), Some(version(4)));
        assert_eq!(sources.first(), None);
    }

    #[test]
    fn a_set_has_a_bound() {
        let mut sources = Sources::default();
        set(&mut sources, 1, &(0..20).collect::<Vec<_>>());
        assert_eq!(set(&mut sources, 2, &[]).len(), SOURCES_MAX);
    }
}

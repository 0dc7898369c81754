//! The lite side of ICE (RFC 8445 §2.5): answer checks, remember where the peer is, never check by ourselves.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use crate::ids::{Path, SessionId};
use crate::stun::{BINDING_ERROR, BINDING_SUCCESS, Message, StunError, Writer};
use crate::time::Micros;

/// Characters of a ufrag that carry the session handle, so that routing a check is no search.
const HANDLE_CHARS: usize = 8;

/// One side's short-term credential.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    pub ufrag: String,
    pub pwd: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Credentials({})", self.ufrag)
    }
}

impl Credentials {
    /// Local credentials of `session`: the handle, then 40 random bits; 192 random bits of password (RFC 8445 §5.3 wants 24 and 128).
    #[must_use]
    pub fn of(session: SessionId, random: [u8; 29]) -> Self {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let (name, secret) = random.split_at(5);
        Credentials { ufrag: format!("{:08x}{}", session.0, hex(name)), pwd: hex(secret) }
    }
}

/// The session a check is for: the part of its USERNAME before the colon begins with our handle.
#[must_use]
pub fn session_of(username: &str) -> Option<SessionId> {
    u32::from_str_radix(username.get(..HANDLE_CHARS)?, 16).ok().map(SessionId)
}

/// What became of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// Answer with the first `len` bytes; the peer is known to be at `path`. `moved`: traffic goes there from now on.
    Answer { len: usize, moved: bool },
    /// Not for us, or not authentic: silence.
    Ignore,
}

/// One session's ICE: at most two sets of credentials (the last that the peer used, during a restart) and the way to the peer.
#[derive(Debug)]
pub struct IceLite {
    local: Credentials,
    previous: Option<Credentials>,
    path: Option<Path>,
}

impl IceLite {
    #[must_use]
    pub fn new(local: Credentials) -> Self {
        IceLite { local, previous: None, path: None }
    }

    /// New credentials for the same session (RFC 8445 §9); checks with the old ones are answered until the first new one.
    ///
    /// A peer whose link was lost may ask again and never see the first answer. The old ones are those it has used, then, and
    /// not those in between: it goes on with them while it waits, and Chromium also behind the second answer where its new
    /// port was let in before.
    pub fn restart(&mut self, local: Credentials) {
        let replaced = std::mem::replace(&mut self.local, local);
        self.previous.get_or_insert(replaced);
    }

    /// Where the peer is, once a check was authentic.
    #[must_use]
    pub fn path(&self) -> Option<Path> {
        self.path
    }

    /// Answers `request` into `out`. The first authentic pair is taken at once; later ones move traffic only when nominated.
    pub fn handle(&mut self, path: Path, request: &Message<'_>, out: &mut [u8]) -> Checked {
        let Some((ours, _)) = request.username.and_then(|name| name.split_once(':')) else { return Checked::Ignore };
        let fresh = ours == self.local.ufrag;
        let credentials = match &self.previous {
            _ if fresh => &self.local,
            Some(previous) if previous.ufrag == ours => previous,
            _ => return Checked::Ignore,
        };
        if request.verify(&credentials.pwd).is_err() {
            return Checked::Ignore;
        }
        let Ok(len) = answer(request, path, &credentials.pwd, out) else { return Checked::Ignore };
        if request.controlled {
            return Checked::Answer { len, moved: false };
        }
        let moved = self.path != Some(path) && (self.path.is_none() || request.use_candidate);
        if moved {
            self.path = Some(path);
        }
        if fresh {
            self.previous = None;
        }
        Checked::Answer { len, moved }
    }
}

/// Success; or 487 for a peer that thinks it is controlled: a lite agent never controls a full one (RFC 8445 §6.1.1, §7.3.1.1).
fn answer(request: &Message<'_>, path: Path, pwd: &str, out: &mut [u8]) -> Result<usize, StunError> {
    if request.controlled {
        return Writer::new(out, BINDING_ERROR, request.transaction)?.error(487, "Role Conflict")?.sign(pwd);
    }
    Writer::new(out, BINDING_SUCCESS, request.transaction)?.mapped(path.remote)?.sign(pwd)
}

const OPEN_PER_SOURCE_MAX: u32 = 5;
const OPEN_ALL_MAX: u32 = 1_000;
const OPEN_SOURCES_MAX: usize = 1_024;
const OPEN_WINDOW: Duration = Duration::from_secs(1);

/// Unauthenticated binding requests ("where am I?"): answered to each source and to all only so often.
#[derive(Debug, Default)]
pub struct OpenBinding {
    since: Micros,
    all: u32,
    sources: HashMap<IpAddr, u32>,
}

impl OpenBinding {
    /// The answer's length, or none when it is better not to answer.
    pub fn handle(&mut self, now: Micros, path: Path, request: &Message<'_>, out: &mut [u8]) -> Option<usize> {
        if now.since(self.since) >= OPEN_WINDOW {
            (self.since, self.all) = (now, 0);
            self.sources.clear();
        }
        let source = path.remote.ip();
        if self.sources.len() >= OPEN_SOURCES_MAX && !self.sources.contains_key(&source) {
            return None;
        }
        let asked = self.sources.entry(source).or_default();
        if *asked >= OPEN_PER_SOURCE_MAX || self.all >= OPEN_ALL_MAX {
            return None;
        }
        *asked += 1;
        self.all += 1;
        Writer::new(out, BINDING_SUCCESS, request.transaction).ok()?.mapped(path.remote).ok()?.finish().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::SocketId;
    use crate::stun::{BINDING_REQUEST, MESSAGE_BYTES_MAX};

    const SESSION: SessionId = SessionId(0xbeef);

    fn path(port: u16) -> Path {
        Path { socket: SocketId(0), remote: ([127, 0, 0, 1], port).into() }
    }

    fn credentials(seed: u8) -> Credentials {
        Credentials::of(SESSION, [seed; 29])
    }

    fn check(ice: &mut IceLite, with: &Credentials, from: Path, nominate: bool) -> Checked {
        let mut bytes = [0; MESSAGE_BYTES_MAX];
        let writer = Writer::new(&mut bytes, BINDING_REQUEST, [1; 12]).unwrap();
        let len = writer.username(&format!("{}:peer", with.ufrag)).unwrap();
        let len = len.check(1, 2, nominate).unwrap().sign(&with.pwd).unwrap();
        let mut out = [0; MESSAGE_BYTES_MAX];
        let checked = ice.handle(from, &Message::parse(&bytes[..len]).unwrap(), &mut out);
        if let Checked::Answer { len, .. } = checked {
            let answer = Message::parse(&out[..len]).unwrap();
            assert_eq!((answer.mapped, answer.verify(&with.pwd)), (Some(from.remote), Ok(())));
        }
        checked
    }

    #[test]
    fn a_ufrag_names_its_session() {
        assert_eq!(session_of(&format!("{}:peer", credentials(1).ufrag)), Some(SESSION));
        assert_eq!(session_of("short"), None);
        assert_eq!(session_of("nothex!!:peer"), None);
    }

    #[test]
    fn the_first_authentic_pair_is_taken_and_a_nominated_one_moves() {
        let mut ice = IceLite::new(credentials(1));
        assert!(matches!(check(&mut ice, &credentials(1), path(1), false), Checked::Answer { moved: true, .. }));
        assert!(matches!(check(&mut ice, &credentials(1), path(2), false), Checked::Answer { moved: false, .. }));
        assert_eq!(ice.path(), Some(path(1)));
        assert!(matches!(check(&mut ice, &credentials(1), path(2), true), Checked::Answer { moved: true, .. }));
        assert_eq!(ice.path(), Some(path(2)));
    }

    #[test]
    fn a_wrong_password_is_met_with_silence() {
        let mut ice = IceLite::new(credentials(1));
        let forged = Credentials { pwd: "guessed".into(), ..credentials(1) };
        assert_eq!(check(&mut ice, &forged, path(1), true), Checked::Ignore);
        assert_eq!(ice.path(), None);
    }

    #[test]
    fn old_credentials_work_until_the_first_new_check() {
        let mut ice = IceLite::new(credentials(1));
        ice.restart(credentials(2));
        assert!(matches!(check(&mut ice, &credentials(1), path(1), true), Checked::Answer { .. }));
        assert!(matches!(check(&mut ice, &credentials(2), path(1), true), Checked::Answer { .. }));
        assert_eq!(check(&mut ice, &credentials(1), path(1), true), Checked::Ignore);
    }

    #[test]
    fn a_restart_that_was_never_used_does_not_end_the_credentials_before_it() {
        let mut ice = IceLite::new(credentials(1));
        assert!(matches!(check(&mut ice, &credentials(1), path(1), true), Checked::Answer { .. }));
        ice.restart(credentials(2));
        ice.restart(credentials(3));
        assert!(matches!(check(&mut ice, &credentials(1), path(2), true), Checked::Answer { moved: true, .. }));
        assert_eq!(check(&mut ice, &credentials(2), path(1), true), Checked::Ignore);
        assert!(matches!(check(&mut ice, &credentials(3), path(2), true), Checked::Answer { .. }));
        assert_eq!(check(&mut ice, &credentials(1), path(2), true), Checked::Ignore);
    }

    #[test]
    fn open_requests_are_answered_five_times_a_second() {
        let mut bytes = [0; MESSAGE_BYTES_MAX];
        let len = Writer::new(&mut bytes, BINDING_REQUEST, [1; 12]).unwrap().finish().unwrap();
        let request = Message::parse(&bytes[..len]).unwrap();
        let (mut open, mut out) = (OpenBinding::default(), [0; MESSAGE_BYTES_MAX]);
        let mut ask = |at: u64, from: Path| open.handle(Micros(at), from, &request, &mut out).is_some();
        assert_eq!((0..10).filter(|_| ask(2_000_000, path(1))).count(), 5);
        assert!(ask(3_000_000, path(1)));
        assert_eq!(
            (0..3_000u32)
                .filter(|n| {
                    let remote = (n.to_be_bytes(), 9).into();
                    ask(4_000_000, Path { socket: SocketId(0), remote })
                })
                .count(),
            1_000
        );
    }
}

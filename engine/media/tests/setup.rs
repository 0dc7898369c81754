//! Who is let in.

use std::time::{Duration, Instant};

use pressel_media::admission::Handoff;
use pressel_media::dtls::Identity;
use pressel_media::ids::{EchoGroup, RequestId, SessionId};
use pressel_media::seam::{Door, Event};
use pressel_media::setup::{Setup, SetupInput, SetupOutput};

fn offer(direction: &str, identity: &Identity) -> String {
    format!(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n\
         c=IN IP4 0.0.0.0\r\na=mid:0\r\na={direction}\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789abcdef01234567\r\n\
         a=fingerprint:{}\r\na=setup:actpass\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n",
        identity.fingerprint()
    )
}

struct Desk {
    setup: Setup,
    identity: Identity,
    next: u32,
}

impl Desk {
    fn new(sessions_max: usize) -> Self {
        let identity = Identity::generate().unwrap();
        let random = Box::new(|bytes: &mut [u8]| bytes.fill(7));
        let setup = Setup::new(identity.clone(), vec!["127.0.0.1:7350".parse().unwrap()], sessions_max, random);
        Desk { setup, identity, next: 1 }
    }

    /// What became of one more offer: the refusal's code and text, or none.
    fn open(&mut self, now: Instant, door: Door) -> Option<(&'static str, String)> {
        let direction = if door == Door::Whip { "sendonly" } else { "recvonly" };
        let session = SessionId(self.next);
        self.next += 1;
        let offer = offer(direction, &self.identity);
        let (request, group) = (RequestId(1), EchoGroup(session.0.into()));
        self.setup.handle(now, SetupInput::Open { request, session, offer, door, group });
        let outputs: Vec<_> = std::iter::from_fn(|| self.setup.poll()).collect();
        outputs.into_iter().find_map(|output| match output {
            SetupOutput::Event(Event::Refused { code, text, .. }) => Some((code, text)),
            _ => None,
        })
    }
}

#[test]
fn while_there_is_too_much_to_send_listeners_wait_outside_and_talkers_do_not() {
    let (mut desk, start) = (Desk::new(10), Instant::now());
    assert_eq!(desk.open(start, Door::Whep), None);
    desk.setup.handle(start, SetupInput::Handoff(Handoff::Overload));
    let (code, text) = desk.open(start + Duration::from_secs(2), Door::Whep).unwrap();
    assert!(code == "no-room" && text.contains("again"), "{code}: {text}");
    assert_eq!(desk.open(start + Duration::from_secs(2), Door::Whip), None);
    assert_eq!(desk.open(start + Duration::from_secs(2), Door::Peer), None);
    assert_eq!(desk.open(start + Duration::from_secs(4), Door::Whep), None, "the word was not said again");
}

#[test]
fn a_full_server_says_so() {
    let (mut desk, now) = (Desk::new(2), Instant::now());
    let refused: Vec<bool> = (0..3).map(|_| desk.open(now, Door::Whep).is_some()).collect();
    assert_eq!(refused, [false, false, true]);
}

//! One talker through WHIP, in a thread of its own: stamped packets while it speaks, the pairs of DTX while it does not.

use std::io;
use std::net::UdpSocket;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use pressel_media::dtls::Identity;
use pressel_media::opus::SILENCE;
use pressel_media::rtp::LEVEL_SILENT;
use pressel_media::seam::Door;

use crate::answer::Answer;
use crate::client::Client;
use crate::delay::Stamp;
use crate::http::{Url, post_offer};

const FRAME: Duration = Duration::from_millis(20);
/// A gated track sends two packets each 400 ms.
const DTX_FRAMES: u64 = 20;
const LOUD: u8 = 20;
const DATAGRAM_BYTES: usize = 2_048;
const CONNECT_MAX: Duration = Duration::from_secs(10);

/// What a talker says.
#[derive(Clone, Copy, Debug)]
pub struct Speech {
    /// 20 ms frames from packet to packet; 1 is 50 packets a second.
    pub frames_per_packet: u64,
    pub payload_bytes: usize,
}

#[derive(Default)]
struct Shared {
    speaking: AtomicBool,
    ready: AtomicBool,
    stop: AtomicBool,
    sent: AtomicU64,
    frames_per_packet: AtomicU64,
}

pub struct Talker {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Talker {
    /// Connects and is silent.
    ///
    /// # Errors
    /// The server or a socket refused, or it took longer than 10 s.
    pub fn start(url: &Url, token: &str, identity: &Identity, seed: u32, speech: Speech) -> io::Result<Self> {
        let mut client = Client::new(Door::Whip, identity.clone(), seed);
        let answer = post_offer(url, token, &client.offer())?;
        let answer = Answer::parse(&answer).ok_or_else(|| io::Error::other("the answer has no candidate"))?;
        let socket = UdpSocket::bind("0.0.0.0:0")?;
        socket.connect(answer.server)?;
        socket.set_nonblocking(true)?;
        client.take_answer(Instant::now(), answer);
        let shared = Arc::new(Shared { frames_per_packet: speech.frames_per_packet.into(), ..Shared::default() });
        let mut mouth =
            Mouth { client, socket, payload_bytes: speech.payload_bytes, shared: Arc::clone(&shared), frame: 0 };
        let thread = thread::Builder::new().name("swarm-talker".into()).spawn(move || mouth.run())?;
        let talker = Talker { shared, thread: Some(thread) };
        let deadline = Instant::now() + CONNECT_MAX;
        while !talker.shared.ready.load(Relaxed) {
            if Instant::now() > deadline {
                return Err(io::Error::other("the talker did not connect within 10 s"));
            }
            thread::sleep(FRAME);
        }
        Ok(talker)
    }

    pub fn speak(&self, speaking: bool) {
        self.shared.speaking.store(speaking, Relaxed);
    }

    /// From now on so many 20 ms frames from packet to packet.
    pub fn pace(&self, frames_per_packet: u64) {
        self.shared.frames_per_packet.store(frames_per_packet, Relaxed);
    }

    /// Stamped packets so far.
    #[must_use]
    pub fn sent(&self) -> u64 {
        self.shared.sent.load(Relaxed)
    }
}

impl Drop for Talker {
    fn drop(&mut self) {
        self.shared.stop.store(true, Relaxed);
        if let Some(thread) = self.thread.take() {
            // A talker that panicked has said so.
            let _ = thread.join();
        }
    }
}

struct Mouth {
    client: Client,
    socket: UdpSocket,
    payload_bytes: usize,
    shared: Arc<Shared>,
    frame: u64,
}

impl Mouth {
    fn run(&mut self) {
        let mut next = Instant::now();
        while !self.shared.stop.load(Relaxed) {
            self.listen();
            if self.client.is_ready() {
                self.shared.ready.store(true, Relaxed);
                self.say();
            }
            self.frame += 1;
            next += FRAME;
            thread::sleep(next.saturating_duration_since(Instant::now()));
        }
    }

    fn listen(&mut self) {
        let (now, mut datagram) = (Instant::now(), [0; DATAGRAM_BYTES]);
        while let Ok(len) = self.socket.recv(&mut datagram) {
            self.client.datagram(now, &mut datagram[..len]);
        }
        if self.client.deadline().is_some_and(|at| at <= now) {
            self.client.timeout(now);
        }
        self.flush();
    }

    fn say(&mut self) {
        let ticks = u32::try_from(self.frame.wrapping_mul(960) & 0xffff_ffff).unwrap_or(0);
        if self.shared.speaking.load(Relaxed) {
            if self.frame.is_multiple_of(self.shared.frames_per_packet.load(Relaxed).max(1)) {
                let mut payload = vec![0; self.payload_bytes.max(Stamp::BYTES)];
                let number = self.shared.sent.load(Relaxed) + 1;
                Stamp::now(number).write(&mut payload);
                self.client.speak(ticks, LOUD, &payload);
                self.flush();
                self.shared.sent.store(number, Relaxed);
            }
        } else if self.frame % DTX_FRAMES < 2 {
            self.client.speak(ticks, LEVEL_SILENT, &SILENCE);
            self.flush();
        }
    }

    fn flush(&mut self) {
        for datagram in self.client.take_outgoing() {
            // A full socket buffer is loss, as on any network.
            let _ = self.socket.send(&datagram);
        }
    }
}

//! What the machine itself can do: a loop that only sends, and one that also seals with the engine's code, one key for each
//! destination. Same sizes, destinations, receivers and rhythm as the server's bursts.

use std::net::UdpSocket;
use std::os::fd::AsRawFd;
use std::time::{Duration, Instant};
use std::{io, thread};

use pressel_media::egress::Egress;
use pressel_media::ids::Path;
use pressel_media::rtp::{HEADER_BYTES, write_header};
use pressel_media::srtp::{Keys, Profile, Sealer};
use pressel_runtime::batch::Sender;

use crate::delay::Stamp;
use crate::gauge::thread_cpu_ns;

const PROFILE: Profile = Profile::AeadAes256Gcm;
const TAG_BYTES: usize = 16;
/// How long a full socket is waited for before a packet is given up.
const ROOM_WAIT: Duration = Duration::from_micros(200);
const ROOM_WAITS_MAX: u32 = 300;

pub struct Bare {
    /// Open as long as `sender` writes to it.
    _socket: UdpSocket,
    sender: Sender,
    paths: Vec<Path>,
    sealers: Vec<Sealer>,
    payload_bytes: usize,
    number: u64,
}

impl Bare {
    /// # Errors
    /// A socket or a key is refused.
    pub fn new(paths: Vec<Path>, payload_bytes: usize) -> io::Result<Self> {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        socket.set_nonblocking(true)?;
        pressel_runtime::tune(&socket);
        let sealers = (0..paths.len()).map(|n| Sealer::new(&keys(n)?).map_err(trouble)).collect::<io::Result<_>>()?;
        let sender = Sender::new(vec![socket.as_raw_fd()]);
        Ok(Bare { _socket: socket, sender, paths, sealers, payload_bytes: payload_bytes.max(Stamp::BYTES), number: 0 })
    }

    /// One burst to everybody each `gap`, for `duration`, in this thread; returns its CPU time (system calls included) in ns.
    pub fn run(&mut self, seal: bool, gap: Duration, duration: Duration) -> u64 {
        let (end, mut next) = (Instant::now() + duration, Instant::now());
        let before = thread_cpu_ns();
        while next < end {
            self.burst(seal);
            next += gap;
            thread::sleep(next.saturating_duration_since(Instant::now()));
        }
        thread_cpu_ns() - before
    }

    fn burst(&mut self, seal: bool) {
        self.number += 1;
        let stamp = Stamp::now(self.number);
        let len = HEADER_BYTES + self.payload_bytes;
        let seq = u16::try_from(self.number & 0xffff).unwrap_or(0);
        let ticks = u32::try_from((self.number * 960) & 0xffff_ffff).unwrap_or(0);
        let mut payload = vec![0; self.payload_bytes];
        stamp.write(&mut payload);
        let Bare { sender, paths, sealers, .. } = self;
        for ((path, sealer), ssrc) in paths.iter().zip(sealers).zip(1u32..) {
            let Some(slot) = wait_for_slot(sender) else { continue };
            let Some(header) = slot.first_chunk_mut::<HEADER_BYTES>() else { continue };
            write_header(header, false, 111, seq, ticks, ssrc);
            slot[HEADER_BYTES..len].copy_from_slice(&payload);
            let sealed = if seal {
                sealer.seal_rtp(slot, HEADER_BYTES, len, ssrc, self.number).unwrap_or(len)
            } else {
                len + TAG_BYTES
            };
            // The stamp stands in clear where the tag was: who receives cannot open, and need not.
            if let Some(room) = sealed.checked_sub(Stamp::BYTES).and_then(|at| slot.get_mut(at..sealed)) {
                stamp.write(room);
            }
            sender.commit(sealed, *path);
        }
        for _ in 0..ROOM_WAITS_MAX {
            if sender.flush() {
                return;
            }
            thread::sleep(ROOM_WAIT);
        }
    }
}

fn wait_for_slot(sender: &mut Sender) -> Option<&mut [u8]> {
    for _ in 0..ROOM_WAITS_MAX {
        if sender.room() > 0 || sender.flush() {
            return sender.slot();
        }
        thread::sleep(ROOM_WAIT);
    }
    None
}

fn keys(n: usize) -> io::Result<Keys> {
    let bytes = 2 * (PROFILE.key_bytes() + PROFILE.salt_bytes());
    let material: Vec<u8> = (0..bytes).map(|at| n.to_be_bytes()[at % 8] ^ u8::try_from(at).unwrap_or(0)).collect();
    Keys::from_keying_material(PROFILE, &material, false).map_err(trouble)
}

fn trouble(error: impl std::fmt::Display) -> io::Error {
    io::Error::other(error.to_string())
}

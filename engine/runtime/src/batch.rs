//! Many datagrams a system call: `recvmmsg` in, `sendmmsg` out.

use std::mem;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6, UdpSocket};
use std::os::fd::{AsRawFd, RawFd};

use pressel_media::egress::{DATAGRAM_BYTES_MAX, Egress};
use pressel_media::ids::{Path, SocketId};

/// Datagrams of one system call; more brings nothing (engine reference §1.1).
pub const BATCH: usize = 64;

/// A ClientHello comes in pieces of up to 1,408 bytes; jumbo frames are cut.
const RECEIVE_BYTES: usize = 2_048;

const ADDRESS_BYTES: usize = size_of::<libc::sockaddr_storage>();

/// Buffers of one direction and the system's view of them.
struct Buffers<const BYTES: usize> {
    data: Box<[[u8; BYTES]]>,
    addresses: Box<[libc::sockaddr_storage]>,
    vectors: Box<[libc::iovec]>,
    messages: Box<[libc::mmsghdr]>,
}

// SAFETY: the pointers in `vectors` and `messages` point into boxes of the same value, which never move.
unsafe impl<const BYTES: usize> Send for Buffers<BYTES> {}

impl<const BYTES: usize> Buffers<BYTES> {
    fn new() -> Self {
        // SAFETY: all-zero bytes are valid for these plain C structures.
        let (address, vector, message): (libc::sockaddr_storage, libc::iovec, libc::mmsghdr) =
            unsafe { (mem::zeroed(), mem::zeroed(), mem::zeroed()) };
        let mut buffers = Buffers {
            data: vec![[0; BYTES]; BATCH].into_boxed_slice(),
            addresses: vec![address; BATCH].into_boxed_slice(),
            vectors: vec![vector; BATCH].into_boxed_slice(),
            messages: vec![message; BATCH].into_boxed_slice(),
        };
        for n in 0..BATCH {
            buffers.vectors[n].iov_base = buffers.data[n].as_mut_ptr().cast();
            buffers.vectors[n].iov_len = BYTES;
            let header = &mut buffers.messages[n].msg_hdr;
            header.msg_name = (&raw mut buffers.addresses[n]).cast();
            header.msg_namelen = ADDRESS_BYTES as libc::socklen_t;
            header.msg_iov = &raw mut buffers.vectors[n];
            header.msg_iovlen = 1;
        }
        buffers
    }
}

pub struct Receiver {
    buffers: Buffers<RECEIVE_BYTES>,
}

impl Default for Receiver {
    fn default() -> Self {
        Receiver { buffers: Buffers::new() }
    }
}

impl Receiver {
    /// Reads one batch and gives each datagram to `take`; returns how many there were.
    pub fn receive(&mut self, socket: &UdpSocket, mut take: impl FnMut(SocketAddr, &mut [u8])) -> usize {
        for message in &mut self.buffers.messages {
            message.msg_hdr.msg_namelen = ADDRESS_BYTES as libc::socklen_t;
        }
        // SAFETY: every header points to live buffers of the lengths it states.
        let count = unsafe {
            libc::recvmmsg(
                socket.as_raw_fd(),
                self.buffers.messages.as_mut_ptr(),
                BATCH as libc::c_uint,
                libc::MSG_DONTWAIT,
                std::ptr::null_mut(),
            )
        };
        let count = usize::try_from(count).unwrap_or(0);
        for n in 0..count {
            let len = (self.buffers.messages[n].msg_len as usize).min(RECEIVE_BYTES);
            if let Some(from) = read_address(&self.buffers.addresses[n]) {
                take(from, &mut self.buffers.data[n][..len]);
            }
        }
        count
    }
}

pub struct Sender {
    buffers: Buffers<DATAGRAM_BYTES_MAX>,
    sockets: Vec<RawFd>,
    to: [SocketId; BATCH],
    filled: usize,
    sent: usize,
    /// Sends that found the socket full.
    pub blocked: u64,
    pub calls: u64,
    pub refused: u64,
}

impl Sender {
    pub fn new(sockets: Vec<RawFd>) -> Self {
        let to = [SocketId(0); BATCH];
        Sender { buffers: Buffers::new(), sockets, to, filled: 0, sent: 0, blocked: 0, calls: 0, refused: 0 }
    }

    /// Slots that can be filled before a flush is needed.
    pub fn room(&self) -> usize {
        BATCH - self.filled
    }

    /// Sends what was committed; false where a socket has no room, and the rest waits for the next call.
    pub fn flush(&mut self) -> bool {
        while self.sent < self.filled {
            let socket = self.to[self.sent];
            let run = self.to[self.sent..self.filled].iter().take_while(|to| **to == socket).count();
            let Some(fd) = self.sockets.get(usize::from(socket.0)).copied() else {
                self.sent += run;
                continue;
            };
            self.calls += 1;
            // SAFETY: headers `sent .. sent + run` point to live buffers and addresses, filled by `commit`.
            let count = unsafe {
                let first = self.buffers.messages.as_mut_ptr().add(self.sent);
                libc::sendmmsg(fd, first, run as libc::c_uint, libc::MSG_DONTWAIT)
            };
            match usize::try_from(count) {
                Ok(count) if count > 0 => self.sent += count,
                _ => match std::io::Error::last_os_error().raw_os_error() {
                    Some(libc::EAGAIN | libc::ENOBUFS) => {
                        self.blocked += 1;
                        return false;
                    }
                    Some(libc::EINTR) => {}
                    // One peer's trouble (unreachable, refused) is not its neighbours'.
                    _ => {
                        self.refused += 1;
                        self.sent += 1;
                    }
                },
            }
        }
        (self.filled, self.sent) = (0, 0);
        true
    }
}

impl Egress for Sender {
    fn slot(&mut self) -> Option<&mut [u8]> {
        if self.filled == BATCH && !self.flush() {
            return None;
        }
        self.buffers.data.get_mut(self.filled).map(|data| &mut data[..])
    }

    fn commit(&mut self, len: usize, path: Path) {
        let n = self.filled;
        if n >= BATCH {
            return;
        }
        self.buffers.vectors[n].iov_len = len.min(DATAGRAM_BYTES_MAX);
        self.buffers.messages[n].msg_hdr.msg_namelen = write_address(&mut self.buffers.addresses[n], path.remote);
        self.to[n] = path.socket;
        self.filled = n + 1;
    }
}

fn read_address(raw: &libc::sockaddr_storage) -> Option<SocketAddr> {
    match libc::c_int::from(raw.ss_family) {
        libc::AF_INET => {
            // SAFETY: the family says what the storage holds.
            let v4 = unsafe { &*(&raw const *raw).cast::<libc::sockaddr_in>() };
            let ip = Ipv4Addr::from(u32::from_be(v4.sin_addr.s_addr));
            Some(SocketAddr::V4(SocketAddrV4::new(ip, u16::from_be(v4.sin_port))))
        }
        libc::AF_INET6 => {
            // SAFETY: as above.
            let v6 = unsafe { &*(&raw const *raw).cast::<libc::sockaddr_in6>() };
            let ip = Ipv6Addr::from(v6.sin6_addr.s6_addr);
            Some(SocketAddr::V6(SocketAddrV6::new(ip, u16::from_be(v6.sin6_port), 0, v6.sin6_scope_id)))
        }
        _ => None,
    }
}

/// Writes `address` where the system reads it; returns its length in bytes.
pub(crate) fn write_address(raw: &mut libc::sockaddr_storage, address: SocketAddr) -> libc::socklen_t {
    match address {
        SocketAddr::V4(v4) => {
            // SAFETY: the storage is larger than any address and zero is valid for its padding.
            let out = unsafe { &mut *(&raw mut *raw).cast::<libc::sockaddr_in>() };
            out.sin_family = libc::AF_INET as libc::sa_family_t;
            out.sin_port = v4.port().to_be();
            out.sin_addr.s_addr = u32::from(*v4.ip()).to_be();
            size_of::<libc::sockaddr_in>() as libc::socklen_t
        }
        SocketAddr::V6(v6) => {
            // SAFETY: as above.
            let out = unsafe { &mut *(&raw mut *raw).cast::<libc::sockaddr_in6>() };
            out.sin6_family = libc::AF_INET6 as libc::sa_family_t;
            out.sin6_port = v6.port().to_be();
            out.sin6_flowinfo = 0;
            out.sin6_scope_id = v6.scope_id();
            out.sin6_addr.s6_addr = v6.ip().octets();
            size_of::<libc::sockaddr_in6>() as libc::socklen_t
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_goes_out_and_comes_in() {
        let (here, there) = (UdpSocket::bind("127.0.0.1:0").unwrap(), UdpSocket::bind("127.0.0.1:0").unwrap());
        let mut sender = Sender::new(vec![here.as_raw_fd()]);
        let path = Path { socket: SocketId(0), remote: there.local_addr().unwrap() };
        for n in 0..150u8 {
            sender.slot().unwrap()[..3].copy_from_slice(&[n, 1, 2]);
            sender.commit(3, path);
        }
        assert!(sender.flush());
        let mut receiver = Receiver::default();
        let mut found = Vec::new();
        while receiver.receive(&there, |from, data| {
            assert_eq!(from, here.local_addr().unwrap());
            found.push(data[0]);
        }) > 0
        {}
        assert_eq!(found, (0..150).collect::<Vec<u8>>());
        assert_eq!(sender.calls, 3);
    }

    #[test]
    fn addresses_of_both_families_survive() {
        for text in ["192.0.2.1:7350", "[2001:db8::1]:9"] {
            let address: SocketAddr = text.parse().unwrap();
            // SAFETY: zero is a valid sockaddr_storage.
            let mut raw = unsafe { mem::zeroed() };
            write_address(&mut raw, address);
            assert_eq!(read_address(&raw), Some(address));
        }
    }
}

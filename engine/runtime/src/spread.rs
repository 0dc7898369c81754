//! One socket that is many local addresses: for who plays thousands of peers on one machine (loopback is a /8).

use std::io;
use std::mem;
use std::net::{Ipv4Addr, SocketAddrV4, UdpSocket};
use std::os::fd::AsRawFd;

use crate::batch::BATCH;
use crate::net::tune;

const DATAGRAM_BYTES: usize = 2_048;
/// Room for the destination address and a time stamp; the union with `cmsghdr` below aligns it.
const CONTROL_BYTES: usize = 128;

#[repr(C)]
#[derive(Clone, Copy)]
union Control {
    _align: libc::cmsghdr,
    bytes: [u8; CONTROL_BYTES],
}

/// What is known of one datagram beside its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Which of our addresses it was sent to.
    pub to: Ipv4Addr,
    pub from: SocketAddrV4,
    /// When the kernel got it, in ns since 1970; 0 where times are not asked for.
    pub at_ns: u64,
}

pub struct Spread {
    socket: UdpSocket,
    data: Box<[[u8; DATAGRAM_BYTES]]>,
    addresses: Box<[libc::sockaddr_in]>,
    controls: Box<[Control]>,
    vectors: Box<[libc::iovec]>,
    messages: Box<[libc::mmsghdr]>,
}

// SAFETY: the pointers in `vectors` and `messages` point into boxes of the same value, which never move.
unsafe impl Send for Spread {}

impl Spread {
    /// A socket on one port of every IPv4 address; `timed`: datagrams bring the kernel's time.
    ///
    /// # Errors
    /// No port is free.
    pub fn bind(timed: bool) -> io::Result<Self> {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
        socket.set_nonblocking(true)?;
        tune(&socket);
        set_flag(&socket, libc::IPPROTO_IP, libc::IP_PKTINFO)?;
        if timed {
            set_flag(&socket, libc::SOL_SOCKET, libc::SO_TIMESTAMPNS)?;
        }
        // SAFETY: all-zero bytes are valid for these plain C structures.
        let (address, vector, message): (libc::sockaddr_in, libc::iovec, libc::mmsghdr) =
            unsafe { (mem::zeroed(), mem::zeroed(), mem::zeroed()) };
        let mut spread = Spread {
            socket,
            data: vec![[0; DATAGRAM_BYTES]; BATCH].into_boxed_slice(),
            addresses: vec![address; BATCH].into_boxed_slice(),
            controls: vec![Control { bytes: [0; CONTROL_BYTES] }; BATCH].into_boxed_slice(),
            vectors: vec![vector; BATCH].into_boxed_slice(),
            messages: vec![message; BATCH].into_boxed_slice(),
        };
        for n in 0..BATCH {
            spread.vectors[n].iov_base = spread.data[n].as_mut_ptr().cast();
            spread.vectors[n].iov_len = DATAGRAM_BYTES;
            let header = &mut spread.messages[n].msg_hdr;
            header.msg_name = (&raw mut spread.addresses[n]).cast();
            header.msg_iov = &raw mut spread.vectors[n];
            header.msg_iovlen = 1;
            header.msg_control = (&raw mut spread.controls[n]).cast();
        }
        Ok(spread)
    }

    /// # Errors
    /// The system does not say.
    pub fn port(&self) -> io::Result<u16> {
        Ok(self.socket.local_addr()?.port())
    }

    /// Reads one batch and gives each datagram to `take`; returns how many there were.
    pub fn receive(&mut self, mut take: impl FnMut(Arrival, &mut [u8])) -> usize {
        for message in &mut self.messages {
            message.msg_hdr.msg_namelen = size_of::<libc::sockaddr_in>() as libc::socklen_t;
            message.msg_hdr.msg_controllen = CONTROL_BYTES;
        }
        // SAFETY: every header points to live buffers of the lengths it states.
        let count = unsafe {
            libc::recvmmsg(
                self.socket.as_raw_fd(),
                self.messages.as_mut_ptr(),
                BATCH as libc::c_uint,
                libc::MSG_DONTWAIT,
                std::ptr::null_mut(),
            )
        };
        let count = usize::try_from(count).unwrap_or(0);
        for n in 0..count {
            let raw = self.addresses[n];
            let from = SocketAddrV4::new(u32::from_be(raw.sin_addr.s_addr).into(), u16::from_be(raw.sin_port));
            // SAFETY: the kernel filled this header and its control buffer in the call above.
            let (to, at_ns) = unsafe { read_control(&self.messages[n].msg_hdr) };
            let len = (self.messages[n].msg_len as usize).min(DATAGRAM_BYTES);
            take(Arrival { to, from, at_ns }, &mut self.data[n][..len]);
        }
        count
    }

    /// Sends `datagram` from one of our addresses; a full buffer is loss, as on any network.
    ///
    /// # Errors
    /// What the system says.
    pub fn send(&self, from: Ipv4Addr, to: SocketAddrV4, datagram: &[u8]) -> io::Result<()> {
        // SAFETY: zero is valid for these plain C structures.
        let (mut name, mut header): (libc::sockaddr_in, libc::msghdr) = unsafe { (mem::zeroed(), mem::zeroed()) };
        name.sin_family = libc::AF_INET as libc::sa_family_t;
        name.sin_port = to.port().to_be();
        name.sin_addr.s_addr = u32::from(*to.ip()).to_be();
        let mut control = Control { bytes: [0; CONTROL_BYTES] };
        let mut vector = libc::iovec { iov_base: datagram.as_ptr().cast_mut().cast(), iov_len: datagram.len() };
        header.msg_name = (&raw mut name).cast();
        header.msg_namelen = size_of::<libc::sockaddr_in>() as libc::socklen_t;
        header.msg_iov = &raw mut vector;
        header.msg_iovlen = 1;
        header.msg_control = (&raw mut control).cast();
        let info_bytes = size_of::<libc::in_pktinfo>() as libc::c_uint;
        // SAFETY: CMSG_SPACE of a small structure is far below CONTROL_BYTES; the first header lies in `control`.
        unsafe {
            header.msg_controllen = libc::CMSG_SPACE(info_bytes) as usize;
            let first = libc::CMSG_FIRSTHDR(&raw const header);
            (*first).cmsg_level = libc::IPPROTO_IP;
            (*first).cmsg_type = libc::IP_PKTINFO;
            (*first).cmsg_len = libc::CMSG_LEN(info_bytes) as usize;
            let mut info: libc::in_pktinfo = mem::zeroed();
            info.ipi_spec_dst.s_addr = u32::from(from).to_be();
            libc::CMSG_DATA(first).cast::<libc::in_pktinfo>().write_unaligned(info);
        }
        // SAFETY: everything `header` points to lives until the call returns; the kernel only reads `datagram`.
        let sent = unsafe { libc::sendmsg(self.socket.as_raw_fd(), &raw const header, libc::MSG_DONTWAIT) };
        if sent < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
    }
}

/// # Safety
/// `header` was filled by the kernel, and its control buffer is live.
unsafe fn read_control(header: &libc::msghdr) -> (Ipv4Addr, u64) {
    let (mut to, mut at_ns) = (Ipv4Addr::UNSPECIFIED, 0);
    // SAFETY: the caller's promise; the macros stay within the control buffer, and data is read unaligned.
    unsafe {
        let mut next = libc::CMSG_FIRSTHDR(header);
        while !next.is_null() {
            match ((*next).cmsg_level, (*next).cmsg_type) {
                (libc::IPPROTO_IP, libc::IP_PKTINFO) => {
                    let info = libc::CMSG_DATA(next).cast::<libc::in_pktinfo>().read_unaligned();
                    to = u32::from_be(info.ipi_addr.s_addr).into();
                }
                (libc::SOL_SOCKET, libc::SO_TIMESTAMPNS) => {
                    let time = libc::CMSG_DATA(next).cast::<libc::timespec>().read_unaligned();
                    at_ns = time.tv_sec.unsigned_abs() * 1_000_000_000 + time.tv_nsec.unsigned_abs();
                }
                _ => {}
            }
            next = libc::CMSG_NXTHDR(header, next);
        }
    }
    (to, at_ns)
}

fn set_flag(socket: &UdpSocket, level: libc::c_int, option: libc::c_int) -> io::Result<()> {
    let on: libc::c_int = 1;
    let len = size_of::<libc::c_int>() as libc::socklen_t;
    // SAFETY: `on` is a live c_int and its length is given.
    let result = unsafe { libc::setsockopt(socket.as_raw_fd(), level, option, (&raw const on).cast(), len) };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_addresses_send_and_receive_through_one_socket() {
        let mut spread = Spread::bind(true).unwrap();
        let other = UdpSocket::bind("127.0.0.1:0").unwrap();
        let std::net::SocketAddr::V4(there) = other.local_addr().unwrap() else { panic!("IPv4") };
        for n in 1..=100u8 {
            let me = Ipv4Addr::new(127, 1, 7, n);
            spread.send(me, there, &[n]).unwrap();
            let mut data = [0; 4];
            let (len, from) = other.recv_from(&mut data).unwrap();
            assert_eq!((&data[..len], from), (&[n][..], (me, spread.port().unwrap()).into()));
            other.send_to(&[n, n], from).unwrap();
        }
        let mut found = Vec::new();
        while spread.receive(|arrival, data| {
            assert_eq!((arrival.from, data.len()), (there, 2));
            assert!(arrival.at_ns > 1_700_000_000_000_000_000);
            found.push((arrival.to.octets()[3], data[0]));
        }) > 0
        {}
        assert_eq!(found, (1..=100).map(|n| (n, n)).collect::<Vec<_>>());
    }
}

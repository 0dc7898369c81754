//! Sockets and addresses.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::os::fd::{AsRawFd, FromRawFd, RawFd};

/// Room for bursts to thousands of listeners; the kernel gives what it may.
const BUFFER_BYTES: libc::c_int = 4 * 1024 * 1024;

/// Sockets of one engine: one for each local address.
pub const SOCKETS_MAX: usize = 32;

/// For each shard one bound, non-blocking socket for each address that `listen` means; a wildcard means every interface address.
/// All have the same port, also when it was picked by the kernel (port 0). The kernel gives a peer's datagrams to one shard.
pub fn bind(listen: SocketAddr, shards: u8) -> io::Result<Vec<Vec<UdpSocket>>> {
    let first = bind_first(listen)?;
    let mut all = Vec::new();
    if shards > 1 {
        // Only now: a port that somebody else has is not shared with them, and nobody else can take ours.
        for socket in &first {
            share(socket.as_raw_fd())?;
        }
        let addresses = first.iter().map(UdpSocket::local_addr).collect::<io::Result<Vec<_>>>()?;
        for _ in 1..shards {
            all.push(addresses.iter().copied().map(bind_beside).collect::<io::Result<Vec<_>>>()?);
        }
    }
    all.insert(0, first);
    Ok(all)
}

/// One more socket on an address that this process has.
fn bind_beside(address: SocketAddr) -> io::Result<UdpSocket> {
    let family = if address.is_ipv4() { libc::AF_INET } else { libc::AF_INET6 };
    // SAFETY: plain call; the result is checked before it is owned.
    let fd = unsafe { libc::socket(family, libc::SOCK_DGRAM | libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK, 0) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: `fd` is open and nobody else's.
    let socket = unsafe { UdpSocket::from_raw_fd(fd) };
    share(fd)?;
    // SAFETY: all-zero bytes are valid for this plain C structure.
    let mut raw: libc::sockaddr_storage = unsafe { std::mem::zeroed() };
    let len = crate::batch::write_address(&mut raw, address);
    // SAFETY: `raw` holds an address of `len` bytes.
    if unsafe { libc::bind(fd, (&raw const raw).cast(), len) } != 0 {
        return Err(io::Error::last_os_error());
    }
    tune(&socket);
    Ok(socket)
}

/// Lets further sockets of this user have the same address and port.
fn share(fd: RawFd) -> io::Result<()> {
    if set(fd, libc::SOL_SOCKET, libc::SO_REUSEPORT, 1) { Ok(()) } else { Err(io::Error::last_os_error()) }
}

fn bind_first(listen: SocketAddr) -> io::Result<Vec<UdpSocket>> {
    let hosts = if listen.ip().is_unspecified() { interface_addresses()? } else { vec![listen.ip()] };
    let mut sockets: Vec<UdpSocket> = Vec::new();
    let mut port = listen.port();
    for host in hosts.into_iter().take(SOCKETS_MAX) {
        let socket = match UdpSocket::bind((host, port)) {
            Ok(socket) => socket,
            // An address may go away, or not be ready (IPv6 duplicate detection), while others serve.
            Err(error) if error.kind() == io::ErrorKind::AddrNotAvailable && listen.ip().is_unspecified() => continue,
            Err(error) => return Err(error),
        };
        socket.set_nonblocking(true)?;
        tune(&socket);
        port = socket.local_addr()?.port();
        sockets.push(socket);
    }
    if sockets.is_empty() {
        return Err(io::Error::new(io::ErrorKind::AddrNotAvailable, "no interface address to bind"));
    }
    Ok(sockets)
}

/// What answers advertise: bound addresses, the reachable ones first. Loopback only where there is nothing else: a browser
/// on another machine would take it for its own.
pub fn candidates(bound: &[SocketAddr], advertise: &[IpAddr]) -> Vec<SocketAddr> {
    let port = bound.first().map_or(0, SocketAddr::port);
    let extra = advertise.iter().map(|ip| SocketAddr::new(*ip, port));
    let mut found: Vec<SocketAddr> = bound.iter().copied().filter(|address| !address.ip().is_loopback()).collect();
    if found.is_empty() {
        found = bound.to_vec();
    }
    found.sort_by_key(|address| address.is_ipv6());
    extra.chain(found).collect()
}

/// Buffers for bursts; and datagrams that are never cut on their way, so that the kernel need not draw a number for each
/// (RFC 6864). Ours are below 1,300 bytes; what the path says about its size is not believed.
pub fn tune(socket: &UdpSocket) {
    for (plain, forced) in [(libc::SO_SNDBUF, libc::SO_SNDBUFFORCE), (libc::SO_RCVBUF, libc::SO_RCVBUFFORCE)] {
        if !set_option(socket, libc::SOL_SOCKET, forced, BUFFER_BYTES) {
            set_option(socket, libc::SOL_SOCKET, plain, BUFFER_BYTES);
        }
    }
    // Refused for the other family.
    set_option(socket, libc::IPPROTO_IP, libc::IP_MTU_DISCOVER, libc::IP_PMTUDISC_PROBE);
    set_option(socket, libc::IPPROTO_IPV6, libc::IPV6_MTU_DISCOVER, libc::IPV6_PMTUDISC_PROBE);
}

fn set_option(socket: &UdpSocket, level: libc::c_int, option: libc::c_int, value: libc::c_int) -> bool {
    set(socket.as_raw_fd(), level, option, value)
}

fn set(fd: RawFd, level: libc::c_int, option: libc::c_int, value: libc::c_int) -> bool {
    // SAFETY: `value` is a live c_int and its length is given.
    let result = unsafe {
        libc::setsockopt(
            fd,
            level,
            option,
            (&raw const value).cast(),
            libc::socklen_t::try_from(size_of::<libc::c_int>()).unwrap_or(4),
        )
    };
    result == 0
}

/// Addresses of interfaces that are up, link-local ones left out (they need a scope that SDP cannot say).
fn interface_addresses() -> io::Result<Vec<IpAddr>> {
    let mut list: *mut libc::ifaddrs = std::ptr::null_mut();
    // SAFETY: `list` is writable; on success it is freed below.
    if unsafe { libc::getifaddrs(&raw mut list) } != 0 {
        return Err(io::Error::last_os_error());
    }
    let mut found = Vec::new();
    let mut entry = list;
    while !entry.is_null() {
        // SAFETY: `entry` is a live node of the list until `freeifaddrs`.
        let node = unsafe { &*entry };
        let up = node.ifa_flags & libc::c_uint::try_from(libc::IFF_UP).unwrap_or(1) != 0;
        if up && !node.ifa_addr.is_null() {
            // SAFETY: not null, and as long as its family says.
            found.extend(unsafe { address(node.ifa_addr) });
        }
        entry = node.ifa_next;
    }
    // SAFETY: from getifaddrs, once.
    unsafe { libc::freeifaddrs(list) };
    found.sort();
    found.dedup();
    Ok(found)
}

/// # Safety
/// `raw` points to a socket address that is as long as its family says.
unsafe fn address(raw: *const libc::sockaddr) -> Option<IpAddr> {
    // SAFETY: the caller's promise.
    match libc::c_int::from(unsafe { (*raw).sa_family }) {
        libc::AF_INET => {
            // SAFETY: AF_INET says so.
            let v4 = unsafe { *raw.cast::<libc::sockaddr_in>() };
            Some(IpAddr::V4(Ipv4Addr::from(u32::from_be(v4.sin_addr.s_addr))))
        }
        libc::AF_INET6 => {
            // SAFETY: AF_INET6 says so.
            let v6 = unsafe { *raw.cast::<libc::sockaddr_in6>() };
            let ip = Ipv6Addr::from(v6.sin6_addr.s6_addr);
            (!ip.is_unicast_link_local()).then_some(IpAddr::V6(ip))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_binds_every_interface_address_on_one_port() {
        let sockets = bind("0.0.0.0:0".parse().unwrap(), 1).unwrap().remove(0);
        let ports: Vec<u16> = sockets.iter().map(|socket| socket.local_addr().unwrap().port()).collect();
        assert!(ports[0] != 0 && ports.iter().all(|port| *port == ports[0]));
        assert!(sockets.iter().any(|socket| socket.local_addr().unwrap().ip().is_loopback()));
        let busy = bind(sockets[0].local_addr().unwrap(), 1).unwrap_err();
        assert_eq!(busy.kind(), io::ErrorKind::AddrInUse);
    }

    #[test]
    fn shards_have_one_port_together_and_share_it_with_nobody() {
        let shards = bind("127.0.0.1:0".parse().unwrap(), 4).unwrap();
        let addresses: Vec<_> = shards.iter().map(|sockets| sockets[0].local_addr().unwrap()).collect();
        assert!(addresses.len() == 4 && addresses.iter().all(|address| *address == addresses[0]));
        for others in [1, 4] {
            let busy = bind(addresses[0], others).unwrap_err();
            assert_eq!(busy.kind(), io::ErrorKind::AddrInUse);
        }
    }

    #[test]
    fn loopback_is_advertised_only_where_there_is_nothing_else() {
        let address = |text: &str| text.parse::<SocketAddr>().unwrap();
        let all = [address("127.0.0.1:7"), address("[2001:db8::1]:7"), address("10.0.0.1:7")];
        assert_eq!(candidates(&all, &[]), [address("10.0.0.1:7"), address("[2001:db8::1]:7")]);
        assert_eq!(candidates(&all[..1], &[]), all[..1]);
        let advertised = candidates(&all[..1], &["192.0.2.1".parse().unwrap()]);
        assert_eq!(advertised, [address("192.0.2.1:7"), all[0]]);
    }
}

//! Sockets and addresses.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::os::fd::AsRawFd;

/// Room for bursts to thousands of listeners; the kernel gives what it may.
const BUFFER_BYTES: libc::c_int = 4 * 1024 * 1024;

/// Sockets of one engine: one for each local address.
pub const SOCKETS_MAX: usize = 32;

/// One bound, non-blocking socket for each address that `listen` means; a wildcard means every interface address.
/// All have the same port, also when it was picked by the kernel (port 0).
pub fn bind(listen: SocketAddr) -> io::Result<Vec<UdpSocket>> {
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
    // SAFETY: `value` is a live c_int and its length is given.
    let result = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
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
        let sockets = bind("0.0.0.0:0".parse().unwrap()).unwrap();
        let ports: Vec<u16> = sockets.iter().map(|socket| socket.local_addr().unwrap().port()).collect();
        assert!(ports[0] != 0 && ports.iter().all(|port| *port == ports[0]));
        assert!(sockets.iter().any(|socket| socket.local_addr().unwrap().ip().is_loopback()));
        let busy = bind(sockets[0].local_addr().unwrap()).unwrap_err();
        assert_eq!(busy.kind(), io::ErrorKind::AddrInUse);
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

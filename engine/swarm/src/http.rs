//! Just enough HTTP/1.1 for WHIP and WHEP on loopback.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const ANSWER_BYTES_MAX: u64 = 64 * 1024;
const TIMEOUT: Duration = Duration::from_secs(10);

/// `http://HOST:PORT/PATH`.
#[derive(Clone, Debug)]
pub struct Url {
    pub host: String,
    pub path: String,
}

impl Url {
    /// None for anything but plain HTTP.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (host, path) = text.strip_prefix("http://")?.split_once('/')?;
        Some(Url { host: host.to_owned(), path: format!("/{path}") })
    }
}

/// Posts an offer; returns the answer.
///
/// # Errors
/// The connection failed, or the status is not 201: then the answer's text is the error's.
pub fn post_offer(url: &Url, token: &str, sdp: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(&url.host)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    let Url { host, path } = url;
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/sdp\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{sdp}",
        sdp.len()
    )?;
    let mut answer = String::new();
    stream.take(ANSWER_BYTES_MAX).read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    if head.starts_with("HTTP/1.1 201") { Ok(body.to_owned()) } else { Err(io::Error::other(body.to_owned())) }
}

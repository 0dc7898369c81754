//! Just enough HTTP/1.1 for WHIP and WHEP on loopback.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use thiserror::Error;

const ANSWER_BYTES_MAX: u64 = 64 * 1024;
const TIMEOUT: Duration = Duration::from_secs(10);

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum NoAnswer {
    /// The server said 503, and when to come again.
    #[error("the server has no room now; again in {} s", after.as_secs())]
    Later { after: Duration },
    /// Any other status; the text is the server's.
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<NoAnswer> for io::Error {
    fn from(why: NoAnswer) -> Self {
        match why {
            NoAnswer::Io(error) => error,
            NoAnswer::Later { .. } | NoAnswer::Refused(_) => io::Error::other(why.to_string()),
        }
    }
}

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
/// The connection failed, or the status is not 201.
pub fn post_offer(url: &Url, token: &str, sdp: &str) -> Result<String, NoAnswer> {
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
    read_answer(&answer)
}

fn read_answer(answer: &str) -> Result<String, NoAnswer> {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer, ""));
    if head.starts_with("HTTP/1.1 201") {
        return Ok(body.to_owned());
    }
    let after = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("retry-after").then(|| value.trim().parse().ok())?
    });
    match after.filter(|_| head.starts_with("HTTP/1.1 503")) {
        Some(seconds) => Err(NoAnswer::Later { after: Duration::from_secs(seconds) }),
        None => Err(NoAnswer::Refused(body.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_told_from_come_again_and_from_no() {
        assert_eq!(read_answer("HTTP/1.1 201 Created\r\n\r\nv=0").unwrap(), "v=0");
        let busy = read_answer("HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\n\r\n{}").unwrap_err();
        assert!(matches!(busy, NoAnswer::Later { after } if after == Duration::from_secs(5)), "{busy}");
        for no in ["HTTP/1.1 403 Forbidden\r\nRetry-After: 5\r\n\r\nno", "HTTP/1.1 503 Busy\r\n\r\nno"] {
            assert!(matches!(read_answer(no), Err(NoAnswer::Refused(text)) if text == "no"));
        }
    }
}

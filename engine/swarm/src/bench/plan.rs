//! What is to be measured, against which server.

use std::io;
use std::time::Duration;

use pressel_media::dtls::Identity;
use thiserror::Error;

use crate::crowd::MEMBERS_MAX;
use crate::http::Url;
use crate::join::Entrance;

#[derive(Debug, Error)]
pub enum PlanError {
    #[error("no such measurement: {0}")]
    Verb(String),
    #[error("not name=value, or not a number: {0}")]
    Argument(String),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// One measurement. Names are those of the arguments.
#[derive(Clone, Debug)]
pub struct Plan {
    pub verb: String,
    /// `http://HOST:PORT/v1/channels/ID`, without the door.
    pub channel: String,
    pub listen: String,
    pub talk: String,
    /// The server's process.
    pub pid: u32,
    pub listeners: usize,
    pub pairs: usize,
    pub slice: Duration,
    /// Packets a second of the talker; a divisor of 50.
    pub rate: u64,
    pub payload_bytes: usize,
    pub in_flight: usize,
}

impl Plan {
    /// A verb, then `name=value` pairs.
    ///
    /// # Errors
    /// [`PlanError::Argument`] names what cannot be read.
    pub fn read(arguments: &[String]) -> Result<Self, PlanError> {
        let verb = arguments.first().cloned().unwrap_or_default();
        let mut plan = Plan {
            verb,
            channel: String::new(),
            listen: String::new(),
            talk: String::new(),
            pid: 0,
            listeners: 500,
            pairs: 9,
            slice: Duration::from_millis(1_000),
            rate: 50,
            payload_bytes: 100,
            in_flight: 8,
        };
        for argument in arguments.iter().skip(1) {
            let wrong = || PlanError::Argument(argument.clone());
            let (name, value) = argument.split_once('=').ok_or_else(wrong)?;
            let number = || value.parse::<u32>().map_err(|_| wrong());
            match name {
                "channel" => value.clone_into(&mut plan.channel),
                "listen" => value.clone_into(&mut plan.listen),
                "talk" => value.clone_into(&mut plan.talk),
                "pid" => plan.pid = number()?,
                "listeners" => plan.listeners = (number()? as usize).clamp(1, MEMBERS_MAX),
                "pairs" => plan.pairs = (number()? as usize).clamp(1, 99),
                "slice_ms" => plan.slice = Duration::from_millis(number()?.clamp(100, 60_000).into()),
                "rate" => plan.rate = number()?.clamp(1, 50).into(),
                "payload_bytes" => plan.payload_bytes = (number()? as usize).clamp(21, 1_200),
                "in_flight" => plan.in_flight = number()? as usize,
                _ => return Err(wrong()),
            }
        }
        Ok(plan)
    }

    /// From burst to burst.
    #[must_use]
    pub fn gap(&self) -> Duration {
        Duration::from_millis(20 * self.frames_per_packet())
    }

    #[must_use]
    pub fn frames_per_packet(&self) -> u64 {
        (50 / self.rate).max(1)
    }

    /// # Errors
    /// The channel is no URL.
    pub fn door(&self, door: &str) -> io::Result<Url> {
        let url = format!("{}/{door}", self.channel);
        Url::parse(&url).ok_or_else(|| io::Error::other(format!("not a plain http URL: {url}")))
    }

    /// Where listeners come in.
    ///
    /// # Errors
    /// The channel is no URL, or no key can be made.
    pub fn entrance(&self) -> io::Result<Entrance> {
        let identity = Identity::generate().map_err(|error| io::Error::other(error.to_string()))?;
        Ok(Entrance { url: self.door("whep")?, token: self.listen.clone(), identity })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Plan, PlanError> {
        Plan::read(&text.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn a_plan_is_read_and_kept_within_bounds() {
        let plan = read("fanout channel=http://localhost:1/v1/channels/lobby listeners=90000 rate=5 pid=7").unwrap();
        assert_eq!((plan.listeners, plan.gap(), plan.pid), (MEMBERS_MAX, Duration::from_millis(200), 7));
        assert_eq!(plan.door("whep").unwrap().path, "/v1/channels/lobby/whep");
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for text in ["fanout listeners", "fanout listeners=many", "fanout size=3"] {
            assert!(matches!(read(text), Err(PlanError::Argument(_))), "{text}");
        }
    }
}

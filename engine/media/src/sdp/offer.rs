//! Reading an offer. Attributes we have no use for are passed over.

use super::{LINES_MAX, OFFER_BYTES_MAX, SdpError};

const AUDIO_LEVEL_URI: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
const MID_URI: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";

/// As the offerer sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    #[default]
    SendRecv,
    SendOnly,
    RecvOnly,
    Inactive,
}

impl Direction {
    #[must_use]
    pub fn sends(self) -> bool {
        matches!(self, Direction::SendRecv | Direction::SendOnly)
    }

    #[must_use]
    pub fn receives(self) -> bool {
        matches!(self, Direction::SendRecv | Direction::RecvOnly)
    }
}

/// A certificate's hash, by the name of RFC 8122.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    pub hash: String,
    pub value: Vec<u8>,
}

/// What we use of one audio m-line.
#[derive(Clone, Debug, Default)]
pub struct AudioLine {
    pub mid: String,
    pub direction: Direction,
    pub opus_pt: Option<u8>,
    pub red_pt: Option<u8>,
    pub level_ext: Option<u8>,
    pub mid_ext: Option<u8>,
    pub mux: bool,
    pub disabled: bool,
}

/// One m-line: audio, or something to be turned down.
#[derive(Clone, Debug)]
pub enum Line {
    Audio(AudioLine),
    Other { kind: String, protocol: String, formats: String, mid: String },
}

/// A whole offer.
#[derive(Clone, Debug, Default)]
pub struct Offer {
    pub lines: Vec<Line>,
    pub ufrag: Option<String>,
    pub pwd: Option<String>,
    pub fingerprints: Vec<Fingerprint>,
    pub setup: Option<String>,
    pub bundle: Vec<String>,
}

impl Offer {
    /// # Errors
    /// [`SdpError::TooLong`] and [`SdpError::Line`]; what the offer lacks is found by `answer`.
    pub fn parse(text: &str) -> Result<Self, SdpError> {
        if text.len() > OFFER_BYTES_MAX || text.lines().count() > LINES_MAX {
            return Err(SdpError::TooLong);
        }
        let mut offer = Offer::default();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            match line.split_once('=') {
                Some(("m", value)) => offer.media(value).ok_or(SdpError::Line(number + 1))?,
                Some(("a", value)) => offer.attribute(value),
                Some((kind, _)) if kind.len() == 1 => {}
                _ => return Err(SdpError::Line(number + 1)),
            }
        }
        Ok(offer)
    }

    /// The audio lines that are not turned off.
    pub fn audio(&self) -> impl Iterator<Item = &AudioLine> {
        self.lines.iter().filter_map(|line| match line {
            Line::Audio(audio) if !audio.disabled && audio.direction != Direction::Inactive => Some(audio),
            _ => None,
        })
    }

    fn media(&mut self, value: &str) -> Option<()> {
        let mut words = value.splitn(4, ' ');
        let (kind, port, protocol) = (words.next()?, words.next()?, words.next()?);
        let formats = words.next().unwrap_or_default();
        self.lines.push(if kind == "audio" {
            let bundled_only = port == "0";
            Line::Audio(AudioLine { disabled: bundled_only, ..AudioLine::default() })
        } else {
            Line::Other {
                kind: kind.to_owned(),
                protocol: protocol.to_owned(),
                formats: formats.to_owned(),
                mid: String::new(),
            }
        });
        Some(())
    }

    fn attribute(&mut self, value: &str) {
        let (name, value) = value.split_once(':').unwrap_or((value, ""));
        match name {
            "ice-ufrag" => keep_first(&mut self.ufrag, value),
            "ice-pwd" => keep_first(&mut self.pwd, value),
            "setup" => keep_first(&mut self.setup, value),
            "fingerprint" => self.fingerprints.extend(fingerprint(value)),
            "group" => {
                if let Some(mids) = value.strip_prefix("BUNDLE") {
                    self.bundle = mids.split_whitespace().map(str::to_owned).collect();
                }
            }
            _ => match self.lines.last_mut() {
                Some(Line::Audio(audio)) => audio.attribute(name, value),
                Some(Line::Other { mid, .. }) if name == "mid" => value.clone_into(mid),
                _ => {}
            },
        }
    }
}

impl AudioLine {
    fn attribute(&mut self, name: &str, value: &str) {
        match name {
            "mid" => value.clone_into(&mut self.mid),
            "sendrecv" => self.direction = Direction::SendRecv,
            "sendonly" => self.direction = Direction::SendOnly,
            "recvonly" => self.direction = Direction::RecvOnly,
            "inactive" => self.direction = Direction::Inactive,
            "rtcp-mux" => self.mux = true,
            // RFC 8843 §6: a bundle-only line has port 0 and is alive all the same.
            "bundle-only" => self.disabled = false,
            "rtpmap" => self.rtpmap(value),
            "extmap" => self.extmap(value),
            _ => {}
        }
    }

    fn rtpmap(&mut self, value: &str) {
        let Some((pt, codec)) = value.split_once(' ') else { return };
        let Some(pt) = pt.parse::<u8>().ok().filter(|pt| *pt < 128) else { return };
        match codec.trim().to_ascii_lowercase().as_str() {
            "opus/48000/2" => keep_first(&mut self.opus_pt, pt),
            "red/48000/2" => keep_first(&mut self.red_pt, pt),
            _ => {}
        }
    }

    fn extmap(&mut self, value: &str) {
        let mut words = value.split_whitespace();
        let id = words.next().and_then(|id| id.split('/').next()).and_then(|id| id.parse::<u8>().ok());
        match (id.filter(|id| (1..=14).contains(id)), words.next()) {
            (Some(id), Some(AUDIO_LEVEL_URI)) => keep_first(&mut self.level_ext, id),
            (Some(id), Some(MID_URI)) => keep_first(&mut self.mid_ext, id),
            _ => {}
        }
    }
}

fn keep_first<T, U: Into<T>>(place: &mut Option<T>, value: U) {
    if place.is_none() {
        *place = Some(value.into());
    }
}

/// Hashes weaker than SHA-256 are not believed (RFC 8122 §5).
fn fingerprint(value: &str) -> Option<Fingerprint> {
    let (hash, value) = value.split_once(' ')?;
    let hash = hash.to_ascii_lowercase();
    let bytes: Option<Vec<u8>> = value.trim().split(':').map(|pair| u8::from_str_radix(pair, 16).ok()).collect();
    let expected = match hash.as_str() {
        "sha-256" => 32,
        "sha-384" => 48,
        "sha-512" => 64,
        _ => return None,
    };
    bytes.filter(|bytes| bytes.len() == expected).map(|value| Fingerprint { hash, value })
}

//! Writing the answer: one bundle, Opus, ice-lite, passive.

use std::fmt::Write as _;
use std::net::SocketAddr;

use super::offer::{AudioLine, Line, Offer};
use super::{SLOTS_MAX, SdpError};
use crate::ice::Credentials;
use crate::seam::Door;

/// RFC 8445 §5.1.2.1 with type preference 126 (host), counted down by the candidate's place.
const HOST_PRIORITY: u32 = 126 << 24;

/// What our side brings to an answer.
#[derive(Clone, Debug)]
pub struct Local {
    pub ice: Credentials,
    /// Lower-case hash name and colon-separated value, as an a=fingerprint line has it.
    pub fingerprint: String,
    pub candidates: Vec<SocketAddr>,
    /// SSRC of slot 0; slot n has `first_ssrc + n`.
    pub first_ssrc: u32,
    /// For the origin line.
    pub origin: u64,
}

/// What a session sends to us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UplinkParams {
    pub opus_pt: u8,
    pub red_pt: Option<u8>,
    pub level_ext: Option<u8>,
}

/// What a session receives in one slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotParams {
    pub opus_pt: u8,
    pub ssrc: u32,
}

/// What both sides agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Negotiated {
    pub uplink: Option<UplinkParams>,
    pub slots: Vec<SlotParams>,
}

/// Checks `offer` against the rules of its `door` and writes the answer.
///
/// # Errors
/// [`SdpError`] says what is wrong with the offer and what to change.
pub fn answer(offer: &Offer, door: Door, local: &Local) -> Result<(String, Negotiated), SdpError> {
    check_transport(offer)?;
    check_shape(offer, door)?;
    let mut negotiated = Negotiated { uplink: None, slots: Vec::new() };
    let mut media = String::new();
    let mut bundle = String::new();
    for line in &offer.lines {
        match line {
            Line::Audio(audio) if is_used(audio, door) => {
                let _ = write!(bundle, " {}", audio.mid);
                media += &audio_line(audio, door, local, &mut negotiated)?;
            }
            Line::Audio(audio) => media += &refused_line("audio", "UDP/TLS/RTP/SAVPF", "0", &audio.mid),
            Line::Other { kind, protocol, formats, mid } => media += &refused_line(kind, protocol, formats, mid),
        }
    }
    let origin = local.origin;
    let mut sdp = format!("v=0\r\no=pressel {origin} 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=ice-lite\r\n");
    if !offer.bundle.is_empty() {
        let _ = write!(sdp, "a=group:BUNDLE{bundle}\r\n");
    }
    sdp += "a=msid-semantic:WMS pressel\r\n";
    Ok((sdp + &media, negotiated))
}

fn check_transport(offer: &Offer) -> Result<(), SdpError> {
    if offer.audio().next().is_none() {
        return Err(SdpError::NoAudio);
    }
    if offer.ufrag.is_none() || offer.pwd.is_none() {
        return Err(SdpError::NoIce);
    }
    if offer.fingerprints.is_empty() {
        return Err(SdpError::NoFingerprint);
    }
    match offer.setup.as_deref() {
        None | Some("actpass" | "active") => {}
        Some(other) => return Err(SdpError::Setup(other.to_owned())),
    }
    if offer.audio().any(|line| !line.mux) {
        return Err(SdpError::NoMux);
    }
    if offer.audio().count() > 1 && offer.audio().any(|line| !offer.bundle.contains(&line.mid)) {
        return Err(SdpError::NotBundled);
    }
    match offer.audio().find(|line| line.opus_pt.is_none()) {
        Some(line) => Err(SdpError::NoOpus(line.mid.clone())),
        None => Ok(()),
    }
}

fn check_shape(offer: &Offer, door: Door) -> Result<(), SdpError> {
    let all = offer.audio().count();
    let uplinks = offer.audio().filter(|line| line.direction.sends()).count();
    let slots = offer.audio().filter(|line| line.direction.receives()).count();
    match door {
        Door::Whip if all != 1 || uplinks != 1 => Err(SdpError::WrongShape("sends")),
        Door::Whep if all != 1 || slots != 1 => Err(SdpError::WrongShape("receives")),
        Door::Peer if uplinks > 1 => Err(SdpError::TooManyUplinks(uplinks)),
        Door::Peer if slots > SLOTS_MAX => Err(SdpError::TooManySlots(slots)),
        _ => Ok(()),
    }
}

fn is_used(audio: &AudioLine, door: Door) -> bool {
    !audio.disabled
        && match door {
            Door::Whip => audio.direction.sends(),
            Door::Whep => audio.direction.receives(),
            Door::Peer => audio.direction.sends() || audio.direction.receives(),
        }
}

fn audio_line(audio: &AudioLine, door: Door, local: &Local, negotiated: &mut Negotiated) -> Result<String, SdpError> {
    let opus_pt = audio.opus_pt.ok_or_else(|| SdpError::NoOpus(audio.mid.clone()))?;
    let uplink = audio.direction.sends() && door != Door::Whep;
    let slot = audio.direction.receives() && door != Door::Whip;
    let red_pt = audio.red_pt.filter(|_| uplink);
    if uplink {
        negotiated.uplink = Some(UplinkParams { opus_pt, red_pt, level_ext: audio.level_ext });
    }
    let host = local.candidates.first().copied().unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 9)));
    let family = if host.is_ipv4() { 4 } else { 6 };
    let red_first = red_pt.map(|red| format!("{red} ")).unwrap_or_default();
    let mut text = format!("m=audio {} UDP/TLS/RTP/SAVPF {red_first}{opus_pt}\r\n", host.port());
    let _ = write!(text, "c=IN IP{family} {}\r\na=mid:{}\r\n", host.ip(), audio.mid);
    let _ = write!(text, "a=ice-ufrag:{}\r\na=ice-pwd:{}\r\n", local.ice.ufrag, local.ice.pwd);
    let _ = write!(text, "a=fingerprint:{}\r\na=setup:passive\r\na=rtcp-mux\r\n", local.fingerprint);
    text += match (uplink, slot) {
        (true, true) => "a=sendrecv\r\n",
        (true, false) => "a=recvonly\r\n",
        _ => "a=sendonly\r\n",
    };
    for (id, uri) in [(audio.level_ext, "ssrc-audio-level"), (audio.mid_ext, "sdes:mid")] {
        if let Some(id) = id {
            let _ = write!(text, "a=extmap:{id} urn:ietf:params:rtp-hdrext:{uri}\r\n");
        }
    }
    if let Some(red) = red_pt {
        let _ = write!(text, "a=rtpmap:{red} red/48000/2\r\na=fmtp:{red} {opus_pt}/{opus_pt}\r\n");
    }
    let _ = write!(text, "a=rtpmap:{opus_pt} opus/48000/2\r\n");
    let _ =
        write!(text, "a=fmtp:{opus_pt} minptime=10;useinbandfec=1;usedtx=1;maxaveragebitrate=32000\r\na=ptime:20\r\n");
    if slot {
        text += &slot_lines(opus_pt, local, negotiated);
    }
    text += &candidate_lines(&local.candidates);
    Ok(text)
}

/// A slot's stream is announced, so that its packets need no MID.
fn slot_lines(opus_pt: u8, local: &Local, negotiated: &mut Negotiated) -> String {
    let number = negotiated.slots.len();
    let ssrc = local.first_ssrc.wrapping_add(u32::try_from(number).unwrap_or_default());
    negotiated.slots.push(SlotParams { opus_pt, ssrc });
    format!(
        "a=msid:pressel slot-{number}\r\na=ssrc:{ssrc} cname:pressel\r\na=ssrc:{ssrc} msid:pressel slot-{number}\r\n"
    )
}

fn candidate_lines(candidates: &[SocketAddr]) -> String {
    let mut text = String::new();
    for (place, address) in (1u32..).zip(candidates) {
        let priority = HOST_PRIORITY + ((0xffff - place.min(0xffff)) << 8) + 255;
        let _ = write!(text, "a=candidate:{place} 1 udp {priority} {} {} typ host\r\n", address.ip(), address.port());
    }
    text + "a=end-of-candidates\r\n"
}

fn refused_line(kind: &str, protocol: &str, formats: &str, mid: &str) -> String {
    let mut text = format!("m={kind} 0 {protocol} {formats}\r\nc=IN IP4 0.0.0.0\r\na=inactive\r\n");
    if !mid.is_empty() {
        let _ = write!(text, "a=mid:{mid}\r\n");
    }
    text
}

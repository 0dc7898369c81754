use super::*;
use crate::ice::Credentials;
use crate::seam::Door;

const FINGERPRINT: &str =
    "sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F";

fn session(bundle: &str) -> String {
    format!("v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {bundle}\r\na=extmap-allow-mixed\r\n")
}

/// An audio line as Chromium writes it: RED, level, mid, everything per line.
fn audio(mid: &str, direction: &str) -> String {
    format!(
        "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\n\
         a=ice-ufrag:pEer\r\na=ice-pwd:0123456789abcdef01234567\r\na=ice-options:trickle\r\na=fingerprint:{FINGERPRINT}\r\n\
         a=setup:actpass\r\na=mid:{mid}\r\na=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n\
         a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time\r\n\
         a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\na={direction}\r\na=rtcp-mux\r\na=rtcp-rsize\r\n\
         a=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n\
         a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\na=rtpmap:9 G722/8000\r\na=rtpmap:0 PCMU/8000\r\n"
    )
}

fn local() -> Local {
    Local {
        ice: Credentials { ufrag: "0000beef".into(), pwd: "secret".into() },
        fingerprint: FINGERPRINT.into(),
        candidates: vec!["10.0.0.1:7350".parse().unwrap(), "[2001:db8::1]:7350".parse().unwrap()],
        first_ssrc: 1000,
        origin: 7,
    }
}

fn answered(text: &str, door: Door) -> Result<(String, Negotiated), SdpError> {
    answer(&Offer::parse(text)?, door, &local())
}

#[test]
fn a_browser_with_one_uplink_and_two_slots_is_answered() {
    let offer = session("0 1 2") + &audio("0", "sendonly") + &audio("1", "recvonly") + &audio("2", "recvonly");
    let (sdp, negotiated) = answered(&offer, Door::Peer).unwrap();
    assert_eq!(negotiated.uplink, Some(UplinkParams { opus_pt: 111, red_pt: Some(63), level_ext: Some(1) }));
    assert_eq!(negotiated.slots, [SlotParams { opus_pt: 111, ssrc: 1000 }, SlotParams { opus_pt: 111, ssrc: 1001 }]);
    let lines: Vec<&str> = sdp.split("\r\n").collect();
    for wanted in [
        "a=ice-lite",
        "a=group:BUNDLE 0 1 2",
        "m=audio 7350 UDP/TLS/RTP/SAVPF 63 111",
        "a=setup:passive",
        "a=rtcp-mux",
        "a=end-of-candidates",
        "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
        "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1;maxaveragebitrate=32000",
        "a=ptime:20",
        "a=ssrc:1001 cname:pressel",
        "a=candidate:2 1 udp 2130705919 2001:db8::1 7350 typ host",
    ] {
        assert!(lines.contains(&wanted), "{wanted} is missing in\n{sdp}");
    }
    assert!(!sdp.contains("transport-cc") && !sdp.contains("abs-send-time") && !sdp.contains("G722"));
    assert_eq!(lines.iter().filter(|line| **line == "a=sendonly").count(), 2);
}

#[test]
fn a_lone_line_both_ways_is_uplink_and_slot() {
    let (sdp, negotiated) = answered(&(session("a") + &audio("a", "sendrecv")), Door::Peer).unwrap();
    assert!(negotiated.uplink.is_some() && negotiated.slots.len() == 1);
    assert!(sdp.contains("a=sendrecv"));
}

#[test]
fn whip_takes_one_line_that_sends_and_whep_one_that_receives() {
    let one = |direction: &str| session("0") + &audio("0", direction);
    assert!(answered(&one("sendonly"), Door::Whip).unwrap().1.slots.is_empty());
    assert!(answered(&one("recvonly"), Door::Whep).unwrap().1.uplink.is_none());
    assert!(answered(&one("sendrecv"), Door::Whep).unwrap().0.contains("a=sendonly"));
    assert_eq!(answered(&one("recvonly"), Door::Whip), Err(SdpError::WrongShape("sends")));
    let two = session("0 1") + &audio("0", "sendonly") + &audio("1", "sendonly");
    assert_eq!(answered(&two, Door::Whip), Err(SdpError::WrongShape("sends")));
    assert_eq!(answered(&two, Door::Peer), Err(SdpError::TooManyUplinks(2)));
}

#[test]
fn other_kinds_are_turned_down_and_left_out_of_the_bundle() {
    let video = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:v\r\na=rtpmap:96 VP8/90000\r\n";
    let data =
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:d\r\na=sctp-port:5000\r\n";
    let (sdp, _) = answered(&(session("0 v d") + &audio("0", "sendrecv") + video + data), Door::Peer).unwrap();
    assert!(sdp.contains("a=group:BUNDLE 0\r\n"));
    assert!(sdp.contains("m=video 0 UDP/TLS/RTP/SAVPF 96\r\n") && sdp.contains("m=application 0 UDP/DTLS/SCTP"));
    assert_eq!(answered(&(session("v") + video), Door::Peer), Err(SdpError::NoAudio));
}

/// Firefox puts the fingerprint and aiortc several of them at session level; Opus has other numbers there.
#[test]
fn session_level_attributes_and_other_payload_types_are_understood() {
    let offer = format!(
        "v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\na=ice-ufrag:u\r\na=ice-pwd:p\r\n\
         a=fingerprint:sha-1 00:01\r\na=fingerprint:{FINGERPRINT}\r\na=setup:actpass\r\n\
         m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101\r\na=mid:0\r\na=sendrecv\r\na=rtcp-mux\r\n\
         a=rtpmap:109 opus/48000/2\r\na=extmap:3/recvonly urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
    );
    let (_, negotiated) = answered(&offer, Door::Peer).unwrap();
    assert_eq!(negotiated.uplink, Some(UplinkParams { opus_pt: 109, red_pt: None, level_ext: Some(3) }));
    assert_eq!(Offer::parse(&offer).unwrap().fingerprints.len(), 1, "a weak hash is not believed");
}

#[test]
fn what_an_offer_lacks_is_named() {
    let offer = session("0") + &audio("0", "sendrecv");
    let without = |line: &str| {
        assert!(offer.contains(line));
        answered(&offer.replace(line, ""), Door::Peer).unwrap_err()
    };
    assert_eq!(without("a=ice-pwd:0123456789abcdef01234567\r\n"), SdpError::NoIce);
    assert_eq!(without(&format!("a=fingerprint:{FINGERPRINT}\r\n")), SdpError::NoFingerprint);
    assert_eq!(without("a=rtcp-mux\r\n"), SdpError::NoMux);
    assert_eq!(without("a=rtpmap:111 opus/48000/2\r\n"), SdpError::NoOpus("0".into()));
    assert_eq!(answered(&offer.replace("actpass", "passive"), Door::Peer), Err(SdpError::Setup("passive".into())));
    assert_eq!(answered(&offer.replace(":1E:1F", ":1E"), Door::Peer), Err(SdpError::NoFingerprint));
    let apart = session("0") + &audio("0", "sendonly") + &audio("1", "recvonly");
    assert_eq!(answered(&apart, Door::Peer), Err(SdpError::NotBundled));
    let many: String = (0..9).map(|mid| audio(&mid.to_string(), "recvonly")).collect();
    assert_eq!(answered(&(session("0 1 2 3 4 5 6 7 8") + &many), Door::Peer), Err(SdpError::TooManySlots(9)));
}

#[test]
fn what_is_not_sdp_is_refused() {
    assert_eq!(Offer::parse("v=0\nhello\n").unwrap_err(), SdpError::Line(2));
    assert_eq!(Offer::parse("v=0\nm=audio\n").unwrap_err(), SdpError::Line(2));
    assert_eq!(Offer::parse(&"a=x\n".repeat(LINES_MAX + 1)).unwrap_err(), SdpError::TooLong);
    assert_eq!(Offer::parse(&"x".repeat(OFFER_BYTES_MAX + 1)).unwrap_err(), SdpError::TooLong);
}

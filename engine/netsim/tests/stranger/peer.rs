//! One stranger: a str0m client that controls ICE, begins DTLS, sends and receives Opus.

use std::net::SocketAddr;
use std::time::Instant;

use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::media::{Direction, MediaKind, MediaTime, Mid};
use str0m::net::{Protocol, Receive};
use str0m::rtp::{RawPacket, RtpHeader};
use str0m::{Candidate, Event, Input, Output, Rtc};

use crate::room::{SERVER, address};

pub struct Stranger {
    pub rtc: Rtc,
    n: usize,
    mid: Mid,
    pending: Option<SdpPendingOffer>,
    /// Addresses where it hears.
    pub here: Vec<SocketAddr>,
    outgoing: Vec<(SocketAddr, Vec<u8>)>,
    ticks: u64,
    /// Frames as the application gets them, in order.
    pub frames: Vec<Vec<u8>>,
    /// Headers as they were opened, before anything is put together from them.
    pub headers: Vec<RtpHeader>,
}

impl Stranger {
    pub fn offer(now: Instant, n: usize, red: bool) -> (Self, String) {
        let config = Rtc::builder().clear_codecs().enable_opus(true, red).enable_raw_packets(true);
        let mut rtc = config.build(now);
        let here = address(n, 40_000);
        rtc.add_local_candidate(Candidate::host(here, "udp").unwrap());
        let mut change = rtc.sdp_api();
        let mid = change.add_media(MediaKind::Audio, Direction::SendRecv, None, None, None);
        let (offer, pending) = change.apply().unwrap();
        let (frames, headers) = (Vec::new(), Vec::new());
        let (pending, outgoing) = (Some(pending), Vec::new());
        let stranger = Stranger { rtc, n, mid, pending, here: vec![here], outgoing, ticks: 7_000, frames, headers };
        (stranger, offer.to_sdp_string())
    }

    pub fn restart_offer(&mut self) -> String {
        let mut change = self.rtc.sdp_api();
        change.ice_restart(true);
        let (offer, pending) = change.apply().unwrap();
        self.pending = Some(pending);
        offer.to_sdp_string()
    }

    pub fn take_answer(&mut self, answer: &str) {
        let answer = SdpAnswer::from_sdp_string(answer).unwrap();
        self.rtc.sdp_api().accept_answer(self.pending.take().unwrap(), answer).unwrap();
    }

    /// Its old address is gone; from now on it is elsewhere.
    pub fn move_away(&mut self) {
        let here = address(self.n, 50_000);
        self.rtc.add_local_candidate(Candidate::host(here, "udp").unwrap());
        self.here = vec![here];
    }

    pub fn speak(&mut self, now: Instant, level: u8, payload: &[u8]) {
        self.ticks += 960;
        let writer = self.rtc.writer(self.mid).unwrap();
        let pt = writer.payload_params().next().unwrap().pt();
        let writer = writer.audio_level(-level.cast_signed(), level < 127);
        writer.write(pt, now, MediaTime::from_90khz(self.ticks * 15 / 8), payload.to_vec()).unwrap();
        self.drain();
    }

    pub fn datagram(&mut self, now: Instant, at: SocketAddr, bytes: &[u8]) {
        let contents = bytes.try_into().unwrap();
        let source = SERVER.parse().unwrap();
        let receive = Receive { proto: Protocol::Udp, source, destination: at, contents };
        self.rtc.handle_input(Input::Receive(now, receive)).unwrap();
        self.drain();
    }

    /// Lets time pass; returns what it sends.
    pub fn turn(&mut self, now: Instant) -> Vec<(SocketAddr, Vec<u8>)> {
        self.rtc.handle_input(Input::Timeout(now)).unwrap();
        self.drain();
        std::mem::take(&mut self.outgoing)
    }

    fn drain(&mut self) {
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Timeout(_) => return,
                // What leaves from an address that is gone is lost.
                Output::Transmit(datagram) if !self.here.contains(&datagram.source) => {}
                Output::Transmit(datagram) => self.outgoing.push((datagram.source, datagram.contents.to_vec())),
                Output::Event(Event::MediaData(data)) => self.frames.push(data.data.to_vec()),
                Output::Event(Event::RawPacket(packet)) => {
                    if let RawPacket::RtpRx(header, _) = *packet {
                        self.headers.push(header);
                    }
                }
                Output::Event(_) => {}
            }
        }
    }
}

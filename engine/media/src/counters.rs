//! What a shard counts. Names are those of the metrics.

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// Counters since the start of one shard.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Counters { $($(#[$doc])* pub $name: u64,)* }

        impl Counters {
            /// Name and value of each counter.
            #[must_use]
            pub fn named(&self) -> Vec<(&'static str, u64)> {
                vec![$((stringify!($name), self.$name),)*]
            }

            /// What another shard counted as well.
            pub fn add(&mut self, other: &Counters) {
                $(self.$name = self.$name.wrapping_add(other.$name);)*
            }
        }
    };
}

counters! {
    /// RTP packets that were opened.
    rtp_in_packets,
    /// RTP packets that were sealed and handed to a socket.
    rtp_out_packets,
    /// RTCP packets that were opened.
    rtcp_in_packets,
    /// Reports sent in answer to a peer's.
    rtcp_out_packets,
    /// Authentic STUN checks that were answered.
    stun_in_packets,
    /// DTLS datagrams passed on to the handshake thread.
    dtls_in_packets,
    /// Datagrams that no session asked for or that could not be read.
    bad_datagrams_dropped,
    /// Packets that were not authentic.
    forged_packets_dropped,
    /// Packets seen before, or too old to tell.
    replayed_packets_dropped,
    /// Frames of an uplink without the floor (held, then dropped).
    floorless_frames_dropped,
    /// Packets that waited longer than 60 ms to be sent.
    late_packets_dropped,
    /// Packets for which the socket had no room.
    egress_full_packets_dropped,
    /// Packets that found the line of outgoing packets full.
    queue_full_packets_dropped,
    /// Packets that could not be sealed (a bug).
    seal_errors,
    /// Bursts that were heard.
    bursts,
    /// Sessions that went silent and were dropped.
    silent_sessions_dropped,
    /// Datagrams that the kernel gave to another shard than their session's, and that were passed on.
    hopped_datagrams,
    /// Packets of a channel that were copied to another shard's listeners.
    copied_packets,
    /// Datagrams, frames and packets that found another shard's mail full.
    letters_dropped,
}

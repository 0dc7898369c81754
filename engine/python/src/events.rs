//! Events to tuples.

use pressel_runtime::seam::{DownReason, Event};
use pyo3::prelude::*;

pub fn write(py: Python<'_>, event: Event) -> PyResult<Bound<'_, PyAny>> {
    let tuple = match event {
        Event::Answer { request, session, answer, uplink, slots } => {
            ("session.answer", request.0, session.0, answer, uplink, slots).into_pyobject(py)?
        }
        Event::Refused { request, session, code, text } => {
            ("session.refused", request.0, session.0, code, text).into_pyobject(py)?
        }
        Event::Up { session } => ("session.up", session.0).into_pyobject(py)?,
        Event::Down { session, reason } => ("session.down", session.0, word(reason)).into_pyobject(py)?,
        Event::UplinkStarted { session } => ("uplink.started", session.0).into_pyobject(py)?,
        Event::UplinkStopped { session, age_ms } => ("uplink.stopped", session.0, age_ms).into_pyobject(py)?,
        Event::VoiceStarted { session } => ("voice.started", session.0).into_pyobject(py)?,
        Event::VoiceStopped { session } => ("voice.stopped", session.0).into_pyobject(py)?,
        Event::SpeechStarted { session } => ("speech.started", session.0).into_pyobject(py)?,
        Event::SpeechStopped { session } => ("speech.stopped", session.0).into_pyobject(py)?,
        Event::BurstEnded { channel, session, version } => {
            ("burst.ended", channel.0, session.0, version.epoch, version.seq).into_pyobject(py)?
        }
        Event::FloorApplied { channel, version } => {
            ("floor.applied", channel.0, version.epoch, version.seq).into_pyobject(py)?
        }
        Event::Link { session, digest } => (
            "link",
            session.0,
            digest.uplink_loss,
            digest.uplink_jitter_ms,
            digest.downlink_loss,
            digest.downlink_jitter_ms,
            digest.rtt_ms,
        )
            .into_pyobject(py)?,
        Event::Overload { wait_ms } => ("overload", wait_ms).into_pyobject(py)?,
        Event::Fault { text } => ("fault", text).into_pyobject(py)?,
    };
    Ok(tuple.into_any())
}

fn word(reason: DownReason) -> &'static str {
    match reason {
        DownReason::Silent => "silent",
        DownReason::Bye => "bye",
        DownReason::Handshake => "handshake",
        DownReason::Closed => "closed",
    }
}

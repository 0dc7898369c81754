//! Tuples to commands.

use pressel_runtime::ids::{ChannelId, EchoGroup, FloorVersion, SessionId, SlotIndex};
use pressel_runtime::seam::{Command, Door, Ending};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// # Errors
/// `ValueError` where the tuple is not a command of the stub.
pub fn read(given: &Bound<'_, PyAny>) -> PyResult<Command> {
    read_tuple(given).map_err(|error| PyValueError::new_err(format!("not a command: {given}: {error}")))
}

fn read_tuple(given: &Bound<'_, PyAny>) -> PyResult<Command> {
    let tuple = given.cast::<PyTuple>()?;
    let kind: String = tuple.get_item(0)?.extract()?;
    let body = tuple.get_slice(1, tuple.len());
    Ok(match kind.as_str() {
        "session.open" => {
            let (session, offer, door, group): (u32, String, String, u64) = body.extract()?;
            Command::SessionOpen {
                session: SessionId(session),
                offer,
                door: read_door(&door)?,
                group: EchoGroup(group),
            }
        }
        "session.restart" => {
            let (session, offer): (u32, String) = body.extract()?;
            Command::SessionRestart { session: SessionId(session), offer }
        }
        "session.close" => Command::SessionClose { session: SessionId(one(&body)?) },
        "channel.open" => Command::ChannelOpen { channel: ChannelId(one(&body)?) },
        "channel.close" => Command::ChannelClose { channel: ChannelId(one(&body)?) },
        "slot.bind" => {
            let (session, slot, channel): (u32, u8, Option<u32>) = body.extract()?;
            Command::SlotBind { session: SessionId(session), slot: SlotIndex(slot), channel: channel.map(ChannelId) }
        }
        "floor.set" => {
            let (channel, epoch, seq, sources, ending): (u32, u64, u64, Vec<u32>, String) = body.extract()?;
            Command::FloorSet {
                channel: ChannelId(channel),
                version: FloorVersion { epoch, seq },
                sources: sources.into_iter().map(SessionId).collect(),
                ending: read_ending(&ending)?,
            }
        }
        "hold.clear" => Command::HoldClear { session: SessionId(one(&body)?) },
        _ => return Err(PyValueError::new_err("no such kind")),
    })
}

fn one(body: &Bound<'_, PyTuple>) -> PyResult<u32> {
    let (value,): (u32,) = body.extract()?;
    Ok(value)
}

fn read_door(word: &str) -> PyResult<Door> {
    match word {
        "peer" => Ok(Door::Peer),
        "whip" => Ok(Door::Whip),
        "whep" => Ok(Door::Whep),
        _ => Err(PyValueError::new_err("the door is peer, whip or whep")),
    }
}

fn read_ending(word: &str) -> PyResult<Ending> {
    match word {
        "finish" => Ok(Ending::Finish),
        "cut" => Ok(Ending::Cut),
        _ => Err(PyValueError::new_err("the ending is finish or cut")),
    }
}

//! What a newcomer costs, through WHEP, everything counted; and a storm of them while somebody talks.

use std::io;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::{Duration, Instant};

use super::plan::Plan;
use super::result::Figures;
use super::stage::{Counts, SETTLE};
use crate::crowd::{Crowd, Listening};
use crate::gauge::Cpu;
use crate::join::{IN_FLIGHT_MAX, Joined, Manner, join};
use crate::talker::{Speech, Talker};

/// Listeners that were there before, and look inside every packet while others come.
const OLD: usize = 20;
const CONNECT_MAX: Duration = Duration::from_secs(30);
/// The storm comes within so long.
const STORM: Duration = Duration::from_secs(1);
const LOOK: Duration = Duration::from_millis(2);

/// Some newcomers: what it took.
struct Wave {
    joined: Joined,
    cpu: Cpu,
    connected: u64,
    took: Duration,
}

pub fn run(plan: &Plan) -> io::Result<Figures> {
    let entrance = plan.entrance()?;
    let crowd = Crowd::start(OLD + 2 * plan.listeners, Listening { check_each: 1, timed: false })?;
    let wave = |from: usize, to: usize, manner: Manner| {
        let (before, ready, started) = (Cpu::of(plan.pid), crowd.tally.ready.load(Relaxed), Instant::now());
        let joined = join(&crowd, &entrance, from..to, manner)?;
        let wanted = ready + joined.answered as u64;
        while crowd.tally.ready.load(Relaxed) < wanted && started.elapsed() < CONNECT_MAX {
            thread::sleep(LOOK);
        }
        let connected = crowd.tally.ready.load(Relaxed) - ready;
        Ok::<Wave, io::Error>(Wave {
            joined,
            cpu: Cpu::of(plan.pid).since(&before),
            connected,
            took: started.elapsed(),
        })
    };
    let calmly = Manner { in_flight: plan.in_flight, over: Duration::ZERO, check_each: 0 };
    wave(0, OLD, Manner { check_each: 1, ..calmly })?;
    let calm = wave(OLD, OLD + plan.listeners, calmly)?;
    crowd.tally.old_below.store(OLD + plan.listeners, Relaxed);
    eprintln!("{} joined one after the other in {:.2} s", calm.connected, calm.took.as_secs_f64());
    let speech = Speech { frames_per_packet: 1, payload_bytes: plan.payload_bytes };
    let talker = Talker::start(&plan.door("whip")?, &plan.talk, &entrance.identity, 0x00f0_0000, speech)?;
    talker.speak(true);
    thread::sleep(Duration::from_millis(600));
    let (start, sent) = (Counts::of(&crowd.tally), talker.sent());
    let lost = crowd.tally.missing_old.load(Relaxed);
    let checked = crowd.tally.checked.load(Relaxed);
    let stormily = Manner { in_flight: IN_FLIGHT_MAX, over: STORM, check_each: 0 };
    let storm = wave(OLD + plan.listeners, OLD + 2 * plan.listeners, stormily)?;
    let (sent, checked) = (talker.sent() - sent, crowd.tally.checked.load(Relaxed) - checked);
    thread::sleep(SETTLE);
    let end = Counts::of(&crowd.tally);
    let count = plan.listeners as f64;
    let each_us = |ns: u64| ns as f64 / 1_000.0 / count;
    let mut figures = Figures::default();
    figures.add("listeners", count);
    figures.add("join_us", each_us(calm.cpu.all_ns()));
    figures.add("engine_us", each_us(calm.cpu.media_ns + calm.cpu.setup_ns));
    figures.add("media_us", each_us(calm.cpu.media_ns));
    figures.add("setup_us", each_us(calm.cpu.setup_ns));
    figures.add("python_us", each_us(calm.cpu.python_ns));
    figures.add("calm_s", calm.took.as_secs_f64());
    figures.add("answer_ms_max", calm.joined.answer_ms_max as f64);
    figures.add("storm_s", storm.took.as_secs_f64());
    figures.add("storm_connected", storm.connected as f64);
    figures.add("storm_refused_at_first", storm.joined.refused_at_first as f64);
    figures.add("storm_refused", storm.joined.refused as f64);
    figures.add("storm_answer_ms_max", storm.joined.answer_ms_max as f64);
    figures.add("storm_missing", (crowd.tally.missing_old.load(Relaxed) - lost) as f64);
    figures.add("storm_wrong", (end.wrong - start.wrong) as f64);
    figures.add("storm_heard_by_old_of_sent", checked as f64 / (sent * OLD as u64).max(1) as f64);
    Ok(figures)
}

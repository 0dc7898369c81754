//! CPU of a whole server for one delivered packet, against loops that only send, and that seal and send, to the same
//! listeners in the same rhythm: in turns, in one run.

use std::io;
use std::thread;
use std::time::Instant;

use super::plan::Plan;
use super::result::Figures;
use super::stage::{SETTLE, Stage};
use crate::bare::Bare;
use crate::crowd::Listening;
use crate::gauge::Cpu;

/// Each so many listeners, one looks inside its packets.
const CHECK_EACH: usize = 50;

/// Where the warm-up shows that less arrives, the receivers' core is the limit, and the talker slows down.
const ARRIVES_MIN: f64 = 0.99;

/// Up to so many the receivers always keep up; what a short warm-up misses there are its edges.
const KEPT_UP_WITH: usize = 1_000;

/// To so many packets a second.
const FEW_PACKETS: u64 = 5;

/// What the server needs with nobody there is measured so often; the least counts: the first seconds of a server hold its start.
const EMPTY_SLICES: usize = 3;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Server,
    Sealed,
    Plain,
}

/// ns of CPU for each packet of one slice.
#[derive(Default)]
struct Slices {
    server: Vec<f64>,
    media: Vec<f64>,
    python: Vec<f64>,
    sealed: Vec<f64>,
    plain: Vec<f64>,
    /// Of the whole server in a slice in which nobody talked, divided by the packets that would have been sent.
    silent: Vec<f64>,
    delivered: u64,
    expected: u64,
}

pub fn run(plan: &Plan) -> io::Result<Figures> {
    let (asked, empty) = (plan.rate, (0..EMPTY_SLICES).map(|_| ns_per_s(plan)).fold(f64::MAX, f64::min));
    let stage = Stage::set(plan, Listening { check_each: CHECK_EACH, timed: false })?;
    let paths = (0..plan.listeners).map(|n| stage.crowd.path(n)).collect();
    let mut bare = Bare::new(paths, plan.payload_bytes)?;
    let plan = &keeping_up(plan, &stage, &mut bare);
    let mut slices = Slices::default();
    let start = stage.counts();
    for pair in 1..=plan.pairs {
        let mut turns = [Turn::Server, Turn::Sealed, Turn::Plain];
        if pair % 2 == 1 {
            turns.reverse();
        }
        let mut pair_slices = Slices::default();
        for turn in turns {
            slice(plan, &stage, &mut bare, turn, &mut pair_slices);
        }
        pair_slices.silent.push(ns_per_s(plan) / (plan.listeners as u64 * plan.rate) as f64);
        eprintln!("pair {pair} of {}: {}", plan.pairs, pair_slices.line());
        slices.take(pair_slices);
    }
    let end = stage.counts();
    let mut figures = Figures::default();
    figures.add("listeners", plan.listeners as f64);
    figures.add("packets_per_second", plan.rate as f64);
    figures.add("pairs", plan.pairs as f64);
    figures.add("slowed", f64::from(u8::from(plan.rate < asked)));
    slices.figures(&mut figures);
    figures.add("empty_ns", empty / (plan.listeners as u64 * plan.rate) as f64);
    figures.add("missing", (end.missing - start.missing) as f64);
    figures.add("wrong", (end.wrong - start.wrong) as f64);
    figures.add("connected_after_s", stage.connected_after.as_secs_f64());
    Ok(figures)
}

/// CPU of the server in a second, while nothing is asked of it.
fn ns_per_s(plan: &Plan) -> f64 {
    let (before, started) = (Cpu::of(plan.pid), Instant::now());
    thread::sleep(plan.slice);
    Cpu::of(plan.pid).since(&before).all_ns() as f64 / started.elapsed().as_secs_f64()
}

/// Warms everything up; the plan with which the receivers keep up.
fn keeping_up(plan: &Plan, stage: &Stage, bare: &mut Bare) -> Plan {
    let mut plan = plan.clone();
    loop {
        let mut slices = Slices::default();
        for turn in [Turn::Server, Turn::Sealed, Turn::Plain] {
            slice(&plan, stage, bare, turn, &mut slices);
        }
        let arrived = slices.arrived();
        if arrived >= ARRIVES_MIN || plan.rate <= FEW_PACKETS || plan.listeners <= KEPT_UP_WITH {
            return plan;
        }
        eprintln!(
            "{:.1} % arrived of {} packets a second to {}: the receivers are the limit; on with {FEW_PACKETS} a second",
            100.0 * arrived,
            plan.rate,
            plan.listeners
        );
        plan.rate = FEW_PACKETS;
        stage.talker.pace(plan.frames_per_packet());
    }
}

fn slice(plan: &Plan, stage: &Stage, bare: &mut Bare, turn: Turn, slices: &mut Slices) {
    match turn {
        Turn::Server => stage.in_a_burst(|| {
            let (before, counts, sent) = (Cpu::of(plan.pid), stage.counts(), stage.talker.sent());
            thread::sleep(plan.slice);
            let (cpu, after) = (Cpu::of(plan.pid).since(&before), stage.counts());
            let packets = after.heard - counts.heard;
            let each = |ns: u64| ns as f64 / packets.max(1) as f64;
            slices.server.push(each(cpu.all_ns()));
            slices.media.push(each(cpu.media_ns));
            slices.python.push(each(cpu.python_ns + cpu.setup_ns));
            slices.delivered += packets;
            slices.expected += (stage.talker.sent() - sent) * plan.listeners as u64;
        }),
        Turn::Sealed | Turn::Plain => {
            let before = stage.counts().bare;
            let ns = bare.run(turn == Turn::Sealed, plan.gap(), plan.slice);
            thread::sleep(SETTLE);
            let packets = stage.counts().bare - before;
            let side = if turn == Turn::Sealed { &mut slices.sealed } else { &mut slices.plain };
            side.push(ns as f64 / packets.max(1) as f64);
        }
    }
}

impl Slices {
    fn take(&mut self, mut pair: Slices) {
        self.server.append(&mut pair.server);
        self.media.append(&mut pair.media);
        self.python.append(&mut pair.python);
        self.sealed.append(&mut pair.sealed);
        self.plain.append(&mut pair.plain);
        self.silent.append(&mut pair.silent);
        self.delivered += pair.delivered;
        self.expected += pair.expected;
    }

    fn arrived(&self) -> f64 {
        self.delivered as f64 / self.expected.max(1) as f64
    }

    fn line(&self) -> String {
        let first = |values: &[f64]| values.first().copied().unwrap_or(f64::NAN);
        let (server, sealed, plain) = (first(&self.server), first(&self.sealed), first(&self.plain));
        format!(
            "server {server:.0} ns (media {:.0}), sealed loop {sealed:.0}, bare loop {plain:.0}, × {:.3}",
            first(&self.media),
            server / sealed
        )
    }

    fn figures(&self, figures: &mut Figures) {
        figures.spread("server_ns", &self.server);
        figures.spread("media_ns", &self.media);
        figures.spread("python_ns", &self.python);
        figures.spread("sealed_ns", &self.sealed);
        figures.spread("bare_ns", &self.plain);
        figures.spread("silent_ns", &self.silent);
        let ratios = |ours: &[f64], theirs: &[f64]| ours.iter().zip(theirs).map(|(a, b)| a / b).collect::<Vec<_>>();
        figures.spread("ratio_sealed", &ratios(&self.server, &self.sealed));
        figures.spread("ratio_bare", &ratios(&self.server, &self.plain));
        figures.spread("media_ratio_sealed", &ratios(&self.media, &self.sealed));
        let (low, high) =
            self.sealed.iter().fold((f64::MAX, 0.0), |(low, high): (f64, f64), ns| (low.min(*ns), high.max(*ns)));
        figures.add("loop_spread", high / low);
        figures.add("delivered", self.delivered as f64);
        figures.add("delivered_of_sent", self.arrived());
    }
}

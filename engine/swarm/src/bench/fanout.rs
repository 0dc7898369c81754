//! CPU of a whole server for one delivered packet, against loops that only send, and that seal and send, to the same
//! listeners in the same rhythm: in turns, in one run.

use std::io;
use std::thread;

use super::plan::Plan;
use super::result::Figures;
use super::stage::{SETTLE, Stage};
use crate::bare::Bare;
use crate::crowd::Listening;
use crate::gauge::Cpu;

/// Each so many listeners, one looks inside its packets.
const CHECK_EACH: usize = 50;

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
    delivered: u64,
    expected: u64,
}

pub fn run(plan: &Plan) -> io::Result<Figures> {
    let stage = Stage::set(plan, Listening { check_each: CHECK_EACH, timed: false })?;
    let paths = (0..plan.listeners).map(|n| stage.crowd.path(n)).collect();
    let mut bare = Bare::new(paths, plan.payload_bytes)?;
    let mut slices = Slices::default();
    let start = stage.counts();
    for pair in 0..=plan.pairs {
        let mut turns = [Turn::Server, Turn::Sealed, Turn::Plain];
        if pair % 2 == 1 {
            turns.reverse();
        }
        let mut pair_slices = Slices::default();
        for turn in turns {
            slice(plan, &stage, &mut bare, turn, &mut pair_slices);
        }
        // The first pair warms everything up.
        if pair > 0 {
            eprintln!("pair {pair} of {}: {}", plan.pairs, pair_slices.line());
            slices.take(pair_slices);
        }
    }
    let end = stage.counts();
    let mut figures = Figures::default();
    figures.add("listeners", plan.listeners as f64);
    figures.add("packets_per_second", plan.rate as f64);
    figures.add("pairs", plan.pairs as f64);
    slices.figures(&mut figures);
    figures.add("missing", (end.missing - start.missing) as f64);
    figures.add("wrong", (end.wrong - start.wrong) as f64);
    figures.add("connected_after_s", stage.connected_after.as_secs_f64());
    Ok(figures)
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
        self.delivered += pair.delivered;
        self.expected += pair.expected;
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
        let ratios = |ours: &[f64], theirs: &[f64]| ours.iter().zip(theirs).map(|(a, b)| a / b).collect::<Vec<_>>();
        figures.spread("ratio_sealed", &ratios(&self.server, &self.sealed));
        figures.spread("ratio_bare", &ratios(&self.server, &self.plain));
        figures.spread("media_ratio_sealed", &ratios(&self.media, &self.sealed));
        let (low, high) =
            self.sealed.iter().fold((f64::MAX, 0.0), |(low, high): (f64, f64), ns| (low.min(*ns), high.max(*ns)));
        figures.add("loop_spread", high / low);
        figures.add("delivered", self.delivered as f64);
        figures.add("delivered_of_sent", self.delivered as f64 / self.expected.max(1) as f64);
    }
}

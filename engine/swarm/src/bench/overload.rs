//! More than the machine can do: how long packets wait, whether listeners are served evenly, whether the talker is read.

use std::collections::BTreeSet;
use std::io;
use std::thread;
use std::time::{Duration, Instant};

use super::plan::Plan;
use super::result::{Figures, quantile};
use super::stage::Stage;
use crate::crowd::Listening;
use crate::delay::Sample;
use crate::gauge::Cpu;

/// Each so many listeners, one looks inside.
const CHECK_EACH: usize = 25;

/// A channel takes the floor back after 30 s.
const BURST_MAX: Duration = Duration::from_secs(20);

pub fn run(plan: &Plan) -> io::Result<Figures> {
    let stage = Stage::set(plan, Listening { check_each: CHECK_EACH, timed: true })?;
    let (mut share, mut samples, mut cpu_share, mut uplink) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut sent_all, mut heard_all) = (0, 0);
    // One burst for all slices: what others ask meanwhile meets no rest.
    stage.in_a_burst(|| {
        for pair in 1..=plan.pairs {
            let _ = stage.crowd.delays.take();
            let started = Instant::now();
            let (before, counts, sent) = (Cpu::of(plan.pid), stage.counts(), stage.talker.sent());
            thread::sleep(plan.slice.min(BURST_MAX / u32::try_from(plan.pairs).unwrap_or(u32::MAX)));
            let (cpu, after, until) = (Cpu::of(plan.pid).since(&before), stage.counts(), stage.talker.sent());
            let heard = after.heard - counts.heard;
            (sent_all, heard_all) = (sent_all + until - sent, heard_all + heard);
            share.push(heard as f64 / ((until - sent) * plan.listeners as u64).max(1) as f64);
            cpu_share.push(cpu.media_ns as f64 / started.elapsed().as_nanos() as f64);
            let (slice, _) = stage.crowd.delays.take();
            uplink.push(heard_by_nobody(&slice));
            samples.extend(slice);
            eprintln!("slice {pair} of {}: {:.1} % of what was wanted", plan.pairs, 100.0 * share[share.len() - 1]);
        }
    });
    let mut figures = Figures::default();
    figures.add("listeners", plan.listeners as f64);
    figures.add("packets_per_second", plan.rate as f64);
    figures.spread("delivered_of_wanted", &share);
    figures.spread("media_thread_busy", &cpu_share);
    figures.add("wanted", (sent_all * plan.listeners as u64) as f64);
    figures.add("delivered", heard_all as f64);
    let waits: Vec<f64> = samples.iter().map(|sample| sample.ns as f64 / 1e6).collect();
    for (name, part) in [("p50", 0.5), ("p99", 0.99), ("max", 1.0)] {
        figures.add(&format!("wait_{name}_ms"), quantile(&waits, part));
    }
    let (lost, said) = uplink.iter().fold((0, 0), |(lost, said), (more_lost, more)| (lost + more_lost, said + more));
    figures.add("uplink_lost", lost as f64);
    figures.add("uplink_said", said as f64);
    let mut each = vec![0u32; plan.listeners.div_ceil(CHECK_EACH)];
    for sample in &samples {
        if let Some(count) = each.get_mut(sample.member as usize / CHECK_EACH) {
            *count += 1;
        }
    }
    let each: Vec<f64> = each.into_iter().map(f64::from).collect();
    figures.add("least_served_of_median", quantile(&each, 0.0) / quantile(&each, 0.5));
    figures.add("most_served_of_median", quantile(&each, 1.0) / quantile(&each, 0.5));
    figures.add("wrong", stage.counts().wrong as f64);
    Ok(figures)
}

/// Of the packets from the first to the last that anybody heard, those nobody heard, and all: who listens here is not
/// dropped at once, so what nobody heard did not reach the server.
fn heard_by_nobody(samples: &[Sample]) -> (u64, u64) {
    let heard: BTreeSet<u64> = samples.iter().map(|sample| sample.number).collect();
    let said = heard.first().zip(heard.last()).map_or(0, |(first, last)| last - first + 1);
    (said - heard.len() as u64, said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packet_that_nobody_heard_was_lost_on_its_way_to_the_server() {
        let samples = [(0, 4), (1, 4), (1, 5), (0, 7)].map(|(member, number)| Sample { member, number, ns: 1 });
        assert_eq!(heard_by_nobody(&samples), (1, 4));
        assert_eq!(heard_by_nobody(&[]), (0, 0));
    }
}

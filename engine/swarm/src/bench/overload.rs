//! More than the machine can do: how long packets wait, whether listeners are served evenly, whether the talker is read.

use std::io;
use std::thread;

use super::plan::Plan;
use super::result::{Figures, quantile};
use super::stage::Stage;
use crate::crowd::Listening;
use crate::gauge::Cpu;

/// Each so many listeners, one looks inside.
const CHECK_EACH: usize = 25;

pub fn run(plan: &Plan) -> io::Result<Figures> {
    let stage = Stage::set(plan, Listening { check_each: CHECK_EACH, timed: true })?;
    let (mut share, mut samples, mut cpu_share) = (Vec::new(), Vec::new(), Vec::new());
    let (mut sent_all, mut heard_all) = (0, 0);
    for pair in 1..=plan.pairs {
        stage.in_a_burst(|| {
            let _ = stage.crowd.delays.take();
            let (before, counts, sent) = (Cpu::of(plan.pid), stage.counts(), stage.talker.sent());
            thread::sleep(plan.slice);
            let (cpu, after) = (Cpu::of(plan.pid).since(&before), stage.counts());
            let sent = stage.talker.sent() - sent;
            let heard = after.heard - counts.heard;
            (sent_all, heard_all) = (sent_all + sent, heard_all + heard);
            share.push(heard as f64 / (sent * plan.listeners as u64).max(1) as f64);
            cpu_share.push(cpu.media_ns as f64 / plan.slice.as_nanos() as f64);
            samples.extend(stage.crowd.delays.take().0);
        });
        eprintln!("slice {pair} of {}: {:.1} % of what was wanted", plan.pairs, 100.0 * share.last().unwrap_or(&0.0));
    }
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

//! What listeners cost that hear nothing: CPU of the server in a second, memory; checks and reports go on as browsers send them.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use super::plan::Plan;
use super::result::Figures;
use super::stage::Audience;
use crate::crowd::Listening;
use crate::gauge::{Cpu, resident_bytes};

/// Handshakes, first reports and the loop's own work are over by then.
const CALM: Duration = Duration::from_secs(3);

pub fn run(plan: &Plan) -> io::Result<Figures> {
    let (cpu_before, empty) = (Cpu::of(plan.pid), resident_bytes(plan.pid));
    let quiet = rest(plan, cpu_before);
    let joining = Cpu::of(plan.pid);
    let audience = Audience::gather(plan, Listening { check_each: 0, timed: false })?;
    let joined = Cpu::of(plan.pid).since(&joining);
    thread::sleep(CALM);
    let full = resident_bytes(plan.pid);
    let (mut all, mut media, mut python) = (Vec::new(), Vec::new(), Vec::new());
    for pair in 1..=plan.pairs {
        let (before, started) = (Cpu::of(plan.pid), Instant::now());
        thread::sleep(plan.slice);
        let (cpu, seconds) = (Cpu::of(plan.pid).since(&before), started.elapsed().as_secs_f64());
        let each = |ns: u64| ns as f64 / 1_000.0 / seconds / plan.listeners as f64;
        eprintln!("slice {pair} of {}: {:.2} µs of CPU for each listener and second", plan.pairs, each(cpu.all_ns()));
        all.push(each(cpu.all_ns()));
        media.push(each(cpu.media_ns));
        python.push(each(cpu.python_ns + cpu.setup_ns));
    }
    let count = plan.listeners as f64;
    let mut figures = Figures::default();
    figures.add("listeners", count);
    figures.spread("server_us_per_s", &all);
    figures.spread("media_us_per_s", &media);
    figures.spread("python_us_per_s", &python);
    figures.add("empty_server_us_per_s", quiet);
    figures.add("memory_bytes_each", full.saturating_sub(empty) as f64 / count);
    figures.add("join_us_each", joined.all_ns() as f64 / 1_000.0 / count);
    figures.add("heard", audience.counts().heard as f64);
    Ok(figures)
}

/// µs of CPU in a second, with nobody there.
fn rest(plan: &Plan, before: Cpu) -> f64 {
    let started = Instant::now();
    thread::sleep(plan.slice);
    Cpu::of(plan.pid).since(&before).all_ns() as f64 / 1_000.0 / started.elapsed().as_secs_f64()
}

//! How much later a listener has a packet because a server stands between: arrival times of the kernel, through the server and
//! from the sealed loop, at every listener, in turns.

use std::collections::HashMap;
use std::io;
use std::thread;

use super::plan::Plan;
use super::result::{Figures, quantile};
use super::stage::{SETTLE, Stage};
use crate::bare::Bare;
use crate::crowd::Listening;
use crate::delay::Sample;

pub fn run(plan: &Plan) -> io::Result<Figures> {
    let stage = Stage::set(plan, Listening { check_each: 1, timed: true })?;
    let mut bare = Bare::new((0..plan.listeners).map(|n| stage.crowd.path(n)).collect(), plan.payload_bytes)?;
    let (mut served, mut looped) = (Vec::new(), Vec::new());
    let start = stage.counts();
    for pair in 0..=plan.pairs {
        let mut turns = [true, false];
        if pair % 2 == 1 {
            turns.reverse();
        }
        let _ = stage.crowd.delays.take();
        for through_server in turns {
            if through_server {
                stage.in_a_burst(|| {
                    // What was held while the floor was asked for is late by design.
                    let _ = stage.crowd.delays.take();
                    thread::sleep(plan.slice);
                });
            } else {
                bare.run(true, plan.gap(), plan.slice);
                thread::sleep(SETTLE);
            }
            let (by_server, by_loop) = stage.crowd.delays.take();
            if pair > 0 {
                served.extend(by_server);
                looped.extend(by_loop);
            }
        }
        eprintln!("pair {pair} of {}", plan.pairs);
    }
    let end = stage.counts();
    let mut figures = Figures::default();
    figures.add("listeners", plan.listeners as f64);
    figures.add("pairs", plan.pairs as f64);
    describe(&mut figures, "served", &served);
    describe(&mut figures, "loop", &looped);
    places(&mut figures, &served, &looped);
    figures.add("missing", (end.missing - start.missing) as f64);
    figures.add("wrong", (end.wrong - start.wrong) as f64);
    Ok(figures)
}

fn micros(sample: &Sample) -> f64 {
    sample.ns as f64 / 1_000.0
}

fn describe(figures: &mut Figures, side: &str, samples: &[Sample]) {
    let all: Vec<f64> = samples.iter().map(micros).collect();
    for (name, part) in [("p50", 0.5), ("p99", 0.99), ("max", 1.0)] {
        figures.add(&format!("{side}_{name}_us"), quantile(&all, part));
    }
    figures.add(&format!("{side}_samples"), all.len() as f64);
}

/// By place in the fan-out: each packet's listeners in the order in which they got it; the median of each place.
fn places(figures: &mut Figures, served: &[Sample], looped: &[Sample]) {
    let (served, looped) = (by_place(served), by_place(looped));
    let added: Vec<f64> = served.iter().zip(&looped).map(|(ours, theirs)| ours - theirs).collect();
    figures.add("added_p50_us", quantile(&added, 0.5));
    for (name, part) in [("first", 0.0), ("middle", 0.5), ("last", 1.0)] {
        figures.add(&format!("served_{name}_us"), at(&served, part));
        figures.add(&format!("loop_{name}_us"), at(&looped, part));
        figures.add(&format!("added_{name}_us"), at(&added, part));
    }
}

fn by_place(samples: &[Sample]) -> Vec<f64> {
    let mut packets: HashMap<u64, Vec<f64>> = HashMap::new();
    for sample in samples {
        packets.entry(sample.number).or_default().push(micros(sample));
    }
    let longest = packets.values().map(Vec::len).max().unwrap_or(0);
    let mut places = vec![Vec::new(); longest];
    for mut arrivals in packets.into_values() {
        arrivals.sort_by(f64::total_cmp);
        for (place, arrival) in places.iter_mut().zip(arrivals) {
            place.push(arrival);
        }
    }
    places.iter().map(|place| quantile(place, 0.5)).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list")]
fn at(places: &[f64], part: f64) -> f64 {
    let place = (places.len().saturating_sub(1) as f64 * part).round() as usize;
    places.get(place).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_each_packet() {
        let sample = |member, number, ns| Sample { member, number, ns };
        let samples = [sample(0, 1, 3_000), sample(1, 1, 1_000), sample(0, 2, 1_000), sample(1, 2, 5_000)];
        assert_eq!(by_place(&samples), [1.0, 5.0]);
    }
}

//! Two hundred seeds of joins, leaves, talker changes, releases, 0–20 % loss and up to 100 ms of jitter: no rule breaks.

use pressel_media::dtls::Identity;
use pressel_netsim::World;

const RUN_MS: u64 = 20_000;

fn seeds() -> std::ops::Range<u64> {
    let wanted = std::env::var("PRESSEL_SEEDS").unwrap_or_else(|_| "0..200".into());
    let (from, to) = wanted.split_once("..").expect("PRESSEL_SEEDS=FROM..TO");
    from.parse().expect("a number")..to.parse().expect("a number")
}

#[test]
fn no_rule_breaks_in_any_seed() {
    let identity = Identity::generate().unwrap();
    let (mut heard, mut bursts, mut leaves, mut lost, mut last_frames) = (0, 0, 0, 0, 0);
    let mut broken = Vec::new();
    for seed in seeds() {
        let report = World::new(seed, &identity, false).run(RUN_MS);
        broken.extend(
            report.broken.first().map(|first| format!("seed {seed}: {first} ({} in all)", report.broken.len())),
        );
        heard += report.frames_heard;
        bursts += report.bursts;
        leaves += report.leaves;
        lost += report.lost;
        last_frames += report.last_frames;
    }
    println!("{heard} packets heard, {last_frames} of them behind a release, {bursts} bursts, {leaves} leaves");
    println!("{lost} datagrams lost on the way in");
    assert!(broken.is_empty(), "{} seeds broke a rule:\n{}", broken.len(), broken.join("\n"));
    assert!(heard > 0 && bursts > 0 && leaves > 0 && lost > 0 && last_frames > 0, "the runs were empty");
}

#[test]
fn a_seed_is_one_run_and_another_seed_is_another() {
    let identity = Identity::generate().unwrap();
    let run = |seed| World::new(seed, &identity, false).run(RUN_MS);
    for seed in 0..10 {
        assert_eq!(run(seed), run(seed), "seed {seed}");
    }
    assert_ne!(run(1), run(2));
}

#[test]
fn a_broken_rule_is_noticed() {
    let identity = Identity::generate().unwrap();
    let broken = (0..5).filter(|seed| !World::new(*seed, &identity, true).run(RUN_MS).broken.is_empty()).count();
    assert!(broken > 0, "sequence numbers were changed, and nobody noticed");
}

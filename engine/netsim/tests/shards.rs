//! One shard against four in fifty seeds (`PRESSEL_SHARD_SEEDS=FROM..TO` for others): every listener is sent the same packets,
//! number for number, in the same order. Between listeners the order on the wire may differ.

use pressel_media::dtls::Identity;
use pressel_netsim::{Report, World};

const RUN_MS: u64 = 20_000;
const SHARDS: u8 = 4;

fn seeds() -> std::ops::Range<u64> {
    let wanted = std::env::var("PRESSEL_SHARD_SEEDS").unwrap_or_else(|_| "0..50".into());
    let (from, to) = wanted.split_once("..").expect("PRESSEL_SHARD_SEEDS=FROM..TO");
    from.parse().expect("a number")..to.parse().expect("a number")
}

/// Where two runs first part, in words.
fn parting(one: &Report, several: &Report) -> Option<String> {
    for (listener, expected) in &one.deliveries {
        let found = several.deliveries.get(listener).map_or(&[][..], Vec::as_slice);
        if let Some(at) = (0..expected.len().max(found.len())).find(|at| expected.get(*at) != found.get(*at)) {
            return Some(format!("{listener}, packet {at}: {:?} and {:?}", expected.get(at), found.get(at)));
        }
    }
    let (ours, theirs) = (one.deliveries.len(), several.deliveries.len());
    (ours != theirs).then(|| format!("{ours} listeners and {theirs}"))
}

#[test]
fn four_shards_send_everybody_what_one_sends() {
    let identity = Identity::generate().unwrap();
    let (mut packets, mut copied, mut hopped) = (0, 0, 0);
    let mut broken = Vec::new();
    for seed in seeds() {
        let one = World::of(1, seed, &identity, false).run(RUN_MS);
        let several = World::of(SHARDS, seed, &identity, false).run(RUN_MS);
        broken.extend(parting(&one, &several).map(|words| format!("seed {seed}: {words}")));
        broken.extend(several.broken.first().map(|words| format!("seed {seed}: {words}")));
        assert_eq!((one.copied, one.hopped), (0, 0), "one shard writes no letters");
        packets += several.deliveries.values().map(Vec::len).sum::<usize>();
        (copied, hopped) = (copied + several.copied, hopped + several.hopped);
    }
    println!("{packets} packets to listeners, {copied} copied between shards, {hopped} datagrams passed on");
    assert!(broken.is_empty(), "{} seeds:\n{}", broken.len(), broken.join("\n"));
    assert!(packets > 0 && copied > 0 && hopped > 0, "the runs were empty");
}

#[test]
fn another_seed_is_noticed() {
    let identity = Identity::generate().unwrap();
    let [one, several] = [(1, 1), (SHARDS, 2)].map(|(of, seed)| World::of(of, seed, &identity, false).run(RUN_MS));
    assert!(parting(&one, &several).is_some());
}

//! Four shards of one engine, with real sockets: what one delivers, they deliver. A process of its own: the measures count CPU.

use pressel_swarm::Host;

const LISTENERS: usize = 30;

#[test]
fn four_shards_deliver_to_everybody_and_nothing_twice() {
    let server = Host::start(4).unwrap();
    let channel = format!("channel=http://{}/v1/channels/lobby", server.address);
    let (pid, listeners) = (format!("pid={}", std::process::id()), format!("listeners={LISTENERS}"));
    let plan = ["fanout", &channel, "listen=l", "talk=t", &pid, &listeners, "slice_ms=300", "pairs=2"];
    let json = pressel_swarm::bench::run(&plan.map(str::to_owned)).unwrap().json();
    let figure = |name: &str| {
        let (_, rest) = json.split_once(&format!("\"{name}\": ")).unwrap_or_else(|| panic!("no {name} in {json}"));
        rest.split([',', '}']).next().unwrap().parse::<f64>().unwrap()
    };
    assert_eq!((figure("missing"), figure("wrong")), (0.0, 0.0));
    assert!(figure("delivered") >= 2.0 * 10.0 * LISTENERS as f64);
    assert_eq!(server.counted("shards"), Some(4));
    let (all, fullest) = (server.counted("sessions").unwrap(), server.counted("sessions_in_fullest_shard").unwrap());
    assert!(fullest > 0 && fullest < all, "{fullest} of {all}");
    assert!(server.counted("hopped_datagrams") > Some(0), "the kernel knows nothing of sessions");
    assert!(server.counted("copied_packets") > Some(0), "listeners are at every shard");
    assert_eq!(server.counted("letters_dropped"), Some(0));
}

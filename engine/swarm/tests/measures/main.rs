//! Every measurement against an engine that is there: all is delivered, nothing is wrong. How fast is for the benches.

use pressel_swarm::Host;

const LISTENERS: usize = 30;

fn measure(verb: &str, more: &[&str]) -> impl Fn(&str) -> f64 + use<> {
    let server = Host::start(1).unwrap();
    let channel = format!("channel=http://{}/v1/channels/lobby", server.address);
    let (pid, listeners) = (format!("pid={}", std::process::id()), format!("listeners={LISTENERS}"));
    let plan = [verb, &channel, "listen=l", "talk=t", &pid, &listeners, "slice_ms=300"];
    let plan: Vec<String> = plan.iter().chain(more).map(|&text| text.to_owned()).collect();
    let json = pressel_swarm::bench::run(&plan).unwrap().json();
    for letters in ["hopped_datagrams", "copied_packets"] {
        assert_eq!(server.counted(letters), Some(0), "one shard writes none");
    }
    move |name: &str| {
        let (_, rest) = json.split_once(&format!("\"{name}\": ")).unwrap_or_else(|| panic!("no {name} in {json}"));
        rest.split([',', '}']).next().unwrap().parse().unwrap_or(f64::NAN)
    }
}

#[test]
fn fan_out_is_delivered_whole_beside_the_loops() {
    let figure = measure("fanout", &["pairs=2"]);
    assert_eq!((figure("missing"), figure("wrong")), (0.0, 0.0));
    assert!(figure("delivered") >= 2.0 * 10.0 * LISTENERS as f64);
    assert_eq!((figure("packets_per_second"), figure("slowed")), (50.0, 0.0));
    for name in ["server_ns", "media_ns", "sealed_ns", "bare_ns", "ratio_sealed", "silent_ns", "empty_ns"] {
        assert!(figure(name) > 0.0, "{name}");
    }
}

#[test]
fn delays_are_known_for_every_listener_on_both_ways() {
    let figure = measure("delay", &["pairs=1"]);
    assert_eq!((figure("missing"), figure("wrong")), (0.0, 0.0));
    for name in ["served_samples", "loop_samples"] {
        assert!(figure(name) >= 10.0 * LISTENERS as f64, "{name}");
    }
    assert!(figure("served_p50_us") > 0.0 && figure("served_max_us") >= figure("served_p99_us"));
}

#[test]
fn idle_listeners_hear_nothing() {
    let figure = measure("idle", &["pairs=1"]);
    assert_eq!(figure("heard"), 0.0);
    assert!(figure("server_us_per_s") > 0.0);
}

#[test]
fn a_storm_of_newcomers_is_let_in_and_takes_nothing_from_who_listens() {
    let figure = measure("join", &[]);
    assert_eq!((figure("storm_connected"), figure("storm_refused")), (LISTENERS as f64, 0.0));
    assert_eq!(figure("storm_refused_at_first"), 0.0);
    assert_eq!((figure("storm_missing"), figure("storm_wrong")), (0.0, 0.0));
    assert!(figure("engine_us") > 0.0);
}

#[test]
fn what_can_be_sent_is_sent_to_all_alike() {
    let figure = measure("overload", &["pairs=1"]);
    assert_eq!(figure("wrong"), 0.0);
    assert!(figure("delivered_of_wanted") > 0.5, "{}", figure("delivered_of_wanted"));
    assert_eq!(figure("uplink_lost"), 0.0);
    assert!(figure("uplink_said") >= 10.0);
}

#[test]
fn a_plan_that_cannot_be_read_is_refused() {
    let plan = ["party".to_owned()];
    assert_eq!(pressel_swarm::bench::run(&plan).unwrap_err().to_string(), "no such measurement: party");
}

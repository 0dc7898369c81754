//! `pressel-swarm listen|talk URL TOKEN COUNT SECONDS`: many clients through WHEP or WHIP; prints one JSON object.

use std::process::ExitCode;
use std::time::Duration;

use pressel_media::seam::Door;
use pressel_swarm::{Url, run};

const USAGE: &str = "pressel-swarm listen|talk http://HOST:PORT/v1/channels/ID/whep|whip TOKEN COUNT SECONDS";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((door, url, token, count, seconds)) = read(&arguments) else {
        eprintln!("usage: {USAGE}");
        return ExitCode::from(2);
    };
    match run(&url, &token, door, count, Duration::from_secs(seconds)) {
        Ok(outcome) => {
            println!(
                "{{\"clients\": {}, \"connected\": {}, \"heard\": {}, \"missing\": {}, \"connect_ms_max\": {}}}",
                outcome.clients, outcome.connected, outcome.heard, outcome.missing, outcome.connect_ms_max
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("pressel-swarm: {error}");
            ExitCode::FAILURE
        }
    }
}

fn read(arguments: &[String]) -> Option<(Door, Url, String, usize, u64)> {
    let [verb, url, token, count, seconds] = arguments else { return None };
    let door = match verb.as_str() {
        "listen" => Door::Whep,
        "talk" => Door::Whip,
        _ => return None,
    };
    Some((door, Url::parse(url)?, token.clone(), count.parse().ok()?, seconds.parse().ok()?))
}

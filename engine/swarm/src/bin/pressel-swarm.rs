//! `pressel-swarm VERB name=value…`: one measurement against a running server; prints one JSON object.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match pressel_swarm::bench::run(&arguments) {
        Ok(figures) => {
            println!("{}", figures.json());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("pressel-swarm: {error}");
            ExitCode::FAILURE
        }
    }
}

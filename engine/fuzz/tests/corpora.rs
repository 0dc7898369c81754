//! Every body over its committed corpus.

use std::fs;
use std::path::PathBuf;

use pressel_fuzz::BODIES;

fn corpus(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name)
}

#[test]
fn no_body_stumbles_over_its_corpus() {
    for (name, body) in BODIES {
        let mut count = 0;
        for entry in fs::read_dir(corpus(name)).unwrap() {
            let path = entry.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            let stumbled = std::panic::catch_unwind(|| body(&bytes)).is_err();
            assert!(!stumbled, "{name}: {}", path.display());
            // And cut short at every length, for headers above all.
            (0..bytes.len().min(64)).for_each(|len| body(&bytes[..len]));
            count += 1;
        }
        assert!(count >= 3, "{name} has a corpus");
    }
}

#[test]
fn every_body_has_a_target_and_every_corpus_a_body() {
    let stems = |folder: PathBuf| {
        let mut found: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        found.sort();
        found
    };
    let names: Vec<String> = BODIES.iter().map(|(name, _)| (*name).to_owned()).collect();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(stems(root.join("targets/fuzz_targets")), names);
    assert_eq!(stems(root.join("corpus")), names);
}

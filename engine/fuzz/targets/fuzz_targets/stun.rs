#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pressel_fuzz::stun(bytes));

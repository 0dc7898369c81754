use super::*;

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn keys(profile: Profile) -> (Keys, Keys) {
    let material: Vec<u8> = (0..2 * (profile.key_bytes() + profile.salt_bytes())).map(|n| n as u8).collect();
    let server = Keys::from_keying_material(profile, &material, false).unwrap();
    let client = Keys::from_keying_material(profile, &material, true).unwrap();
    (client, server)
}

const PROFILES: [Profile; 3] = [Profile::AeadAes256Gcm, Profile::AeadAes128Gcm, Profile::AesCm128HmacSha1_80];
const SSRC: u32 = 0xcafe_babe;

fn packet(seq: u16) -> Vec<u8> {
    let mut packet = vec![0x80, 111];
    packet.extend(seq.to_be_bytes());
    packet.extend(960u32.to_be_bytes());
    packet.extend(SSRC.to_be_bytes());
    packet.extend((0..80).map(|n| n as u8));
    packet
}

fn sealed(sealer: &Sealer, index: u64) -> Vec<u8> {
    let mut slot = packet(index as u16);
    let len = slot.len();
    slot.resize(len + OVERHEAD_BYTES_MAX, 0);
    let len = sealer.seal_rtp(&mut slot, 12, len, SSRC, index).unwrap();
    slot.truncate(len);
    slot
}

/// RFC 3711 appendix B.3: key derivation test vectors.
#[test]
fn session_keys_are_those_of_the_rfc() {
    let master = Master { key: hex("E1F97A0D3E018BE0D64FA32C06DE4139"), salt: hex("0EC675AD498AFEEBB6960B3AABE6") };
    let key: [u8; 16] = kdf::derive(&master, kdf::Label::RtpKey).unwrap();
    let salt: [u8; 14] = kdf::derive(&master, kdf::Label::RtpSalt).unwrap();
    let auth: [u8; 20] = kdf::derive(&master, kdf::Label::RtpAuth).unwrap();
    assert_eq!(key.to_vec(), hex("C61E7A93744F39EE10734AFE3FF7A087"));
    assert_eq!(salt.to_vec(), hex("30CBBC08863D8C85D49DB34A9AE1"));
    assert_eq!(auth.to_vec(), hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"));
}

/// RFC 7714 §16.1.1: the nonce of the example packet.
#[test]
fn the_gcm_nonce_is_that_of_the_rfc() {
    let salt: [u8; 12] = hex("517569642070726f2071756f").try_into().unwrap();
    assert_eq!(context::gcm_nonce(&salt, 0x5501_a0b2, 0xf17b).to_vec(), hex("51753c6580c2726f20718414"));
}

#[test]
fn what_one_side_seals_the_other_opens() {
    for profile in PROFILES {
        let (client, server) = keys(profile);
        let (sealer, mut opener) = (Sealer::new(&server).unwrap(), Opener::new(&client).unwrap());
        for index in [0xfffe, 0xffff, 0x1_0000, 0x1_0001] {
            let mut wire = sealed(&sealer, index);
            assert_eq!(wire.len(), packet(0).len() + profile.tag_bytes());
            let opened = opener.open_rtp(&mut wire, 12, SSRC, index as u16).unwrap();
            assert_eq!(opened.index, index);
            assert_eq!(&wire[..opened.len], packet(index as u16));
        }
    }
}

#[test]
fn a_packet_is_opened_once() {
    for profile in PROFILES {
        let (client, server) = keys(profile);
        let (sealer, mut opener) = (Sealer::new(&server).unwrap(), Opener::new(&client).unwrap());
        let wire = sealed(&sealer, 7);
        assert!(opener.open_rtp(&mut wire.clone(), 12, SSRC, 7).is_ok());
        assert_eq!(opener.open_rtp(&mut wire.clone(), 12, SSRC, 7), Err(SrtpError::Replayed));
    }
}

#[test]
fn every_changed_bit_is_noticed() {
    for profile in PROFILES {
        let (client, server) = keys(profile);
        let (sealer, mut opener) = (Sealer::new(&server).unwrap(), Opener::new(&client).unwrap());
        let wire = sealed(&sealer, 7);
        for bit in 0..wire.len() * 8 {
            let mut changed = wire.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(opener.open_rtp(&mut changed, 12, SSRC, 7).is_err(), "{profile:?} bit {bit}");
        }
        assert!(opener.open_rtp(&mut wire.clone(), 12, SSRC, 7).is_ok(), "a forgery leaves no trace");
    }
}

#[test]
fn reports_go_both_ways_and_are_opened_once() {
    for profile in PROFILES {
        let (client, server) = keys(profile);
        let (sealer, mut opener) = (Sealer::new(&server).unwrap(), Opener::new(&client).unwrap());
        let mut plain = vec![0x80, 200, 0, 6];
        plain.extend(SSRC.to_be_bytes());
        plain.extend([9; 20]);
        let mut slot = plain.clone();
        slot.resize(plain.len() + OVERHEAD_BYTES_MAX, 0);
        let len = sealer.seal_rtcp(&mut slot, plain.len(), SSRC, 3).unwrap();
        slot.truncate(len);
        let mut wire = slot.clone();
        let len = opener.open_rtcp(&mut wire).unwrap();
        assert_eq!(&wire[..len], plain);
        assert_eq!(opener.open_rtcp(&mut slot), Err(SrtpError::Replayed));
    }
}

#[test]
fn truncated_packets_are_refused() {
    for profile in PROFILES {
        let (client, server) = keys(profile);
        let (sealer, mut opener) = (Sealer::new(&server).unwrap(), Opener::new(&client).unwrap());
        let wire = sealed(&sealer, 7);
        for len in 0..wire.len() {
            assert!(opener.open_rtp(&mut wire[..len].to_vec(), 12.min(len), SSRC, 7).is_err());
            assert!(opener.open_rtcp(&mut wire[..len].to_vec()).is_err());
        }
    }
}

#[test]
fn a_peer_cannot_fill_the_memory_with_streams() {
    let (client, server) = keys(Profile::AeadAes128Gcm);
    let (sealer, mut opener) = (Sealer::new(&server).unwrap(), Opener::new(&client).unwrap());
    let results: Vec<bool> = (0..20u32)
        .map(|ssrc| {
            let mut slot = packet(1);
            let len = slot.len();
            slot.resize(len + OVERHEAD_BYTES_MAX, 0);
            let len = sealer.seal_rtp(&mut slot, 12, len, ssrc, 1).unwrap();
            opener.open_rtp(&mut slot[..len], 12, ssrc, 1).is_ok()
        })
        .collect();
    assert_eq!(results.iter().filter(|opened| **opened).count(), 8);
}

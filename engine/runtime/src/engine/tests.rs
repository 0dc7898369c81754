use super::*;

fn engine() -> Engine {
    Engine::new(Config { media: "127.0.0.1:0".parse().unwrap(), ..Config::default() }).unwrap()
}

/// Waits until `found` gives something, with a bound.
fn until<T>(mut found: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        if let Some(value) = found() {
            return value;
        }
        assert!(Instant::now() < deadline, "waited 10 s for nothing");
        thread::yield_now();
    }
}

fn counter(engine: &Engine, name: &str) -> u64 {
    engine.stats().into_iter().find(|(known, _)| *known == name).unwrap().1
}

#[test]
fn it_starts_once_and_stops_as_often_as_one_likes() {
    let engine = engine();
    assert_eq!(engine.submit(vec![]), Err(SubmitError::Stopped));
    assert_eq!(engine.start().unwrap().len(), 1);
    assert!(matches!(engine.start(), Err(StartError::Twice)));
    assert_eq!(engine.submit(vec![]), Ok(1));
    engine.stop(Duration::ZERO);
    engine.stop(Duration::ZERO);
    assert_eq!(engine.submit(vec![]), Err(SubmitError::Stopped));
}

#[test]
fn a_busy_port_is_said_at_start() {
    let (first, second) = (engine(), UdpSocket::bind("127.0.0.1:0").unwrap());
    first.start().unwrap();
    let config = Config { media: second.local_addr().unwrap(), ..Config::default() };
    let Err(StartError::Io(error)) = Engine::new(config).unwrap().start() else { panic!("it started") };
    assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
}

#[test]
fn noise_is_counted_and_disturbs_nothing() {
    let engine = engine();
    let address = engine.start().unwrap()[0];
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let mut state = 7u32;
    for n in 0..1_200usize {
        let noise: Vec<u8> = (0..n % 200 + 1)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state.to_be_bytes()[0]
            })
            .collect();
        socket.send_to(&noise, address).unwrap();
        if n % 100 == 99 {
            until(|| (counter(&engine, "bad_datagrams_dropped") + 5 > n as u64).then_some(()));
        }
    }
    assert!(engine.drain(100).is_empty());
    assert_eq!(counter(&engine, "sessions"), 0);
}

#[test]
fn a_bad_offer_is_refused_by_an_event() {
    let engine = engine();
    engine.start().unwrap();
    let command = Command::SessionOpen {
        session: pressel_media::ids::SessionId(1),
        offer: "v=0\r\n".into(),
        door: pressel_media::seam::Door::Peer,
        group: pressel_media::ids::EchoGroup(1),
    };
    let id = engine.submit(vec![command]).unwrap();
    let event = until(|| engine.drain(10).pop());
    let Event::Refused { request, code, text, .. } = event else { panic!("{event:?}") };
    assert_eq!((request.0, code), (id, "bad-offer"));
    assert!(text.contains("audio"), "{text}");
}

//! One shard, or several with their letters: a datagram comes in at any, and what they do is done when all is quiet.

use super::*;
use pressel_media::letters::{Mail, Seat};

pub(super) struct Shards {
    shards: Vec<Shard>,
    mail: Mail,
}

impl Shards {
    pub(super) fn new(of: u8) -> Self {
        let config = ShardConfig { hold_window: Duration::from_millis(400), ntp_start: 0 };
        let shards = (0..of).map(|here| Shard::seated(config, Seat { here, of })).collect();
        Shards { shards, mail: Mail::default() }
    }

    fn seat(&self) -> Seat {
        Seat { here: 0, of: u8::try_from(self.shards.len()).expect("few") }
    }

    pub(super) fn command(&mut self, now: Micros, command: ShardCommand, out: &mut Outbox<'_, Wire>) {
        match (self.seat().of_command(&command), command) {
            (Some(seat), command) => self.shards[usize::from(seat)].command(now, command, out),
            (None, ShardCommand::Control { request, command }) => {
                for shard in &mut self.shards {
                    shard.command(now, ShardCommand::Control { request, command: command.clone() }, out);
                }
            }
            (None, command) => panic!("{command:?} is for one"),
        }
        self.carry(now, out);
    }

    /// Where the kernel gives it to: the same shard for the same address, mostly not its session's.
    pub(super) fn datagram(&mut self, now: Micros, path: Path, bytes: &mut [u8], out: &mut Outbox<'_, Wire>) {
        let at = usize::from(path.remote.port() / 3) % self.shards.len();
        self.shards[at].datagram(now, path, bytes, out);
        self.carry(now, out);
    }

    pub(super) fn timeout(&mut self, now: Micros, out: &mut Outbox<'_, Wire>) {
        for shard in &mut self.shards {
            if shard.deadline().is_some_and(|at| at <= now) {
                shard.timeout(now, out);
            }
        }
        self.carry(now, out);
    }

    pub(super) fn work(&mut self, now: Micros, out: &mut Outbox<'_, Wire>) {
        for shard in &mut self.shards {
            while shard.work(now, BUDGET, out) {}
        }
    }

    pub(super) fn copied(&self) -> u64 {
        self.shards.iter().map(|shard| shard.counters.copied_packets).sum()
    }

    pub(super) fn hopped(&self) -> u64 {
        self.shards.iter().map(|shard| shard.counters.hopped_datagrams).sum()
    }

    /// Until nobody has written anything more.
    fn carry(&mut self, now: Micros, out: &mut Outbox<'_, Wire>) {
        let Shards { shards, mail } = self;
        loop {
            let mut written = false;
            for (to, seat) in (0u8..).zip(0..shards.len()) {
                for from in &mut *shards {
                    if let Some(waiting) = from.mail(to) {
                        mail.append(waiting);
                    }
                }
                written |= !mail.is_empty();
                shards[seat].receive(now, mail, out);
            }
            if !written {
                return;
            }
        }
    }
}

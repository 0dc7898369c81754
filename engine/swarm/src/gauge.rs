//! What a process costs, from what the kernel says of it.

use std::fs;
use std::path::Path;

/// CPU time of a process, in scheduler nanoseconds, by kind of thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cpu {
    /// Threads named `pressel-media…`.
    pub media_ns: u64,
    /// The thread of handshakes.
    pub setup_ns: u64,
    /// All others: Python.
    pub python_ns: u64,
}

impl Cpu {
    /// All threads of `pid` so far. Threads that ended are not in it.
    #[must_use]
    pub fn of(pid: u32) -> Self {
        let mut cpu = Cpu::default();
        let Ok(tasks) = fs::read_dir(format!("/proc/{pid}/task")) else { return cpu };
        for task in tasks.flatten() {
            let ns = read(&task.path().join("schedstat")).and_then(|text| text.split(' ').next()?.parse().ok());
            let name = read(&task.path().join("comm")).unwrap_or_default();
            let side = match name.trim_end() {
                media if media.starts_with("pressel-media") => &mut cpu.media_ns,
                "pressel-setup" => &mut cpu.setup_ns,
                _ => &mut cpu.python_ns,
            };
            *side += ns.unwrap_or(0u64);
        }
        cpu
    }

    #[must_use]
    pub fn since(&self, before: &Cpu) -> Cpu {
        Cpu {
            media_ns: self.media_ns.saturating_sub(before.media_ns),
            setup_ns: self.setup_ns.saturating_sub(before.setup_ns),
            python_ns: self.python_ns.saturating_sub(before.python_ns),
        }
    }

    #[must_use]
    pub fn all_ns(&self) -> u64 {
        self.media_ns + self.setup_ns + self.python_ns
    }
}

/// Resident memory of a process in bytes.
#[must_use]
pub fn resident_bytes(pid: u32) -> u64 {
    let text = read(Path::new(&format!("/proc/{pid}/smaps_rollup"))).unwrap_or_default();
    let pss = text.lines().find_map(|line| line.strip_prefix("Rss:"));
    pss.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) * 1_024
}

/// CPU time of this thread.
#[must_use]
pub fn thread_cpu_ns() -> u64 {
    read(Path::new("/proc/thread-self/schedstat")).and_then(|text| text.split(' ').next()?.parse().ok()).unwrap_or(0)
}

fn read(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok()
}

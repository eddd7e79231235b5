//! What a run cost: CPU seconds of all threads, and the most memory that it held.

use nix::sys::resource::{UsageWho, getrusage};
use serde::{Deserialize, Serialize};

/// Cost of a process so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// User and system seconds of all threads.
    pub cpu_seconds: f64,
    /// Largest resident set in MB (1,000,000 bytes).
    pub peak_mb: f64,
}

impl Usage {
    /// This process until now; zero where the system doesn't say.
    pub fn of_this_process() -> Usage {
        let Ok(usage) = getrusage(UsageWho::RUSAGE_SELF) else { return Usage::default() };
        let seconds = |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
        Usage {
            cpu_seconds: seconds(usage.user_time()) + seconds(usage.system_time()),
            peak_mb: usage.max_rss() as f64 * 1024.0 / 1e6,
        }
    }
}

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.2} CPU s, {:.0} MB at most", self.cpu_seconds, self.peak_mb)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_process_has_cost_something() {
        let usage = Usage::of_this_process();
        assert!(usage.peak_mb > 1.0, "{usage}");
    }
}

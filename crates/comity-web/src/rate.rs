//! How often one address may try to log in.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use comity_node::Time;

/// Tries by address in the present minute.
#[derive(Default)]
pub struct Tries(Mutex<(i64, BTreeMap<IpAddr, u32>)>);

/// In a minute.
const MOST: u32 = 20;

impl Tries {
    /// Counts a try; `false` when there were too many in this minute.
    pub fn take(&self, address: IpAddr, now: Time) -> bool {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = now.0.div_euclid(60_000_000);
        if tries.0 != minute {
            *tries = (minute, BTreeMap::new());
        }
        let count = tries.1.entry(address).or_default();
        *count += 1;
        *count <= MOST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_too_many_tries_an_address_waits_for_the_next_minute() {
        let (tries, address) = (Tries::default(), IpAddr::from([127, 0, 0, 1]));
        assert!((0..MOST).all(|_| tries.take(address, Time(0))));
        assert!(!tries.take(address, Time(59_000_000)));
        assert!(tries.take(IpAddr::from([127, 0, 0, 2]), Time(59_000_000)), "others go on");
        assert!(tries.take(address, Time(60_000_000)));
    }
}

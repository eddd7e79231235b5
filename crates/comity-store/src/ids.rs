//! Ids made by the application: UUIDv7, ascending in the order in which they are given out, also when the clock is set back: what stands
//! last in the order of ids was written last.

use std::sync::atomic::{AtomicU64, Ordering};

use uuid::{Builder, Uuid};

use crate::value::Time;

/// The millisecond of the last maker.
static LAST: AtomicU64 = AtomicU64::new(0);

/// Makes ids of one moment. Each maker has a millisecond to itself: that of its moment, or where the clock stood still or was set back
/// the one after the last maker's (RFC 9562, 6.2).
#[derive(Debug)]
pub struct Ids {
    milliseconds: u64,
    /// 73 random bits that the count is added to.
    start: u128,
    given: AtomicU64,
}

impl Ids {
    /// A maker for `now`.
    pub fn at(now: Time) -> Ids {
        let now = u64::try_from(now.0 / 1000).unwrap_or(0);
        let after = |last: u64| now.max(last + 1);
        let before = LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(after(last)));
        let (Ok(before) | Err(before)) = before;
        Ids {
            milliseconds: after(before),
            start: Uuid::new_v4().as_u128() & ((1 << 73) - 1),
            given: AtomicU64::new(0),
        }
    }

    /// Ids of this process come after one that was given out earlier.
    pub(crate) fn go_on_after(id: Uuid) {
        // RFC 9562, 5.7: milliseconds are the first 48 bits
        LAST.fetch_max((id.as_u128() >> 80) as u64, Ordering::Relaxed);
    }

    /// The next id, greater than all before.
    pub fn next(&self) -> Uuid {
        let number = self.start + u128::from(self.given.fetch_add(1, Ordering::Relaxed));
        // RFC 9562: 12 bits behind the version, 62 behind the variant
        let (high, low) = ((number >> 62) as u16, (number & ((1 << 62) - 1)) as u64);
        let mut bytes = [0; 10];
        bytes
            .iter_mut()
            .zip(high.to_be_bytes().into_iter().chain(low.to_be_bytes()))
            .for_each(|(to, from)| *to = from);
        Builder::from_unix_timestamp_millis(self.milliseconds, &bytes).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_ascend_when_the_clock_is_set_back() {
        let late = Ids::at(Time(1_164_000_000_000_000)).next();
        let later = Ids::at(Time(1_163_000_000_000_000)).next();
        let of_another_process = Uuid::from_u128(late.as_u128() + (5_000_000 << 80));
        Ids::go_on_after(of_another_process);
        let last = Ids::at(Time(1_163_000_000_000_000)).next();
        assert!(late < later && of_another_process < last, "{late} {later} {last}");
    }

    #[test]
    fn ids_ascend_and_carry_their_moment() {
        let ids = Ids::at(Time(1_164_000_000_000_000));
        let made: Vec<Uuid> = (0..5000).map(|_| ids.next()).collect();
        assert!(made.is_sorted() && made.windows(2).all(|pair| pair[0] != pair[1]));
        let (seconds, _) = made[0].get_timestamp().expect("a version 7").to_unix();
        assert_eq!((seconds, made[0].get_version_num()), (1_164_000_000, 7));
    }
}

//! How often: failed logins of one address, whose way gets longer, and requests of one token.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use comity_node::{Time, Uuid};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Microseconds.
const SECOND: i64 = 1_000_000;

/// What is remembered about more keys than this is looked through for what can be forgotten.
const MANY: usize = 10_000;

/// A moment for each key, after which the key is as good as unknown.
struct Moments<K>(Mutex<HashMap<K, i64>>);

impl<K> Default for Moments<K> {
    fn default() -> Moments<K> {
        Moments(Mutex::default())
    }
}

impl<K: Eq + Hash> Moments<K> {
    fn open(&self, now: Time) -> MutexGuard<'_, HashMap<K, i64>> {
        let mut moments = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if moments.len() > MANY {
            moments.retain(|_, until| *until > now.0);
        }
        moments
    }
}

/// Failed logins by address. Those that succeed cost nothing: a whole institution may come in through one proxy.
///
/// The memory of an address is a moment ahead of now: each failure moves it by [`Failures::FORGIVEN`], and time catches up with it. Beyond
/// [`Failures::FREE`] failures the next try waits 1, 2, 4.. seconds, a minute at most. A user's own failures are counted by the store beside this.
pub struct Failures {
    ahead: Moments<IpAddr>,
    waits: Moments<IpAddr>,
    turns: Semaphore,
}

/// To be held while a secret is checked.
pub type Turn<'f> = Option<SemaphorePermit<'f>>;

impl Default for Failures {
    fn default() -> Failures {
        // each check takes 19 MB and a core for some hundredths of a second
        Failures { ahead: Moments::default(), waits: Moments::default(), turns: Semaphore::new(4) }
    }
}

impl Failures {
    /// So many are free.
    const FREE: i64 = 20;
    /// Seconds after which one is forgiven.
    const FORGIVEN: i64 = 30;
    /// Seconds that nobody waits longer than.
    const LONGEST: i64 = 60;

    /// Waits until a password may be checked, so that many at once don't take the machine from others; or says for how many seconds this
    /// address has to wait. To be held while it is checked.
    pub async fn turn(&self, address: IpAddr, now: impl Fn() -> Time) -> Result<Turn<'_>, i64> {
        // it is never closed
        let turn = self.turns.acquire().await.ok();
        // looked at only now, so that tries sent at once don't all come before the first failure
        let now = now();
        let until = self.waits.open(now).get(&network(address)).copied().unwrap_or_default();
        // a clock that was set back makes nobody wait longer
        let wait = seconds(until - now.0).min(Failures::LONGEST);
        if wait > 0 { Err(wait) } else { Ok(turn) }
    }

    /// Counts a failure.
    pub fn count(&self, address: IpAddr, now: Time) {
        let address = network(address);
        let mut ahead = self.ahead.open(now);
        let moment = ahead.entry(address).or_default();
        // beyond its longest wait nothing need be remembered, or a day of failures would take a day to forgive
        let most = (Failures::FREE + 8) * Failures::FORGIVEN * SECOND;
        *moment = ((*moment).max(now.0) + Failures::FORGIVEN * SECOND).min(now.0 + most);
        let failures = seconds(*moment - now.0) / Failures::FORGIVEN;
        let beyond = failures - Failures::FREE;
        if beyond > 0 {
            let wait = (1 << (beyond - 1).min(10)).min(Failures::LONGEST);
            self.waits.open(now).insert(address, now.0 + wait * SECOND);
        }
    }
}

/// Whoever has one IPv6 address has all of its /64.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
    }
}

/// Begun seconds of so many microseconds.
fn seconds(micros: i64) -> i64 {
    (micros + SECOND - 1).div_euclid(SECOND)
}

/// Requests of tokens: so many a minute, all at once or one by one.
///
/// The generic cell rate algorithm (ITU-T I.371): one moment for each token, which every request moves ahead by its share of the minute.
pub struct Requests {
    most: u32,
    ahead: Moments<Uuid>,
}

/// How a token stands, as `RateLimit` tells it (draft-ietf-httpapi-ratelimit-headers-10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Requests in a minute.
    pub most: u32,
    /// Requests that may follow now.
    pub left: i64,
    /// Seconds until all may follow.
    pub full_in: i64,
    /// Seconds to wait, where this one is refused.
    pub wait: Option<i64>,
}

impl Requests {
    /// So many a minute; none sets no bound.
    pub fn of(most: u32) -> Requests {
        Requests { most, ahead: Moments::default() }
    }

    /// Counts a request; nothing to tell where there is no bound.
    pub fn take(&self, token: Uuid, now: Time) -> Option<Standing> {
        let share = (60 * SECOND).checked_div(i64::from(self.most))?.max(1);
        let mut ahead = self.ahead.open(now);
        let moment = ahead.entry(token).or_default();
        let all = share * i64::from(self.most);
        // a clock that was set back uses up no more than one minute
        let next = (*moment).clamp(now.0, now.0 + all) + share;
        let over = next - now.0 - all;
        let wait = (over > 0).then(|| seconds(over));
        *moment = if wait.is_none() { next } else { next - share };
        let debt = *moment - now.0;
        let left = (i64::from(self.most) - (debt + share - 1) / share).max(0);
        Some(Standing { most: self.most, left, full_in: seconds(debt), wait })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    async fn wait(failures: &Failures, address: IpAddr, second: i64) -> i64 {
        failures.turn(address, || Time(second * SECOND)).await.err().unwrap_or(0)
    }

    #[tokio::test]
    async fn only_failures_count_and_the_way_gets_longer() {
        let failures = Failures::default();
        for _ in 0..20 {
            failures.count(HOME, Time(0));
            assert_eq!(wait(&failures, HOME, 0).await, 0);
        }
        let mut waits = Vec::new();
        for _ in 0..8 {
            failures.count(HOME, Time(0));
            waits.push(wait(&failures, HOME, 0).await);
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(wait(&failures, HOME, 59).await, 1);
        assert_eq!(wait(&failures, HOME, 60).await, 0);
        assert_eq!(wait(&failures, IpAddr::from([127, 0, 0, 2]), 0).await, 0, "others go on");
        // a quarter of an hour later all is forgiven
        failures.count(HOME, Time(900 * SECOND));
        assert_eq!(wait(&failures, HOME, 900).await, 0);
    }

    #[tokio::test]
    async fn a_network_of_ipv6_is_one() {
        let failures = Failures::default();
        for host in 0..21 {
            failures.count(IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, host]), Time(0));
        }
        assert_eq!(wait(&failures, IpAddr::from([0x2001, 0xdb8, 0, 1, 9, 9, 9, 9]), 0).await, 1);
        assert_eq!(wait(&failures, IpAddr::from([0x2001, 0xdb8, 0, 2, 0, 0, 0, 1]), 0).await, 0);
    }

    #[test]
    fn a_token_has_its_share_of_the_minute() {
        let (requests, token) = (Requests::of(3), Uuid::from_u128(1));
        let take = |second: i64| requests.take(token, Time(second * SECOND)).expect("bounded");
        assert_eq!(take(0), Standing { most: 3, left: 2, full_in: 20, wait: None });
        assert_eq!(take(0).left, 1);
        assert_eq!(take(0), Standing { most: 3, left: 0, full_in: 60, wait: None });
        assert_eq!(take(5), Standing { most: 3, left: 0, full_in: 55, wait: Some(15) });
        assert_eq!(take(20), Standing { most: 3, left: 0, full_in: 60, wait: None });
        assert_eq!(take(200).left, 2);
        assert_eq!(requests.take(Uuid::from_u128(2), Time(5 * SECOND)).map(|other| other.left), Some(2));
        assert_eq!(Requests::of(0).take(token, Time(0)), None, "no bound");
    }
}

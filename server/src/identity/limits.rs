//! How often one may try to sign in: per e-mail address and per network address, in this process's memory.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// One network address stands for many people (a company's proxy); one e-mail address for one.
const ADDRESS_FACTOR: u32 = 10;

/// The limits of sign-in and of one-time links.
#[derive(Debug)]
pub struct SignInLimits {
    by_email: DefaultKeyedRateLimiter<String>,
    by_address: DefaultKeyedRateLimiter<IpAddr>,
}

impl SignInLimits {
    /// `per_minute` attempts for one e-mail address, ten times as many for one network address.
    #[must_use]
    pub fn new(per_minute: u32) -> Self {
        let quota = |count: u32| Quota::per_minute(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN));
        Self {
            by_email: RateLimiter::keyed(quota(per_minute)),
            by_address: RateLimiter::keyed(quota(per_minute.saturating_mul(ADDRESS_FACTOR))),
        }
    }

    /// Counts an attempt; if it is one too many, answers for how many seconds to wait.
    pub fn attempt(&self, from: IpAddr, email: &str) -> Result<(), u64> {
        self.forget_idle();
        self.address(from)?;
        let key = email.to_owned();
        self.by_email
            .check_key(&key)
            .map_err(|wait| seconds(wait.wait_time_from(DefaultClock::default().now())))
    }

    /// Counts an attempt that has no e-mail address: a one-time link.
    pub fn address(&self, from: IpAddr) -> Result<(), u64> {
        self.by_address
            .check_key(&from)
            .map_err(|wait| seconds(wait.wait_time_from(DefaultClock::default().now())))
    }

    /// Whoever tries many addresses must not fill the memory.
    fn forget_idle(&self) {
        const MANY: usize = 10_000;
        if self.by_email.len() > MANY {
            self.by_email.retain_recent();
        }
        if self.by_address.len() > MANY {
            self.by_address.retain_recent();
        }
    }
}

fn seconds(wait: std::time::Duration) -> u64 {
    wait.as_secs() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_attempt_of_a_minute_waits_and_others_do_not() {
        let limits = SignInLimits::new(10);
        let from = IpAddr::from([127, 0, 0, 1]);
        assert!((0..10).all(|_| limits.attempt(from, "haru@aoba.example").is_ok()));
        assert!((1..=60).contains(&limits.attempt(from, "haru@aoba.example").unwrap_err()));
        assert!(limits.attempt(from, "ren@aoba.example").is_ok());
    }

    #[test]
    fn one_network_address_may_try_ten_times_as_often() {
        let limits = SignInLimits::new(1);
        let from = IpAddr::from([127, 0, 0, 1]);
        assert!((0..10).all(|user| limits.attempt(from, &format!("{user}@aoba.example")).is_ok()));
        assert!(limits.attempt(from, "11@aoba.example").is_err());
        assert!(limits.attempt(IpAddr::from([127, 0, 0, 2]), "12@aoba.example").is_ok());
    }
}

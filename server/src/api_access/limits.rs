//! How many requests come by tokens: per token, and of wrong ones per network address, in this process's memory.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter};

type Until = NotUntil<<DefaultClock as Clock>::Instant>;

/// How many wrong tokens a minute are told that they are wrong, for one network address.
const WRONG: NonZeroU32 = NonZeroU32::new(30).expect("30 is not 0");
/// Whoever comes from many addresses must not fill the memory.
const MANY: usize = 10_000;

/// The limits.
#[derive(Debug)]
pub struct ApiLimits {
    by_token: DefaultKeyedRateLimiter<String>,
    wrong: DefaultKeyedRateLimiter<IpAddr>,
}

impl ApiLimits {
    /// So many requests a minute for each token.
    #[must_use]
    pub fn new(per_minute: u32) -> Self {
        let quota = Quota::per_minute(NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN));
        Self { by_token: RateLimiter::keyed(quota), wrong: RateLimiter::keyed(Quota::per_minute(WRONG)) }
    }

    /// Counts a request of a token; if it is one too many, answers for how many seconds to wait.
    pub fn request(&self, token: &str) -> Result<(), u64> {
        self.by_token.check_key(&token.to_owned()).map_err(|until| seconds(&until))
    }

    /// Counts a wrong token; if it is one too many, answers for how many seconds to wait.
    pub fn wrong(&self, from: IpAddr) -> Result<(), u64> {
        if self.wrong.len() > MANY {
            self.wrong.retain_recent();
        }
        self.wrong.check_key(&from).map_err(|until| seconds(&until))
    }
}

fn seconds(until: &Until) -> u64 {
    until.wait_time_from(DefaultClock::default().now()).as_secs() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_token_has_its_own_minute_and_wrong_ones_that_of_their_address() {
        let limits = ApiLimits::new(2);
        assert!(limits.request("one").is_ok() && limits.request("one").is_ok());
        assert!((1..=60).contains(&limits.request("one").unwrap_err()) && limits.request("other").is_ok());
        let [here, there] = [1, 2].map(|last| IpAddr::from([127, 0, 0, last]));
        assert!((0..30).all(|_| limits.wrong(here).is_ok()));
        assert!(limits.wrong(here).is_err() && limits.wrong(there).is_ok());
    }
}

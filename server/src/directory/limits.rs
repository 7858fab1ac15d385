//! How often strangers may ask from one network address, in this process's memory.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Addresses that are remembered before the idle ones are forgotten.
const MANY: usize = 10_000;

/// The limit of inquiries.
#[derive(Debug)]
pub struct InquiryLimits(DefaultKeyedRateLimiter<IpAddr>);

impl InquiryLimits {
    /// So many an hour from one address.
    #[must_use]
    pub fn new(per_hour: u32) -> Self {
        Self(RateLimiter::keyed(Quota::per_hour(NonZeroU32::new(per_hour).unwrap_or(NonZeroU32::MIN))))
    }

    /// Counts an inquiry; if it is one too many, answers for how many seconds to wait.
    pub fn inquiry(&self, from: IpAddr) -> Result<(), u64> {
        if self.0.len() > MANY {
            self.0.retain_recent();
        }
        let seconds = |wait: std::time::Duration| wait.as_secs() + 1;
        self.0
            .check_key(&network(from))
            .map_err(|wait| seconds(wait.wait_time_from(DefaultClock::default().now())))
    }
}

/// Who has one address of IPv6 has all of its network's.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) & (u128::MAX << 64)).into()),
        IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_inquiry_of_an_hour_waits_and_others_do_not() {
        let limits = InquiryLimits::new(10);
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        assert!((0..10).all(|_| limits.inquiry(address("192.0.2.1")).is_ok()));
        assert!((1..=3_600).contains(&limits.inquiry(address("192.0.2.1")).unwrap_err()));
        assert!(limits.inquiry(address("192.0.2.2")).is_ok());
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one_address() {
        let limits = InquiryLimits::new(1);
        assert!(limits.inquiry("2001:db8::1".parse().unwrap()).is_ok());
        assert!(limits.inquiry("2001:db8::2".parse().unwrap()).is_err());
        assert!(limits.inquiry("2001:db8:0:1::1".parse().unwrap()).is_ok());
    }
}

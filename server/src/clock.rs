//! The server's clock: the only place that reads the time. The demo's can be moved.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use tokuten_core::calendar::Today;

/// Tells the time; clones share one offset.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// Seconds by which the demo's clock is ahead of the real one; 0 outside the demo.
    offset: Arc<AtomicI64>,
}

impl Clock {
    /// The real time.
    #[must_use]
    pub fn real() -> Self {
        Self::default()
    }

    /// The portal's instant, to the second's fraction.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        real_now() + TimeDelta::seconds(self.offset())
    }

    /// Seconds since 1970 of the real time, whatever the demo's clock says: for leases and sessions.
    #[must_use]
    pub fn real_seconds(&self) -> i64 {
        real_now().timestamp()
    }

    /// An instant of the real time, by the portal's clock: what others say when something happened.
    #[must_use]
    pub fn of_real(&self, seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap_or_else(real_now) + TimeDelta::seconds(self.offset())
    }

    /// The civil date in `zone`.
    #[must_use]
    pub fn today(&self, zone: Tz) -> NaiveDate {
        self.now().with_timezone(&zone).date_naive()
    }

    /// What the clock says where a partner is.
    #[must_use]
    pub fn view(&self, zone: Tz) -> Today {
        let now = self.now();
        let today = now.with_timezone(&zone).date_naive();
        Today { now, today, next_midnight: end_of(today, zone), zone: zone.name().to_owned() }
    }

    /// Seconds by which the demo's clock is ahead.
    #[must_use]
    pub fn offset(&self) -> i64 {
        self.offset.load(Ordering::Relaxed)
    }

    /// Sets by how many seconds the clock is ahead. Only the demo calls it.
    pub fn set_offset(&self, seconds: i64) {
        self.offset.store(seconds, Ordering::Relaxed);
    }

    /// Moves the clock to `instant`, less than a second after it, from where it runs on. Only the demo calls it.
    pub fn move_to(&self, instant: DateTime<Utc>) {
        let ahead = instant - real_now();
        self.set_offset(ahead.num_seconds() + i64::from(ahead.subsec_nanos() > 0));
    }
}

/// Noon UTC of a day: the same civil date in every zone of the demo.
#[must_use]
pub fn noon(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(12)
}

#[allow(clippy::disallowed_methods)] // This is the one place that may.
fn real_now() -> DateTime<Utc> {
    Utc::now()
}

/// The instant at which `day` is over in `zone`: the next day's first instant. Where clocks are put forward
/// at midnight that is 1 o'clock by the wall, not 0.
#[must_use]
pub fn end_of(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX).and_time(NaiveTime::MIN);
    (0..=3)
        .find_map(|hours| zone.from_local_datetime(&(midnight + TimeDelta::hours(hours))).earliest())
        .map_or_else(|| midnight.and_utc(), |instant| instant.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(day: &str, zone: &str) -> String {
        end_of(day.parse().unwrap(), zone.parse().unwrap()).to_rfc3339()
    }

    #[test]
    fn a_day_ends_at_the_partners_midnight() {
        assert_eq!(end("2019-06-22", "Asia/Tokyo"), "2019-06-22T15:00:00+00:00");
        assert_eq!(end("2019-06-22", "America/Los_Angeles"), "2019-06-23T07:00:00+00:00");
    }

    #[test]
    fn where_midnight_does_not_exist_the_day_ends_at_the_next_instant_that_does() {
        // Clocks went from 0:00 to 1:00 in Beirut on 31 March 2024.
        assert_eq!(end("2024-03-30", "Asia/Beirut"), "2024-03-30T22:00:00+00:00");
    }

    #[test]
    fn where_midnight_comes_twice_the_first_counts() {
        // Clocks went back from 0:00 to 23:00 in Havana's neighbour Asuncion on 23 March 2024.
        assert_eq!(end("2024-03-23", "America/Asuncion"), "2024-03-24T04:00:00+00:00");
    }

    #[test]
    fn a_moved_clock_is_never_before_its_instant() {
        for instant in ["1999-12-31T23:59:59Z", "2027-03-10T12:00:00Z"] {
            let (clock, instant) = (Clock::real(), instant.parse().unwrap());
            clock.move_to(instant);
            assert!(clock.now() >= instant, "{}", clock.now());
            assert!(clock.of_real(clock.real_seconds()) >= instant);
        }
    }

    #[test]
    fn a_moved_clock_tells_another_day_in_each_zone() {
        let clock = Clock::real();
        clock.move_to("2027-03-10T16:00:00Z".parse().unwrap());
        assert_eq!(clock.today(Tz::Asia__Tokyo).to_string(), "2027-03-11");
        assert_eq!(clock.today(Tz::America__Los_Angeles).to_string(), "2027-03-10");
    }
}

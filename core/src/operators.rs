//! What the vendor's own people see.

use chrono::{DateTime, NaiveDate, Utc};

use crate::wire;

wire! {
    /// How the portal stands: answer of `GET /api/operator/overview`.
    pub struct Overview {
        /// Partners in the programme.
        pub partners: u64,
        /// Subscriptions, lapsed ones included.
        pub subscriptions: u64,
        /// Orders that await payment.
        pub open_orders: u64,
        /// Orders paid so far.
        pub paid_orders: u64,
        /// Payments whose outcome the gateway has not told yet.
        pub charging_orders: u64,
        /// The server's instant.
        pub now: DateTime<Utc>,
        /// The civil date in the programme's zone.
        pub today: NaiveDate,
        /// IANA name of the programme's zone.
        pub zone: String,
    }
}

wire! {
    /// Body of `POST /api/test/clock`, in the demo only. The whole portal moves.
    #[serde(rename_all = "snake_case", deny_unknown_fields)]
    pub enum ClockChange {
        /// To noon UTC of this day.
        Today(NaiveDate),
        /// To this instant.
        Now(DateTime<Utc>),
    }
}

wire! {
    /// What the clock says: answer of `GET` and `POST /api/test/clock`.
    pub struct ClockView {
        /// The server's instant.
        pub now: DateTime<Utc>,
        /// The civil date in the programme's zone.
        pub today: NaiveDate,
        /// IANA name of the programme's zone.
        pub zone: String,
    }
}

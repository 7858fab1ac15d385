//! What only the vendor's own people read.

pub mod refunds;

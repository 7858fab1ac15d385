//! What Stripe answers of refunds, as far as it is read here.

use std::collections::HashMap;

use serde::Deserialize;

/// A page of a list.
#[derive(Debug, Deserialize)]
pub struct List<T> {
    /// Its rows.
    pub data: Vec<T>,
}

/// A refund.
#[derive(Debug, Deserialize)]
pub struct Refund {
    /// Seconds since 1970.
    pub created: i64,
    status: Option<String>,
    #[serde(default)]
    failure_reason: Option<String>,
    #[serde(default)]
    metadata: HashMap<String, String>,
}

/// What became of a refund.
#[derive(Debug, PartialEq, Eq)]
pub enum RefundStatus {
    /// The money went back.
    Made,
    /// The bank has not answered.
    UnderWay,
    /// The money came back to us, for this reason.
    Failed(String),
}

impl Refund {
    /// Whether it is the one that we know by this id.
    pub fn is_of(&self, refund: &str) -> bool {
        self.metadata.get("refund").is_some_and(|known| known == refund)
    }

    /// What became of it.
    pub fn outcome(&self) -> RefundStatus {
        match self.status.as_deref() {
            Some("succeeded") => RefundStatus::Made,
            Some("failed" | "canceled") => {
                RefundStatus::Failed(self.failure_reason.clone().unwrap_or_else(|| "unknown".to_owned()))
            }
            _ => RefundStatus::UnderWay,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_refund_is_known_by_our_name_and_read_whatever_it_lacks() {
        let refund = json!({ "id": "re_1", "created": 1, "status": "failed", "failure_reason": "expired_or_canceled_card",
            "metadata": { "refund": "r1" } });
        let refund: Refund = serde_json::from_value(refund).unwrap();
        assert!(refund.is_of("r1") && !refund.is_of("r2"));
        assert_eq!(refund.outcome(), RefundStatus::Failed("expired_or_canceled_card".into()));
        let bare: Refund =
            serde_json::from_value(json!({ "id": "re_1", "created": 1, "status": null })).unwrap();
        assert_eq!((bare.is_of("r1"), bare.outcome()), (false, RefundStatus::UnderWay));
    }
}

//! What the vendor decides about a partner as a whole: whether it is suspended, and whether it pays tax (domain.md,
//! "Verdicts" and "Invoices").

use chrono::NaiveDate;

use crate::calendar::days_between;
use crate::partners::Partner;
use crate::problem::{FieldError, FieldFault, line_fault};
use crate::wire;

wire! {
    /// Why a partner pays no tax.
    #[serde(deny_unknown_fields)]
    pub struct Exemption {
        /// Number of the certificate; empty where it came by an import.
        pub certificate: String,
        /// Last day; none if it has no end.
        pub until: Option<NaiveDate>,
    }
}

impl Exemption {
    /// Whether it holds on that day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.until.is_none_or(|until| day <= until)
    }
}

impl Partner {
    /// Whether no tax is charged on that day.
    #[must_use]
    pub fn is_exempt_on(&self, day: NaiveDate) -> bool {
        self.exemption.as_ref().is_some_and(|exemption| exemption.holds_on(day))
    }
}

wire! {
    /// A suspension, or its end: body of `PUT /api/operator/partners/{id}/suspension`.
    #[serde(deny_unknown_fields)]
    pub struct SuspensionChange {
        /// Why it is suspended, which the partner reads; none if it is no more.
        pub suspended: Option<String>,
        /// The partner's version that was looked at.
        pub seen: i64,
    }
}

impl SuspensionChange {
    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        let fault = self.suspended.as_deref().and_then(line_fault);
        fault.map(|fault| FieldError::new("suspended", fault)).into_iter().collect()
    }
}

wire! {
    /// A tax exemption, or its end: body of `PUT /api/operator/partners/{id}/exemption`.
    #[serde(deny_unknown_fields)]
    pub struct ExemptionChange {
        /// The exemption; none if the partner pays tax again.
        pub exemption: Option<Exemption>,
        /// The partner's version that was looked at.
        pub seen: i64,
    }
}

impl ExemptionChange {
    /// What is wrong with it on `today`.
    #[must_use]
    pub fn faults(&self, today: NaiveDate) -> Vec<FieldError> {
        let Some(exemption) = &self.exemption else { return Vec::new() };
        let past = exemption.until.is_some_and(|until| days_between(today, until) < 0);
        [("certificate", line_fault(&exemption.certificate)), ("until", past.then_some(FieldFault::InPast))]
            .into_iter()
            .filter_map(|(field, fault)| Some(FieldError::new(field, fault?)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{date, facts};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn until(day: &str) -> Exemption {
        Exemption { certificate: "EX-1".into(), until: Some(date(day)) }
    }

    #[test]
    fn an_exemption_holds_to_its_last_day_and_one_without_an_end_for_good() {
        let mut partner = facts().partner;
        assert!(!partner.is_exempt_on(date("2019-06-22")));
        partner.exemption = Some(until("2019-06-22"));
        assert!(partner.is_exempt_on(date("2019-06-22")) && !partner.is_exempt_on(date("2019-06-23")));
        partner.exemption = Some(Exemption { until: None, ..until("2019-06-22") });
        assert!(partner.is_exempt_on(date("2119-06-22")));
    }

    #[test]
    fn a_suspension_has_a_reason_and_an_exemption_a_certificate_and_an_end_to_come() {
        let suspension = |suspended: &str| SuspensionChange { suspended: Some(suspended.into()), seen: 1 };
        assert!(suspension("Fraud").faults().is_empty());
        assert_eq!(suspension(" ").faults().len(), 1);
        let exemption = |exemption| ExemptionChange { exemption: Some(exemption), seen: 1 };
        let fields = |change: ExemptionChange| {
            change.faults(date("2019-06-22")).into_iter().map(|fault| fault.field).collect::<Vec<_>>()
        };
        assert!(fields(exemption(until("2019-06-22"))).is_empty());
        let wrong = Exemption { certificate: String::new(), ..until("2019-06-21") };
        assert_eq!(fields(exemption(wrong)), ["certificate", "until"]);
    }
}

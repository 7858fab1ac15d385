//! What the API answers when it does not do what was asked (RFC 9457, problem+json).

use crate::competencies::ImportFault;
use crate::desk::Meanwhile;
use crate::orders::{OrderNumber, OrderView};
use crate::users::WhyNot;
use crate::verdict::Verdict;
use crate::wire;

wire! {
    /// Why a request was not carried out, and what to do next.
    pub struct ProblemBody {
        /// Address of the description of this sort of problem.
        #[serde(rename = "type")]
        pub kind: String,
        /// The sort of problem, in words.
        pub title: String,
        /// HTTP status.
        pub status: u16,
        /// What happened, what was not done, and what to do next.
        pub detail: String,
        /// Stable code, for programs.
        pub code: ProblemCode,
        /// The verdict, where a rule refused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub verdict: Option<Verdict>,
        /// Every reason, where a rule about users refused.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub why_not: Vec<WhyNot>,
        /// What is wrong with which field.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub fields: Vec<FieldError>,
        /// The order that stands in the way, or that took this one's place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub order: Option<OrderNumber>,
        /// The order as it is now, where the page was out of date.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
        pub current: Option<Box<OrderView>>,
        /// What is wrong in a file that was sent: the first 200 in the order of lines.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub rows: Vec<ImportFault>,
        /// How many things are wrong in it.
        #[serde(default, skip_serializing_if = "is_none")]
        pub row_faults: usize,
        /// What somebody else has done to it since, or with it now, the newest first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub changes: Vec<Meanwhile>,
        /// Look for this in the server's log.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub request_id: Option<String>,
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // As serde calls it.
fn is_none(count: &usize) -> bool {
    *count == 0
}

wire! {
    /// Stable codes of problems.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum ProblemCode {
        /// Nobody is signed in, or the session has ended.
        SignedOut,
        /// E-mail and password do not belong together.
        WrongCredentials,
        /// The passkey was not accepted, or the question that it answers is over.
        PasskeyRefused,
        /// The code is not the one of the moment, or was used already.
        CodeRefused,
        /// Too many attempts; wait.
        TooManyAttempts,
        /// The user's roles do not allow it.
        RoleMissing,
        /// The API token is none of the portal's, or is revoked.
        TokenInvalid,
        /// The API token's last day is over.
        TokenExpired,
        /// No API token opens this: it takes a person.
        TokenNotTaken,
        /// The API token is good, and not for this.
        ScopeMissing,
        /// There is no such thing, or it is another partner's.
        NotFound,
        /// The body or the address could not be understood.
        Malformed,
        /// Some fields are wrong.
        InvalidFields,
        /// The write came without an `Idempotency-Key`.
        IdempotencyKeyMissing,
        /// The `Idempotency-Key` was used for something else.
        IdempotencyKeyReused,
        /// The write did not come from the portal's own pages.
        ForeignOrigin,
        /// A rule refuses; the verdict says why.
        Refused,
        /// The price is not the one that was agreed to.
        PriceChanged,
        /// The agreement is not the one that was accepted.
        AgreementChanged,
        /// The order was abandoned because another was started.
        OrderReplaced,
        /// The order is paid.
        OrderAlreadyPaid,
        /// The order's payment is being confirmed.
        OrderCharging,
        /// The order is over.
        OrderClosed,
        /// The card's token is unknown to the gateway.
        UnknownCard,
        /// The payment gateway does not answer.
        GatewayUnreachable,
        /// The provider of sign-ins does not answer.
        ProviderUnreachable,
        /// It takes a confirmation that is fresh, and there is none.
        NotConfirmed,
        /// Nobody may take away the last way to sign in.
        LastWayToSignIn,
        /// The link was used, has expired or never was.
        LinkInvalid,
        /// Something changed meanwhile; load again.
        Conflict,
        /// Another operator has claimed it.
        Held,
        /// Two support requests are not made one.
        NotMerged,
        /// It takes another operator than who asked for it.
        SecondOperator,
        /// The body is larger than allowed.
        TooLarge,
        /// The file is of a kind that is not taken.
        WrongFileType,
        /// Rows of the file are wrong; they are named.
        RowsWrong,
        /// The server failed.
        Internal,
    }
}

wire! {
    /// What is wrong with one field.
    pub struct FieldError {
        /// The field's name in the body.
        pub field: String,
        /// What is wrong.
        pub fault: FieldFault,
    }
}

impl FieldError {
    /// `fault` at `field`.
    #[must_use]
    pub fn new(field: &str, fault: FieldFault) -> Self {
        Self { field: field.to_owned(), fault }
    }
}

wire! {
    /// What can be wrong with a field.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum FieldFault {
        /// It is empty.
        Missing,
        /// It is longer than allowed.
        TooLong,
        /// It is shorter than allowed.
        TooShort,
        /// It does not have the form it needs.
        Malformed,
        /// It is one that anybody would guess.
        TooCommon,
        /// It is a day that has not come yet.
        InFuture,
        /// It is a day that has passed.
        InPast,
        /// It is a day farther ahead than is allowed.
        TooFar,
        /// It is not the one that is stored.
        Wrong,
        /// Somebody has it already.
        Taken,
        /// Nobody and nothing here is called so.
        Unknown,
        /// It leads into a network where the portal does not go.
        OutOfReach,
    }
}

/// The longest that a line in a field may be, in characters.
pub const LONGEST_FIELD: usize = 120;

/// What is wrong with a line that must be there.
pub(crate) fn line_fault(line: &str) -> Option<FieldFault> {
    match line.trim() {
        "" => Some(FieldFault::Missing),
        line if line.chars().count() > LONGEST_FIELD => Some(FieldFault::TooLong),
        _ => None,
    }
}

//! Signing in: who one is, and passwords.

use crate::catalogue::{Language, Localized, Verifying};
use crate::partners::PartnerId;
use crate::problem::{FieldError, FieldFault};
use crate::roles::Role;
use crate::{codes, wire};

wire! {
    /// Body of `POST /api/session`.
    #[serde(deny_unknown_fields)]
    pub struct Credentials {
        /// E-mail address.
        pub email: String,
        /// Password.
        pub password: String,
    }
}

wire! {
    /// Who is signed in: answer of `GET /api/session`.
    pub struct SessionView {
        /// The user's name.
        pub name: String,
        /// The user's e-mail address.
        pub email: String,
        /// The user's language, if it was ever chosen.
        pub language: Option<Language>,
        /// IANA name of the zone in which the user wants to read instants; none for the browser's own.
        #[serde(default)]
        pub zone: Option<String>,
        /// For whom the user acts.
        pub acts_for: ActsFor,
        /// Whether this is the demo, with its test clock.
        pub demo: bool,
    }
}

wire! {
    /// For whom a user acts.
    #[serde(rename_all = "snake_case")]
    pub enum ActsFor {
        /// For one partner.
        Partner {
            /// Partner ID.
            id: PartnerId,
            /// Legal name.
            name: String,
            /// The user's roles.
            roles: Vec<Role>,
            /// Whether a subscription of the partner's is kept in the Membership Center.
            membership_center: bool,
        },
        /// For the vendor.
        Vendor {
            /// What the operator may do.
            role: OperatorRole,
        },
    }
}

wire! {
    /// An operator's permission (domain.md, "Operators").
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum OperatorRole {
        /// Money: transfers, proofs, refunds.
        Finance,
        /// Support requests.
        Support,
        /// The programme: partners, catalogue, policies.
        Programme,
    }
}

codes!(OperatorRole: Finance = "finance", Support = "support", Programme = "programme");

wire! {
    /// What anybody may know, signed in or not: answer of `GET /api/public`.
    pub struct PublicView {
        /// What the programme is called.
        pub programme: Localized,
        /// Languages of the portal.
        pub languages: Vec<Language>,
        /// Which gateway takes the cards.
        pub gateway: GatewayView,
        /// Days that a bank transfer may take.
        pub transfer_days: u32,
        /// How a legal profile is verified.
        pub verification: Verifying,
        /// What the provider is called by which a partner's users may sign in, if there is one.
        pub provider: Option<Localized>,
        /// The host under which passkeys work, if there is one: a browser takes them under no other.
        #[serde(default)]
        pub passkey_host: Option<String>,
        /// The demo's companies and users; empty without `--demo`.
        pub demo: Vec<DemoCompany>,
    }
}

wire! {
    /// Where the browser sends cards.
    #[serde(rename_all = "snake_case")]
    pub enum GatewayView {
        /// The embedded sandbox.
        Sandbox {
            /// Where a card is exchanged for a token.
            tokens: String,
            /// Card numbers to try, and what they do.
            cards: Vec<SandboxCard>,
        },
        /// Stripe: its own script shows the card's fields and sends them to Stripe.
        Stripe {
            /// Address of the script.
            script: String,
            /// Names the account; no secret.
            publishable_key: String,
        },
    }
}

wire! {
    /// A card number of the sandbox.
    pub struct SandboxCard {
        /// The number, in groups of four.
        pub number: String,
        /// What it does.
        pub effect: SandboxEffect,
    }
}

wire! {
    /// What a card of the sandbox does.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum SandboxEffect {
        /// Pays.
        Pays,
        /// Is declined.
        Declined,
        /// Has no money.
        InsufficientFunds,
        /// Has expired.
        Expired,
        /// Asks for authentication.
        Authentication,
        /// Can be saved, and fails when it is charged later.
        FailsLater,
        /// Pays, and cannot be given its money back.
        RefundFails,
        /// Pays, and the answer takes longer than anybody waits.
        Slow,
        /// Pays, and the answer gets lost.
        LosesAnswer,
    }
}

wire! {
    /// A company of the demo and who can sign in for it. All passwords are `demo`.
    pub struct DemoCompany {
        /// What it is called; the vendor's own people come under the vendor's name.
        pub name: String,
        /// What is to be seen there.
        pub story: Localized,
        /// Its users.
        pub users: Vec<DemoUser>,
    }
}

wire! {
    /// A user of the demo.
    pub struct DemoUser {
        /// Name.
        pub name: String,
        /// E-mail address.
        pub email: String,
        /// Roles as a partner's user.
        pub roles: Vec<Role>,
        /// Permission as an operator.
        pub operator: Option<OperatorRole>,
    }
}

wire! {
    /// Body of `PUT /api/session/language`.
    #[serde(deny_unknown_fields)]
    pub struct LanguageChoice {
        /// The language.
        pub language: Language,
    }
}

wire! {
    /// What a one-time link was made for. Each of them sets a password.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum LinkPurpose {
        /// The first operator's set-up.
        FirstOperator,
        /// Somebody is invited, by whoever may.
        Invitation,
        /// A new password, for who has forgotten it. Anybody can have it sent: it invites nobody.
        PasswordReset,
    }
}

codes!(LinkPurpose: FirstOperator = "first_operator", Invitation = "invitation", PasswordReset = "password_reset");

wire! {
    /// For whom a one-time link is: answer of `GET /api/links/{token}`.
    pub struct LinkView {
        /// The e-mail address it was made for; none for the first operator, who says it.
        pub email: Option<String>,
        /// The name it was made for, if one is known.
        pub name: Option<String>,
        /// Whether the user has come already: then it is to set a password, and nothing else.
        pub has_come: bool,
        /// Whether it is an operator's, who signs in at another door than partners do.
        pub operator: bool,
        /// What it was made for.
        pub purpose: LinkPurpose,
    }
}

impl LinkView {
    /// Whether its user may come by the provider instead of setting a password.
    #[must_use]
    pub fn comes_by_provider(&self) -> bool {
        self.purpose == LinkPurpose::Invitation && !self.has_come && !self.operator
    }
}

wire! {
    /// Body of `POST /api/links/{token}`.
    #[serde(deny_unknown_fields)]
    pub struct LinkUse {
        /// E-mail address.
        pub email: String,
        /// Name.
        pub name: String,
        /// The password to set.
        pub password: String,
    }
}

wire! {
    /// Body of `POST /api/password-resets`.
    #[serde(deny_unknown_fields)]
    pub struct PasswordForgotten {
        /// E-mail address.
        pub email: String,
    }
}

wire! {
    /// Body of `PUT /api/session/password`.
    #[serde(deny_unknown_fields)]
    pub struct PasswordChange {
        /// The password until now.
        pub present: String,
        /// The password to set.
        pub password: String,
    }
}

impl PasswordChange {
    /// What is wrong with it, in the order of the form; `own` are the user's name and address.
    #[must_use]
    pub fn faults(&self, own: &[&str]) -> Vec<FieldError> {
        let present = self.present.is_empty().then_some(FieldFault::Missing);
        [("present", present), ("password", password_fault(&self.password, own))]
            .into_iter()
            .filter_map(|(field, fault)| Some(FieldError::new(field, fault?)))
            .collect()
    }
}

/// The shortest password, in characters (NIST SP 800-63B asks for at least 8; 15 without a second factor).
pub const SHORTEST_PASSWORD: usize = 15;
/// The longest password, in bytes, so that hashing it is bounded work.
pub const LONGEST_PASSWORD: usize = 256;
/// The longest name and e-mail address, in characters.
pub const LONGEST_NAME: usize = 120;

impl LinkUse {
    /// What is wrong with it, in the order of the form.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        [
            ("email", email_fault(&self.email)),
            ("name", name_fault(&self.name)),
            ("password", password_fault(&self.password, &[&self.email, &self.name])),
        ]
        .into_iter()
        .filter_map(|(field, fault)| Some(FieldError::new(field, fault?)))
        .collect()
    }
}

/// What is wrong with the address and name of somebody who is invited, in the order of the form.
pub(crate) fn person_faults(email: &str, name: &str) -> Vec<FieldError> {
    [("email", email_fault(email)), ("name", name_fault(name))]
        .into_iter()
        .filter_map(|(field, fault)| Some(FieldError::new(field, fault?)))
        .collect()
}

/// What is wrong with a person's name, if anything.
#[must_use]
pub fn name_fault(name: &str) -> Option<FieldFault> {
    match name.trim() {
        "" => Some(FieldFault::Missing),
        long if long.chars().count() > LONGEST_NAME => Some(FieldFault::TooLong),
        _ => None,
    }
}

/// What is plainly wrong with an e-mail address. The server also parses it by RFC 5322.
#[must_use]
pub fn email_fault(email: &str) -> Option<FieldFault> {
    let email = email.trim();
    let parts =
        email.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'));
    match email {
        "" => Some(FieldFault::Missing),
        long if long.chars().count() > LONGEST_NAME => Some(FieldFault::TooLong),
        _ if !parts || email.contains(char::is_whitespace) => Some(FieldFault::Malformed),
        _ => None,
    }
}

/// What is wrong with a password, if anything: long enough, and not one that anybody would guess
/// (one character or short pattern again and again, or the user's own name or address).
#[must_use]
pub fn password_fault(password: &str, own: &[&str]) -> Option<FieldFault> {
    let length = password.chars().count();
    if password.is_empty() {
        Some(FieldFault::Missing)
    } else if length < SHORTEST_PASSWORD {
        Some(FieldFault::TooShort)
    } else if password.len() > LONGEST_PASSWORD {
        Some(FieldFault::TooLong)
    } else if repeats_a_short_pattern(password)
        || own.iter().any(|word| word.trim().eq_ignore_ascii_case(password))
    {
        Some(FieldFault::TooCommon)
    } else {
        None
    }
}

fn repeats_a_short_pattern(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    (1..=4).any(|period| chars.iter().zip(chars.iter().skip(period)).all(|(one, other)| one == other))
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_password_is_long_and_not_a_repeated_pattern_or_ones_own_address() {
        let fault = |password| password_fault(password, &["haru.aoba@aoba.example"]);
        assert_eq!(fault("correct horse battery"), None);
        assert_eq!(fault("short"), Some(FieldFault::TooShort));
        assert_eq!(fault("aaaaaaaaaaaaaaaa"), Some(FieldFault::TooCommon));
        assert_eq!(fault("1234123412341234"), Some(FieldFault::TooCommon));
        assert_eq!(fault("Haru.Aoba@aoba.example"), Some(FieldFault::TooCommon));
        assert_eq!(fault(&"é".repeat(129)), Some(FieldFault::TooLong));
    }

    #[test]
    fn an_invitation_alone_lets_its_user_come_by_the_provider() {
        let comes = |purpose, has_come, operator| {
            LinkView { email: None, name: None, has_come, operator, purpose }.comes_by_provider()
        };
        assert!(comes(LinkPurpose::Invitation, false, false));
        assert!(!comes(LinkPurpose::Invitation, true, false) && !comes(LinkPurpose::Invitation, false, true));
        assert!(!comes(LinkPurpose::PasswordReset, false, false));
        assert!(!comes(LinkPurpose::FirstOperator, false, true));
    }

    #[test]
    fn an_email_address_has_a_name_an_at_and_a_domain() {
        assert_eq!(email_fault("haru@aoba.example"), None);
        for wrong in ["haru", "haru@aoba", "@aoba.example", "ha ru@aoba.example"] {
            assert_eq!(email_fault(wrong), Some(FieldFault::Malformed), "{wrong}");
        }
    }
}

//! Roles of a partner's users, and what each may do (domain.md, "Users and roles").

use std::fmt;
use std::str::FromStr;

use crate::wire;

wire! {
    /// A partner user's role. A user may have several, or none.
    #[derive(Copy, Hash, PartialOrd, Ord)]
    #[serde(rename_all = "snake_case")]
    pub enum Role {
        /// Everything for the partner.
        GlobalAdmin,
        /// Buys, renews, cancels orders, sees to benefits, competencies, invoices and leads.
        MpnPartnerAdmin,
        /// Legal profile, locations, programme roles, refunds.
        AccountAdmin,
        /// Offers and prices, orders, invoices, payment proofs.
        BillingAdmin,
        /// Adds, changes and removes users; sees invoices.
        UserManagementAdmin,
        /// The business profile.
        BusinessProfileAdmin,
        /// Leads and the business profile.
        ReferralsAdmin,
        /// Invoices.
        AdminAgent,
    }
}

impl Role {
    /// All roles, in the order of domain.md's table.
    pub const ALL: [Self; 8] = [
        Self::GlobalAdmin,
        Self::MpnPartnerAdmin,
        Self::AccountAdmin,
        Self::BillingAdmin,
        Self::UserManagementAdmin,
        Self::BusinessProfileAdmin,
        Self::ReferralsAdmin,
        Self::AdminAgent,
    ];

    /// The role as it stands in JSON and in tables: `mpn_partner_admin`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::GlobalAdmin => "global_admin",
            Self::MpnPartnerAdmin => "mpn_partner_admin",
            Self::AccountAdmin => "account_admin",
            Self::BillingAdmin => "billing_admin",
            Self::UserManagementAdmin => "user_management_admin",
            Self::BusinessProfileAdmin => "business_profile_admin",
            Self::ReferralsAdmin => "referrals_admin",
            Self::AdminAgent => "admin_agent",
        }
    }

    /// Whether this role alone grants `permission`.
    #[must_use]
    pub fn grants(self, permission: Permission) -> bool {
        permission.granted_to().contains(&self)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The word is no role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRole(pub String);

impl fmt::Display for UnknownRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = Role::ALL.map(Role::code).join(", ");
        write!(f, "{:?} is not a role; the roles are {known}", self.0)
    }
}

impl std::error::Error for UnknownRole {}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|role| role.code() == code).ok_or_else(|| UnknownRole(code.to_owned()))
    }
}

/// Something that not every signed-in user may do. Offers and subscriptions are for all to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Buy and renew, choose the payment, correct the bill-to.
    Buy,
    /// See orders and what they cost.
    SeeOrders,
    /// See and download invoices.
    SeeInvoices,
    /// Cancel an order that is not paid.
    CancelOrder,
    /// Upload a payment proof.
    UploadProof,
    /// Turn automatic renewal off.
    TurnOffRenewal,
    /// Ask for a refund, and so for the end of a subscription.
    RequestRefund,
    /// Use and assign benefits.
    ManageBenefits,
    /// See to competencies: who contributes, assessments, references.
    ManageCompetencies,
    /// See, invite and remove users, and change their roles.
    ManageUsers,
    /// Change the roles of users who are there.
    AssignRoles,
    /// Change the legal profile and the locations.
    EditLegalProfile,
    /// Write and publish the business profile.
    EditBusinessProfile,
    /// See leads, accept and decline them.
    ManageLeads,
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Buy,
        Self::SeeOrders,
        Self::SeeInvoices,
        Self::CancelOrder,
        Self::UploadProof,
        Self::TurnOffRenewal,
        Self::RequestRefund,
        Self::ManageBenefits,
        Self::ManageCompetencies,
        Self::ManageUsers,
        Self::AssignRoles,
        Self::EditLegalProfile,
        Self::EditBusinessProfile,
        Self::ManageLeads,
    ];

    /// The roles that have it.
    #[must_use]
    pub const fn granted_to(self) -> &'static [Role] {
        match self {
            Self::Buy
            | Self::CancelOrder
            | Self::TurnOffRenewal
            | Self::ManageBenefits
            | Self::ManageCompetencies => &[Role::GlobalAdmin, Role::MpnPartnerAdmin],
            Self::RequestRefund | Self::EditLegalProfile => &[Role::GlobalAdmin, Role::AccountAdmin],
            Self::ManageUsers => &[Role::GlobalAdmin, Role::UserManagementAdmin],
            Self::AssignRoles => &[Role::GlobalAdmin, Role::AccountAdmin, Role::UserManagementAdmin],
            Self::EditBusinessProfile => {
                &[Role::GlobalAdmin, Role::BusinessProfileAdmin, Role::ReferralsAdmin]
            }
            Self::ManageLeads => &[Role::GlobalAdmin, Role::MpnPartnerAdmin, Role::ReferralsAdmin],
            Self::SeeInvoices => &[
                Role::GlobalAdmin,
                Role::UserManagementAdmin,
                Role::MpnPartnerAdmin,
                Role::BillingAdmin,
                Role::AdminAgent,
            ],
            Self::SeeOrders | Self::UploadProof => {
                &[Role::GlobalAdmin, Role::MpnPartnerAdmin, Role::BillingAdmin]
            }
        }
    }

    /// Whether one of `roles` has it.
    #[must_use]
    pub fn is_granted_to(self, roles: &[Role]) -> bool {
        roles.iter().any(|role| role.grants(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn only_global_admins_and_mpn_partner_admins_buy() {
        let buyers: Vec<_> = Role::ALL.into_iter().filter(|role| role.grants(Permission::Buy)).collect();
        assert_eq!(buyers, [Role::GlobalAdmin, Role::MpnPartnerAdmin]);
    }

    #[test]
    fn codes_are_what_json_says_and_parse_back() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_value(role).unwrap(), role.code());
            assert_eq!(role.code().parse(), Ok(role));
        }
        assert!("admin".parse::<Role>().is_err());
    }
}

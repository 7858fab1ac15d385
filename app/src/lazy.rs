//! Pages that come over the wire when somebody opens them, each with all that it needs in one file
//! (`xtask/src/packs/`). The first download is the frame.
//!
//! The bundle of `cargo xtask` is split (feature `split`); without the feature everything is one module.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;

use crate::client::ApiError;
use crate::components::elements::{Wanted, elements_form as fields_of_stripe};
use crate::components::live::live;
use crate::components::page::{Failure, Waiting};
use crate::components::transfer_form::{TransferFields, transfer_form as fields_of_transfer};
use crate::context::t;
use crate::pages::account::AccountPage;
use crate::pages::benefits::BenefitsPage;
use crate::pages::benefits::grant::GrantPage;
use crate::pages::business_profile::{BusinessProfilePage, Refused, refusal as why_not_published};
use crate::pages::checkout::{BuyPage, RenewPage, RenewTherePage};
use crate::pages::competencies::CompetenciesPage;
use crate::pages::competencies::area::AreaPage;
use crate::pages::forgotten::ForgottenPage;
use crate::pages::front::FrontPage;
use crate::pages::help::HelpPage;
use crate::pages::join::JoinPage;
use crate::pages::join::link::JoinLinkPage;
use crate::pages::leads::LeadsPage;
use crate::pages::leads::lead::LeadPage;
use crate::pages::membership_center::MembershipCenterPage;
use crate::pages::offer::OfferPage;
use crate::pages::offers::OffersPage;
use crate::pages::operator::ClockPage;
use crate::pages::operator::api_access::ApiAccessPage;
use crate::pages::operator::api_access::endpoint::WebhookPage;
use crate::pages::operator::api_access::webhooks::WebhooksPage;
use crate::pages::operator::audit::AuditLogPage;
use crate::pages::operator::desk::DeskPage;
use crate::pages::operator::exports::ExportsPage;
use crate::pages::operator::membership_center::MembershipCenterDeskPage;
use crate::pages::operator::partner::PartnerPage;
use crate::pages::operator::partners::PartnersPage;
use crate::pages::operator::programme::ProgrammePage;
use crate::pages::operator::programme::offer::OfferDeskPage;
use crate::pages::operator::programme::offers::OffersDeskPage;
use crate::pages::operator::programme::renewal::RenewalDeskPage;
use crate::pages::operator::programme::review::ReviewDeskPage;
use crate::pages::operator::refunds::RefundsPage;
use crate::pages::operator::reports::ReportsPage;
use crate::pages::operator::search::Finder;
use crate::pages::operator::second_factor::SecondFactorPage;
use crate::pages::operator::sign_in::OperatorSignInPage;
use crate::pages::operator::skills::SkillsPage;
use crate::pages::operator::statements::StatementsPage;
use crate::pages::operator::statements::statement::StatementPage;
use crate::pages::operator::support::canned::CannedPage;
use crate::pages::operator::support::{SupportCasePage, SupportDeskPage};
use crate::pages::operator::team::OperatorsPage;
use crate::pages::operator::transfers::TransfersPage;
use crate::pages::order::OrderPage;
use crate::pages::orders::OrdersPage;
use crate::pages::profile::ProfilePage;
use crate::pages::saved_card::{Saving, save_card_form};
use crate::pages::sign_in::SignInPage;
use crate::pages::subscription::SubscriptionPage;
use crate::pages::support::RequestsPage;
use crate::pages::support::new::NewRequestPage;
use crate::pages::support::thread::RequestPage;
use crate::pages::users::UsersPage;
use crate::pages::welcome::WelcomePage;

/// The page did not arrive: no network, or the server has a newer bundle.
struct NotLoaded;

#[cfg(feature = "split")]
impl From<leptos::wasm_split::SplitLoaderError> for NotLoaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// Pages, or pieces of some that are made of a value, each of which is split off. The inner function is what comes later;
/// calling it fetches the page first.
macro_rules! split_off {
    ($meanwhile:ident: $name:ident($of:ty) = $piece:ident) => {
        pub fn $name(of: $of) -> AnyView {
            #[cfg(feature = "split")]
            #[leptos::wasm_split::wasm_split($name, wasm_split_path = ::leptos::wasm_split, fallible)]
            fn $name(of: $of) -> Result<AnyView, NotLoaded> {
                Ok($piece(of).into_any())
            }

            #[cfg(not(feature = "split"))]
            fn $name(of: $of) -> std::future::Ready<Result<AnyView, NotLoaded>> {
                std::future::ready(Ok($piece(of).into_any()))
            }

            lazily(Arc::new(move || Box::pin($name(of.clone()))), $meanwhile)
        }
    };
    ($meanwhile:ident: $($name:ident = $page:ident),+ $(,)?) => {$(
        pub fn $name() -> AnyView {
            #[cfg(feature = "split")]
            #[leptos::wasm_split::wasm_split($name, wasm_split_path = ::leptos::wasm_split, fallible)]
            fn $name() -> Result<AnyView, NotLoaded> {
                Ok($page().into_any())
            }

            #[cfg(not(feature = "split"))]
            fn $name() -> std::future::Ready<Result<AnyView, NotLoaded>> {
                std::future::ready(Ok($page().into_any()))
            }

            lazily(Arc::new(|| Box::pin($name())), $meanwhile)
        }
    )+};
}

/// In the place of a page that is on its way.
fn waiting() -> AnyView {
    view! { <Waiting/> }.into_any()
}

/// In the place of Membership offers: what `index.html` shows of it before the app is there, so that nothing jumps.
fn waiting_offers() -> AnyView {
    view! {
        <h1>{live(move || t().offers)}</h1>
        <p class="lead">{live(move || t().offers_lead)}</p>
        <Waiting/>
    }
    .into_any()
}

/// In the place of a piece of the frame that is on its way: of its size, so that nothing jumps.
fn piece() -> AnyView {
    view! { <div class="finder" aria-hidden="true"></div> }.into_any()
}

// Before somebody is signed in.
split_off!(waiting: sign_in = SignInPage, welcome = WelcomePage, forgotten = ForgottenPage, front = FrontPage,
    join = JoinPage, join_link = JoinLinkPage, operator_sign_in = OperatorSignInPage);
// A partner's.
split_off!(waiting_offers: offers = OffersPage);
split_off!(waiting: offer = OfferPage, subscription = SubscriptionPage, help = HelpPage, benefits = BenefitsPage,
    grant = GrantPage, renew = RenewPage, renew_there = RenewTherePage, buy = BuyPage, order = OrderPage,
    orders = OrdersPage, membership_center = MembershipCenterPage, users = UsersPage, account = AccountPage,
    profile = ProfilePage, requests = RequestsPage, new_request = NewRequestPage, request = RequestPage,
    business_profile = BusinessProfilePage, leads = LeadsPage, lead = LeadPage, competencies = CompetenciesPage,
    area = AreaPage);
// The vendor's.
split_off!(waiting: desk = DeskPage, transfers = TransfersPage, refunds = RefundsPage, statements = StatementsPage,
    statement = StatementPage, exports = ExportsPage, reports = ReportsPage, support_desk = SupportDeskPage,
    support_case = SupportCasePage, canned = CannedPage, partners = PartnersPage, partner = PartnerPage,
    membership_center_desk = MembershipCenterDeskPage, skills = SkillsPage, clock = ClockPage,
    programme = ProgrammePage, programme_offers = OffersDeskPage, programme_offer = OfferDeskPage,
    programme_renewal = RenewalDeskPage, programme_review = ReviewDeskPage, audit = AuditLogPage,
    operators = OperatorsPage, second_factor = SecondFactorPage, api_access = ApiAccessPage,
    webhooks = WebhooksPage, webhook = WebhookPage);
split_off!(piece: finder = Finder);
// Pieces that few need.
split_off!(waiting: save_card(Saving) = save_card_form);
split_off!(waiting: refusal(Refused) = why_not_published);
split_off!(waiting: transfer_form(TransferFields) = fields_of_transfer);
split_off!(waiting: elements_form(Wanted) = fields_of_stripe);

type Loading = Pin<Box<dyn Future<Output = Result<AnyView, NotLoaded>>>>;

/// How far a page has come.
#[derive(Clone, Copy)]
enum Arrival {
    UnderWay,
    There,
    Failed,
}

/// Shows that a page is loading, then the page, or that it did not arrive and a way to try again.
fn lazily(load: Arc<dyn Fn() -> Loading + Send + Sync>, meanwhile: fn() -> AnyView) -> AnyView {
    let arrival = RwSignal::new(Arrival::UnderWay);
    let page = StoredValue::new_local(None);
    // The page is made later, but belongs here: its contexts are this place's.
    let owner = Owner::current().unwrap_or_default();
    let fetch = move || {
        arrival.set(Arrival::UnderWay);
        let made = owner.with(|| ScopedFuture::new_untracked(load()));
        leptos::task::spawn_local(async move {
            // Whoever has left meanwhile took the signals along.
            let arrived = match made.await {
                Ok(view) => page.try_set_value(Some(view)).map_or(Arrival::There, |_| Arrival::Failed),
                Err(NotLoaded) => Arrival::Failed,
            };
            arrival.try_set(arrived);
        });
    };
    fetch();
    let retry = move || fetch.clone()();
    live(move || match arrival.get() {
        Arrival::UnderWay => meanwhile(),
        Arrival::There => page.try_update_value(Option::take).flatten().into_any(),
        Arrival::Failed => view! { <Failure error=ApiError::Network retry=retry.clone()/> }.into_any(),
    })
    .into_any()
}

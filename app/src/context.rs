//! What every page shares: the language, who is signed in, what the portal is.

use std::cell::Cell;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use tokuten_core::catalogue::{Language, Localized};
use tokuten_core::problem::ProblemCode;
use tokuten_core::roles::{Permission, Role};
use tokuten_core::sessions::{ActsFor, OperatorRole, PublicView, SessionView};

use crate::browser;
use crate::client::ApiError;
pub use crate::texts::t;

/// Shared by all pages.
#[derive(Clone, Copy)]
pub struct Context {
    /// The language of the page.
    pub language: RwSignal<Language>,
    /// Who is signed in; none while that is not known, or nobody is.
    pub session: RwSignal<Option<SessionView>>,
    /// Whether it is known who is signed in.
    pub asked: RwSignal<bool>,
    /// What anybody may know of the portal.
    pub public: RwSignal<Option<PublicView>>,
    /// Whether it was asked for: what depends on it does not come late then.
    pub public_asked: RwSignal<bool>,
}

thread_local! {
    // There is one page, and who has waited for an answer asks for its words too: by then nothing is being shown that
    // a context could hang on.
    static PAGE: Cell<Option<Context>> = const { Cell::new(None) };
}

/// The context of the page.
pub fn context() -> Context {
    PAGE.get().expect("the app keeps it before it shows anything")
}

/// A text of the catalogue in the page's language; follows a change of it.
pub fn local(text: &Localized) -> String {
    text.text(context().language.get()).to_owned()
}

impl Context {
    /// Makes it the page's.
    pub fn keep(self) {
        PAGE.set(Some(self));
    }

    /// The context at start: `?lang=`, then what was chosen in this browser, then the browser's languages.
    pub fn new() -> Self {
        if let Some(language) = browser::query("lang").and_then(|tag| Language::of_tag(&tag)) {
            // Kept, so that it holds after the address has lost it.
            browser::keep("language", language.tag());
        }
        let mut languages: Vec<String> = browser::kept("language").into_iter().collect();
        languages.extend(browser::languages());
        let language = languages.into_iter().find_map(|tag| Language::of_tag(&tag)).unwrap_or_default();
        Self {
            language: RwSignal::new(language),
            session: RwSignal::new(None),
            asked: RwSignal::new(false),
            public: RwSignal::new(None),
            public_asked: RwSignal::new(false),
        }
    }

    /// Takes over who is signed in, and the user's own language unless the address asks for another.
    pub fn signed_in(self, session: SessionView) {
        if let (Some(language), None) = (session.language, browser::query("lang")) {
            self.language.set(language);
        }
        self.session.set(Some(session));
        self.asked.set(true);
    }

    /// Nobody is signed in.
    pub fn signed_out(self) {
        self.session.set(None);
        self.asked.set(true);
    }

    /// Whether the partner's user who is signed in has a permission.
    pub fn may(self, permission: Permission) -> bool {
        self.session.with(|session| match session.as_ref().map(|session| &session.acts_for) {
            Some(ActsFor::Partner { roles, .. }) => permission.is_granted_to(roles),
            _ => false,
        })
    }

    /// Whether a subscription of the partner's is kept in the Membership Center.
    pub fn is_in_membership_center(self) -> bool {
        self.session.with(|session| {
            let acts_for = session.as_ref().map(|session| &session.acts_for);
            matches!(acts_for, Some(ActsFor::Partner { membership_center: true, .. }))
        })
    }

    /// The roles of the partner's user who is signed in.
    pub fn roles(self) -> Vec<Role> {
        self.session.with(|session| match session.as_ref().map(|session| &session.acts_for) {
            Some(ActsFor::Partner { roles, .. }) => roles.clone(),
            _ => Vec::new(),
        })
    }

    /// Whether an operator is signed in.
    pub fn is_operator(self) -> bool {
        self.session.with(|session| {
            matches!(session.as_ref().map(|session| &session.acts_for), Some(ActsFor::Vendor { .. }))
        })
    }

    /// Whether an operator who does this work is signed in.
    pub fn works_as(self, work: OperatorRole) -> bool {
        self.session.with(|session| {
            matches!(
                session.as_ref().map(|session| &session.acts_for),
                Some(ActsFor::Vendor { role }) if *role == work
            )
        })
    }
}

/// Answers whether an error means that nobody is signed in any more, and if so goes to the sign-in page,
/// which leads back to where one was.
pub fn leave_when_signed_out() -> impl Fn(&ApiError) -> bool + Clone + Send + Sync + 'static {
    let context = context();
    let navigate = use_navigate();
    move |error| {
        let ended = error.code() == Some(ProblemCode::SignedOut);
        if ended {
            let operator = untrack(|| context.is_operator());
            context.signed_out();
            // A page may have asked for several things at once: the first refusal leads away.
            if let Some(address) = sign_in_address(operator) {
                navigate(&address, NavigateOptions::default());
            }
        }
        ended
    }
}

/// The sign-in page's address that leads back to this one; none if this is it already.
fn sign_in_address(operator: bool) -> Option<String> {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    let operator = operator || path == "/operator" || path.starts_with("/operator/");
    let door = if operator { "/operator/sign-in" } else { "/sign-in" };
    match path.as_str() {
        "/sign-in" | "/operator/sign-in" => None,
        "/" => Some(door.to_owned()),
        _ => {
            let here = format!("{path}{}", location.search().unwrap_or_default());
            Some(format!("{door}?return={}", js_sys::encode_uri_component(&here)))
        }
    }
}

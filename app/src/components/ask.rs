//! Whom to ask for what one may not do oneself.

use leptos::prelude::*;
use tokuten_core::roles::Permission;
use tokuten_core::users::{Colleague, whom_to_ask};

use super::live::live;
use crate::context::t;
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::words;

/// Says which roles a permission takes, and which colleagues have one of them. Nothing for who has it.
#[component]
pub fn WhomToAsk(
    /// What the user may not do.
    permission: Permission,
) -> impl IntoView {
    (!crate::context::context().may(permission)).then(|| {
        let colleagues = Loaded::<Vec<Colleague>>::from(|| "/api/users/colleagues".to_owned());
        view! { <p class="notice" role="note">{live(move || sentence(permission, colleagues))}</p> }
    })
}

fn sentence(permission: Permission, colleagues: Loaded<Vec<Colleague>>) -> String {
    let roles: Vec<_> = permission.granted_to().iter().map(|role| words::role(*role)).collect();
    let takes = fill(t().takes_roles, &[("roles", &roles.join(", "))]);
    let ask = colleagues.there(|colleagues| {
        let names = whom_to_ask(colleagues, permission);
        if names.is_empty() {
            t().nobody_to_ask.to_owned()
        } else {
            fill(t().ask_one_of, &[("names", &names.join(", "))])
        }
    });
    if let Some(ask) = ask { format!("{takes} {ask}") } else { takes }
}

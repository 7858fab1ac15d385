//! What offers are called: in the draft, and in what is in force for those that the draft takes away.

use leptos::prelude::*;
use tokuten_core::catalogue::{Catalogue, OfferCode};
use tokuten_core::programme::CatalogueView;

use super::room::{Room, URL};
use crate::client::get;
use crate::context::local;

/// Catalogues that offers are looked up in, the newest first.
#[derive(Clone, Copy)]
pub struct Names(RwSignal<Vec<Catalogue>>);

impl Names {
    /// Those of the programme; a name that is not there yet, or not to be had, is the offer's code.
    pub fn of(room: Room) -> Self {
        let names = Self(RwSignal::new(Vec::new()));
        names.ask("in_force");
        Effect::new(move |asked: Option<Option<i32>>| {
            let revision =
                room.loaded.there(|desk| desk.draft.as_ref().map(|draft| draft.revision)).flatten();
            if revision.is_some() && asked.flatten() != revision {
                names.ask("draft");
            }
            revision
        });
        names
    }

    /// Those of catalogues that are there.
    pub fn known(catalogues: Vec<Catalogue>) -> Self {
        Self(RwSignal::new(catalogues))
    }

    fn ask(self, of: &'static str) {
        leptos::task::spawn_local(async move {
            if let Ok(view) = get::<CatalogueView>(&format!("{URL}/catalogue?of={of}")).await {
                let _ = self.0.try_update(|known| known.insert(0, view.catalogue));
            }
        });
    }

    /// What an offer is called; follows the language.
    pub fn name(self, code: &OfferCode) -> String {
        self.0.with(|known| {
            let offer = known.iter().find_map(|catalogue| catalogue.offer(code));
            offer.map_or_else(|| code.0.clone(), |offer| local(&offer.name))
        })
    }
}

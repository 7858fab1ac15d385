//! A message with files: what is typed and chosen, and the form that it is sent as.

use leptos::prelude::*;
use serde::Serialize;
use tokuten_core::support::{LARGEST_ATTACHMENT, MOST_ATTACHMENTS};

use crate::browser;
use crate::components::live::live;
use crate::texts::fill;
use crate::texts::support::t;

/// Why the files that were chosen cannot be sent.
#[derive(Clone)]
pub enum FilesFault {
    TooMany,
    TooLarge(String),
}

impl FilesFault {
    fn text(&self) -> String {
        match self {
            Self::TooMany => fill(t().files_too_many, &[("count", &MOST_ATTACHMENTS.to_string())]),
            Self::TooLarge(name) => fill(t().files_too_large, &[("name", name)]),
        }
    }
}

/// The files of a message.
#[derive(Clone, Copy)]
pub struct Files {
    input: NodeRef<leptos::html::Input>,
    fault: RwSignal<Option<FilesFault>>,
}

impl Files {
    pub fn new() -> Self {
        Self { input: NodeRef::new(), fault: RwSignal::new(None) }
    }

    /// The files, if they can be sent: the server looks at their size again, and at their content.
    fn chosen(self) -> Result<Vec<web_sys::File>, FilesFault> {
        let list = self.input.get_untracked().and_then(|input| input.files());
        let files: Vec<_> =
            list.map(|list| (0..list.length()).filter_map(|at| list.get(at)).collect()).unwrap_or_default();
        if files.len() > MOST_ATTACHMENTS {
            return Err(FilesFault::TooMany);
        }
        match files.iter().find(|file| browser::is_larger(file, LARGEST_ATTACHMENT)) {
            Some(large) => Err(FilesFault::TooLarge(large.name())),
            None => Ok(files),
        }
    }

    /// The form of a message with its files; none if these cannot be sent, and then it says so.
    pub fn form(self, field: &str, said: &impl Serialize) -> Option<web_sys::FormData> {
        let chosen = self.chosen();
        self.fault.set(chosen.as_ref().err().cloned());
        let form = web_sys::FormData::new().ok()?;
        form.append_with_str(field, &serde_json::to_string(said).ok()?).ok()?;
        for file in chosen.ok()? {
            form.append_with_blob_and_filename("file", &file, &file.name()).ok()?;
        }
        Some(form)
    }
}

/// The field in which files are chosen.
#[component]
pub fn FilesField(
    /// Where they go.
    files: Files,
) -> impl IntoView {
    view! {
        <div class="field" class:wrong=move || files.fault.with(Option::is_some)>
            <label for="files">{live(move || t().files)}</label>
            <input id="files" type="file" multiple node_ref=files.input accept="application/pdf,image/png,image/jpeg"
                aria-describedby="files-hint files-fault"/>
            <p class="small" id="files-hint">{live(move || fill(t().files_hint, &[("count", &MOST_ATTACHMENTS.to_string())]))}</p>
            <p class="fault" id="files-fault" role="alert">{live(move || files.fault.get().map(|fault| fault.text()))}</p>
        </div>
    }
}

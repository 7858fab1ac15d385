//! XML as a tree of names, texts and lines. What a statement never needs (document types, entities of its own) is
//! refused, and so is what is too deep or too large.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// How deep elements may stand in each other; a statement needs some fifteen.
const DEEPEST: usize = 64;
/// How many elements a file may have.
const MOST_ELEMENTS: usize = 1_000_000;

/// An element: its name without the prefix of its namespace.
#[derive(Debug, Default)]
pub struct Element {
    /// Its local name.
    pub name: String,
    /// Line of the file.
    pub line: u32,
    /// Attribute `Ccy`.
    pub currency: Option<String>,
    /// The text in it, without what surrounds it.
    pub text: String,
    /// The elements in it.
    pub children: Vec<Element>,
}

impl Element {
    /// The first child of that name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.all(name).next()
    }

    /// Every child of that name.
    pub fn all<'e>(&'e self, name: &str) -> impl Iterator<Item = &'e Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first element at a path.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The text at a path; nothing if it is empty.
    pub fn text_at(&self, path: &[&str]) -> Option<&str> {
        self.at(path).map(|element| element.text.as_str()).filter(|text| !text.is_empty())
    }
}

/// Why a file could not be read, and where.
#[derive(Debug)]
pub struct Fault {
    /// Line of the file.
    pub line: u32,
    /// Why.
    pub reason: String,
}

/// Counts lines up to ever later places.
struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn to(&mut self, place: u64) -> u32 {
        let place = usize::try_from(place).unwrap_or(usize::MAX).min(self.text.len());
        let passed = self.text.get(self.at..place).unwrap_or_default();
        let ended = passed.split(|byte| *byte == b'\n').count() - 1;
        self.line = self.line.saturating_add(u32::try_from(ended).unwrap_or(u32::MAX));
        self.at = self.at.max(place);
        self.line
    }
}

/// Reads a whole document.
pub fn read(text: &str) -> Result<Element, Fault> {
    let mut reader = Reader::from_str(text);
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    // The document itself is the first.
    let mut open = vec![Element::default()];
    let mut elements = 0;
    loop {
        let line = lines.to(reader.buffer_position());
        let fault = |reason: String| Fault { line, reason };
        let event = reader.read_event();
        let event = event.map_err(|error| Fault {
            line: lines.to(reader.error_position()),
            reason: format!("this is no XML: {error}"),
        })?;
        match event {
            Event::Start(start) => {
                elements += 1;
                if open.len() > DEEPEST || elements > MOST_ELEMENTS {
                    return Err(fault("the XML is deeper or has more elements than any statement".into()));
                }
                open.push(begun(&start, line).map_err(fault)?);
            }
            Event::Empty(start) => {
                elements += 1;
                let element = begun(&start, line).map_err(fault)?;
                if let Some(parent) = open.last_mut() {
                    parent.children.push(element);
                }
            }
            Event::End(_) => close(&mut open),
            Event::Text(text) => add(&mut open, &text.xml10_content()),
            Event::CData(text) => add(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => add(&mut open, &resolved(&reference).map_err(fault)?),
            Event::DocType(_) => {
                return Err(fault("a statement has no document type (DOCTYPE): it is not read".into()));
            }
            Event::Eof if open.len() > 1 => return Err(fault("the file ends in the middle".into())),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    let document = open.pop().unwrap_or_default();
    let root = document.children.into_iter().next();
    root.ok_or_else(|| Fault { line: 1, reason: "the file has no element".into() })
}

fn begun(start: &BytesStart, line: u32) -> Result<Element, String> {
    let currency = start.try_get_attribute("Ccy").map_err(|error| format!("this is no XML: {error}"))?;
    Ok(Element {
        name: start.local_name().as_ref().to_owned(),
        line,
        currency: currency.map(|attribute| attribute.value.trim().to_owned()),
        ..Element::default()
    })
}

fn close(open: &mut Vec<Element>) {
    if let Some(mut closed) = open.pop() {
        closed.text = closed.text.trim().into();
        if let Some(parent) = open.last_mut() {
            parent.children.push(closed);
        }
    }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// `&amp;` and `&#xE9;`; a file cannot define others.
fn resolved(reference: &BytesRef) -> Result<String, String> {
    let char = reference.resolve_char_ref().map_err(|error| format!("this is no XML: {error}"))?;
    if let Some(char) = char {
        return Ok(char.into());
    }
    let name = reference.xml10_content();
    let known = resolve_predefined_entity(&name).map(str::to_owned);
    known.ok_or_else(|| format!("the entity &{name}; is none of XML's own: it is not read"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_without_prefix_and_texts_are_whole() {
        let root = read(
            "<?xml version=\"1.0\"?>\n<a:Doc xmlns:a='x'>\n <a:Nm>M&#252;ller &amp; <![CDATA[<Co>]]></a:Nm>\n <a:E/></a:Doc>",
        );
        let root = root.unwrap();
        assert_eq!((root.name.as_str(), root.line), ("Doc", 2));
        assert_eq!(root.text_at(&["Nm"]), Some("Müller & <Co>"));
        assert_eq!(root.child("Nm").unwrap().line, 3);
        assert_eq!(root.text_at(&["E"]), None);
    }

    #[test]
    fn what_could_do_harm_is_refused_with_its_line() {
        let deep = "<a>".repeat(100);
        for (text, line, why) in [
            ("<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", 2, "DOCTYPE"),
            ("<a>\n\n&b;</a>", 3, "&b;"),
            ("<a>\n<b></a>", 2, "no XML"),
            ("<a>\n<b>", 2, "in the middle"),
            (deep.as_str(), 1, "deeper"),
            ("", 1, "no element"),
        ] {
            let fault = read(text).unwrap_err();
            assert!(fault.reason.contains(why), "{text}: {}", fault.reason);
            assert_eq!(fault.line, line, "{text}: {}", fault.reason);
        }
    }
}

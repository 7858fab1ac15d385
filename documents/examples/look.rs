//! Writes every sample into a folder, to be looked at, and says how long a document takes:
//! `cargo run --release -p tokuten-documents --example look -- /tmp/look`

#[path = "../tests/samples/mod.rs"]
mod samples;

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use samples::{credit_note, invoice, long, markup, pro_forma, qualified, reverse_charged};
use tokuten_core::orders::OrderNumber;
use tokuten_documents::{Document, Typesetter};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("say into which folder")?;
    std::fs::create_dir_all(&folder)?;
    let started = Instant::now();
    let typesetter = Typesetter::new()?;
    println!("typesetter made in {:?}", started.elapsed());
    let samples = [
        ("invoice", invoice()),
        ("qualified", qualified()),
        ("reverse-charged", reverse_charged()),
        ("pro-forma", pro_forma()),
        ("credit-note", credit_note(qualified())),
        ("markup", markup()),
        ("long", long()),
    ];
    for (name, document) in samples {
        let started = Instant::now();
        let pdf = typesetter.pdf(&document)?;
        println!("{name}: {} bytes in {:?}", pdf.len(), started.elapsed());
        std::fs::write(Path::new(&folder).join(name).with_extension("pdf"), pdf)?;
    }
    for (name, document) in [("invoice", invoice()), ("qualified", qualified())] {
        println!("{name}, warm, each a new order: {:?}", median(&typesetter, &document)?);
    }
    Ok(())
}

fn median(typesetter: &Typesetter, document: &Document) -> Result<std::time::Duration, Box<dyn Error>> {
    let mut times = Vec::new();
    for order in 0..200 {
        let document = Document { order: OrderNumber(order), ..document.clone() };
        let started = Instant::now();
        typesetter.pdf(&document)?;
        times.push(started.elapsed());
    }
    times.sort_unstable();
    Ok(times[times.len() / 2])
}

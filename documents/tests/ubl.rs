//! The UBL documents as the rules of EN 16931 see them, which nobody here wrote (`en16931/`).

// Everything here is a test, which clippy only sees of functions marked as one.
#![allow(clippy::unwrap_used)]

// The PDFs' tests use them all.
#[allow(dead_code)]
mod samples;

use std::path::Path;
use std::process::Command;

use samples::*;
use tokuten_core::partners::BillTo;
use tokuten_core::quotes::TaxRelief;
use tokuten_documents::{Document, Kind, Payment, ubl};

/// Documents of every tax category, currency, kind and way to pay.
fn all() -> Vec<(&'static str, Document)> {
    let german = invoice();
    let japanese = || Document { country: "JP".into(), quote: yen(), bill_to: tokyo(), ..invoice() };
    let registered = |document: Document| {
        let supplier =
            tokuten_core::catalogue::Supplier { tax_id: "T9700150012345".into(), ..document.supplier };
        Document { supplier, ..document }
    };
    let note = |document: Document| Document {
        kind: Kind::CreditNote {
            number: "C2026-000001".into(),
            corrects: "2026-000123".into(),
            sold_on: date("2026-11-23"),
        },
        payment: Payment::Refunded { on: date("2026-12-01") },
        ..document
    };
    let untaxed = |document: Document| {
        let quote = tokuten_core::quotes::Quote {
            taxes: Vec::new(),
            total: document.quote.subtotal,
            ..document.quote
        };
        Document {
            country: "US".into(),
            quote,
            bill_to: BillTo { tax_id: String::new(), ..document.bill_to },
            ..document
        }
    };
    vec![
        ("standard", Document { quote: euros(None), ..german.clone() }),
        ("reverse-charge", reverse_charged()),
        ("exempt", Document { quote: euros(Some(TaxRelief::Exempt)), ..german.clone() }),
        ("outside", untaxed(german.clone())),
        ("yen-with-discount", registered(japanese())),
        (
            "transfer",
            Document { payment: Payment::Transfer { paid_on: date("2026-11-23") }, ..german.clone() },
        ),
        ("credit-note", note(Document { quote: euros(None), ..german.clone() })),
        ("credit-note-reverse-charge", note(reverse_charged())),
        ("credit-note-yen", note(registered(japanese()))),
        ("credit-note-outside", note(untaxed(german))),
    ]
}

fn tokyo() -> BillTo {
    BillTo {
        name: "Aoba Systems <K.K.> & Sons\u{1}".into(),
        line1: "1-2-3 Marunouchi".into(),
        line2: String::new(),
        city: "Chiyoda-ku".into(),
        region: "Tokyo".into(),
        postal_code: "100-0005".into(),
        tax_id: String::new(),
    }
}

fn written(document: &Document) -> String {
    ubl(document).unwrap().unwrap()
}

/// What the validator says of these documents.
fn validated(documents: &[(&str, String)]) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<_> = documents
        .iter()
        .map(|(name, xml)| {
            let file = folder.path().join(format!("{name}.xml"));
            std::fs::write(&file, xml).unwrap();
            file
        })
        .collect();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(here.join("../target/tools/saxonche/bin/python"))
        .arg(here.join("tests/en16931/validate.py"))
        .args(files)
        .output()
        .expect("saxonche is there once `cargo xtask tools` has run");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn every_document_keeps_the_rules_of_en_16931() {
    let documents: Vec<_> = all().into_iter().map(|(name, document)| (name, written(&document))).collect();
    let (valid, said) = validated(&documents);
    assert!(valid, "{said}");
}

#[test]
fn the_validator_sees_what_is_wrong() {
    let right = written(&Document { quote: euros(None), ..invoice() });
    let wrong_sum = right.replace(">4914.70<", ">4914.71<");
    let nameless = right.replace("<cbc:ID>INV-2026-000123</cbc:ID>", "");
    assert!(wrong_sum != right && nameless != right, "{right}");
    let (valid, said) = validated(&[("sum", wrong_sum), ("nameless", nameless)]);
    assert!(!valid && said.contains("BR-CO-15") && said.contains("BR-02"), "{said}");
}

#[test]
fn a_document_says_how_it_is_taxed_and_what_it_corrects() {
    let of = |name: &str| written(&all().into_iter().find(|(other, _)| *other == name).unwrap().1);
    let reverse = of("reverse-charge");
    assert!(reverse.contains("VATEX-EU-AE") && reverse.contains("<cbc:ID>AE</cbc:ID>"), "{reverse}");
    let outside = of("outside");
    assert!(outside.contains("VATEX-EU-O") && !outside.contains("PartyTaxScheme"), "{outside}");
    let note = of("credit-note");
    assert!(note.contains("<CreditNote ") && note.contains("<cbc:ID>2026-000123</cbc:ID>"), "{note}");
    let yen = of("yen-with-discount");
    assert!(
        yen.contains("<cbc:TaxAmount currencyID=\"JPY\">40200</cbc:TaxAmount>"),
        "yen have no decimals: {yen}"
    );
    assert!(yen.contains("<cbc:AllowanceTotalAmount currencyID=\"JPY\">134000<"), "{yen}");
    assert!(yen.contains("Aoba Systems &lt;K.K.&gt; &amp; Sons<"), "{yen}");
}

#[test]
fn a_pro_forma_invoice_is_for_nobodys_books() {
    assert_eq!(ubl(&Document { kind: Kind::ProForma, ..invoice() }).unwrap(), None);
}

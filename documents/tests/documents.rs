//! The PDFs as two readers see them that nobody here wrote: poppler's `pdftotext` and `qpdf --check`.

// Everything here is a test, which clippy only sees of functions marked as one.
#![allow(clippy::unwrap_used)]

mod samples;

use std::path::Path;
use std::process::Command;
use std::sync::{Arc, LazyLock};

use samples::*;
use tokuten_core::catalogue::Language;
use tokuten_core::money::{Currency, Money};
use tokuten_core::partners::BillTo;
use tokuten_core::quotes::TaxRelief;
use tokuten_documents::{Document, DocumentError, Typesetter};

static TYPESETTER: LazyLock<Typesetter> = LazyLock::new(|| Typesetter::new().unwrap());

fn run(program: &str, arguments: &[&str], pdf: &Path) -> String {
    let output = Command::new(program).args(arguments).arg(pdf).arg("-").output();
    let output =
        output.unwrap_or_else(|error| panic!("{program} (apt-get install poppler-utils qpdf): {error}"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What a reader finds in the PDF, after `qpdf` found nothing wrong with it. Blanks are as they are on the page.
fn read(document: &Document) -> String {
    read_as(document, "-layout")
}

fn read_as(document: &Document, order: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("document.pdf");
    std::fs::write(&file, TYPESETTER.pdf(document).unwrap()).unwrap();
    let check = Command::new("qpdf").arg("--check").arg(&file).output().unwrap();
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
    run("pdftotext", &[order], &file)
}

#[track_caller]
fn assert_reads(document: &Document, expected: &[&str]) {
    let text = read(document);
    for expected in expected {
        assert!(text.contains(expected), "{expected:?} is missing in:\n{text}");
    }
}

#[test]
fn an_english_invoice_says_everything() {
    let expected = [
        "Invoice",
        "INV-2026-000123",
        "23 November 2026",
        "100042",
        "4100001",
        "Bill to",
        "From",
        "Northwind Software Ireland Limited",
        "14 Harbour Quay",
        "Dublin 2",
        "D02 XY45",
        "Ireland",
        "VAT ID: IE9900123WA",
        "Überbau Systeme GmbH & Co. KG",
        "Straße des Friedens 12",
        "10115 Berlin",
        "Germany",
        "Gold membership, one year",
        "Amount (EUR)",
        "Subtotal",
        "4,130.00",
        "VAT, 19% of 4,130.00",
        "784.70",
        "Total",
        "EUR 4,914.70",
        "Visa ending in 4242",
        "22 November 2026",
        "1/1",
    ];
    assert_reads(&invoice(), &expected);
}

#[test]
fn a_qualified_invoice_has_the_registration_number_and_the_tax_per_rate() {
    let expected = [
        "請求書",
        "INV-2026-000123",
        "2026年11月23日",
        "株式会社青葉システム 御中",
        "〒980-0811",
        "宮城県仙台市青葉区一番町1-2-3",
        "青葉ビル 4 階",
        "登録番号: T1234567890123",
        "登録番号: T9700150012345",
        "アイルランド",
        "ゴールド メンバーシップ (1 年)",
        "536,000",
        "シルバー メンバーシップ からのアップグレード (25% 割引)",
        "-134,000",
        "402,000",
        "消費税 (10%対象 402,000)",
        "40,200",
        "442,200円",
        "銀行振込",
        "2026年11月20日",
        "適格請求書です",
    ];
    assert_reads(&qualified(), &expected);
}

#[test]
fn without_a_registration_number_an_invoice_does_not_call_itself_qualified() {
    let unregistered = Document { supplier: invoice().supplier, ..qualified() };
    assert!(!read(&unregistered).contains("適格請求書"));
}

#[test]
fn reverse_charge_is_noted_with_both_tax_ids_and_no_tax() {
    let note = "Reverse charge: VAT to be accounted for by the recipient (Art. 196, Directive 2006/112/EC)";
    let expected =
        ["VAT ID: IE9900123WA", "VAT ID: DE123456789", "VAT, 0% of 4,130.00", " 0.00", "EUR 4,130.00", note];
    assert_reads(&reverse_charged(), &expected);
    let japanese = Document { language: Language::Ja, ..reverse_charged() };
    assert_reads(&japanese, &["リバース チャージ", "2006/112/EC 第 196 条", "ドイツ"]);
}

#[test]
fn an_exemption_is_noted() {
    let exempt = Document { quote: euros(Some(TaxRelief::Exempt)), ..invoice() };
    assert_reads(&exempt, &["VAT is not charged: the customer is exempt.", "EUR 4,130.00"]);
}

#[test]
fn a_pro_forma_says_how_to_pay_and_is_no_tax_invoice() {
    let expected = [
        "見積請求書",
        "442,200円",
        "2026年12月23日",
        "100042 4100001",
        "ノースウォーター銀行 東京支店",
        "ノースウインドソフトウエア",
        "普通 0123456",
        "NWFBJPJT",
        "本書は適格請求書 (税務上の請求書) ではありません",
    ];
    assert_reads(&pro_forma(), &expected);
    let english = Document { language: Language::En, ..pro_forma() };
    assert_reads(
        &english,
        &["Pro forma invoice", "Pay by", "23 December 2026", "JPY 442,200", "This is not a tax invoice"],
    );
}

#[test]
fn a_credit_note_takes_back_each_amount_and_names_the_invoice() {
    let expected = [
        "Credit note",
        "CN-2026-000007",
        "Corrects invoice",
        "INV-2026-000123",
        "-4,130.00",
        "-784.70",
        "EUR -4,914.70",
        "Refunded on",
        "30 November 2026",
    ];
    assert_reads(&credit_note(invoice()), &expected);
    let discounted =
        ["返還請求書", "-536,000", " 134,000", "-402,000", "-40,200", "-442,200円", "適格返還請求書です"];
    assert_reads(&credit_note(qualified()), &discounted);
}

#[test]
fn markup_in_a_name_is_text() {
    // The name wraps, so it is looked for without its blanks; "-raw" keeps the two addresses apart.
    let blankless = |text: &str| text.split_whitespace().collect::<String>();
    let (name, text) = (blankless(&markup().bill_to.name), blankless(&read_as(&markup(), "-raw")));
    assert!(text.contains(&name), "{name} is missing in {text}");
}

#[test]
fn what_is_long_wraps_and_goes_on_overleaf() {
    let text = read(&long());
    assert!(
        text.contains("1,000.00") && text.contains("1,000.39") && text.contains("EUR 4,914.70"),
        "{text}"
    );
    assert!(text.contains("5/5"), "{text}");
    assert_eq!(text.matches('x').count(), 120 + text.matches("text").count(), "{text}");
}

#[test]
fn characters_without_a_glyph_do_not_stop_an_invoice() {
    let bill_to =
        BillTo { name: "삼성 🚀 Łódź\u{0}\u{202e} नमस्ते".into(), ..invoice().bill_to };
    assert_reads(&Document { bill_to, ..invoice() }, &["〓〓 〓 Łódź"]);
}

#[test]
fn the_same_document_gives_the_same_bytes_from_every_thread() {
    let typesetter = Arc::new(Typesetter::new().unwrap());
    let threads = [invoice(), qualified(), invoice(), qualified()].map(|document| {
        let typesetter = Arc::clone(&typesetter);
        std::thread::spawn(move || typesetter.pdf(&document).unwrap())
    });
    let [a, b, c, d] = threads.map(|thread| thread.join().unwrap());
    assert!(a == c && b == d && a != b);
    assert_eq!(a, TYPESETTER.pdf(&invoice()).unwrap());
}

#[test]
fn the_pdf_is_an_archival_one_of_its_title_language_and_day() {
    let pdf = String::from_utf8_lossy(&TYPESETTER.pdf(&qualified()).unwrap()).into_owned();
    for expected in ["<pdfaid:part>2<", "<pdfaid:conformance>B<", "2026-11-23T00:00:00", "/Lang"] {
        assert!(pdf.contains(expected), "{expected} is missing");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("document.pdf");
    std::fs::write(&file, TYPESETTER.pdf(&qualified()).unwrap()).unwrap();
    let facts = Command::new("pdfinfo").arg(&file).output().unwrap();
    let facts = String::from_utf8(facts.stdout).unwrap();
    assert!(facts.contains("請求書 INV-2026-000123") && facts.contains("A4"), "{facts}");
}

#[test]
fn an_amount_without_an_opposite_is_an_error() {
    let mut document = credit_note(invoice());
    document.quote.total = Money::new(i64::MIN, Currency::EUR);
    assert!(matches!(TYPESETTER.pdf(&document), Err(DocumentError::Money(_))));
}

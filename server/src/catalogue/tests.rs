//! A catalogue with all that it must have, and what is said when one thing in it is wrong.

use proptest::prelude::*;
use tokuten_core::catalogue::{BenefitKind, Language, OfferCode};
use tokuten_core::competencies::Level;
use tokuten_core::money::{Currency, Money, Rate, Rounding};
use tokuten_core::payments::PaymentMethod;

use super::{DEMO, demo, parse};

const SMALL: &str = r#"
[programme]
name = { en = "Programme", ja = "プログラム" }
zone = "Asia/Tokyo"
languages = ["en", "ja"]
[agreement]
version = "1"
name = { en = "Agreement", ja = "契約" }
text = { en = "Agreed", ja = "同意" }
[supplier]
name = "Vendor Ltd"
address = ["Dublin"]
country = "IE"
tax_id = "IE1234567A"
[[bank_accounts]]
currency = "JPY"
bank = "Bank"
holder = "Vendor Ltd"
account = "1234567"
bic = "BANKJPJT"
[[offers]]
code = "silver"
name = { en = "Silver", ja = "シルバー" }
summary = { en = "Silver", ja = "シルバー" }
requires = "silver"
included_in = ["gold"]
benefits = [{ code = "key", kind = "product_key", quantity = 1, name = { en = "Key", ja = "キー" } }]
prices = [
  { country = "JP", currency = "JPY", amount = "53900", methods = ["bank_transfer"] },
  { country = "DE", currency = "EUR", amount = "425.5", methods = ["credit_card"] },
]
[[offers]]
code = "gold"
name = { en = "Gold", ja = "ゴールド" }
summary = { en = "Gold", ja = "ゴールド" }
upgrade = { from = "silver", discount = "25 %" }
benefits = []
prices = [{ country = "JP", currency = "JPY", amount = "100000", methods = ["credit_card"] }]
[[taxes]]
country = "JP"
name = { en = "Tax", ja = "税" }
rate = "7.75 %"
rounding = "down"
[[policies]]
effective_from = "2018-10-01"
partner_center = { opens = 1, closes = 30 }
membership_center = { opens = -90, closes = 0 }
benefits_end = 30
next_anniversary = "old_anniversary"
qualification_days = 30
[reminders]
always = [-1]
only_if_not_renewed = [1]
[automatic_renewal]
retry_days = [1, 3]
[orders]
transfer_days = 30
refund_days = 30
tax_refund_years = 1
draft_hours = 24
[support]
close_days = 14
[leads]
expire_days = 14
remind_days = 3
[[industries]]
code = "retail"
name = { en = "Retail", ja = "小売" }
[[services]]
code = "migration"
name = { en = "Migration", ja = "移行" }
[joining]
verification = "by_hand"
link_hours = 24
[[competencies]]
code = "cloud"
name = { en = "Cloud", ja = "クラウド" }
silver = [
  { kind = "certified_people", count = 2, certifications = ["builder"] },
  { kind = "assessments", count = 1, assessments = ["selling"], months = 24 },
]
gold = [
  { kind = "references", count = 3 },
  { kind = "performance", measure = "seats", amount = 250, months = 12 },
]
[[certifications]]
code = "builder"
name = { en = "Builder", ja = "ビルダー" }
[[assessments]]
code = "selling"
name = { en = "Selling", ja = "販売" }
[[measures]]
code = "seats"
name = { en = "Seats", ja = "シート" }
[competency_notices]
at_risk_days = [90, 30]
expiry_days = [60]
[desk]
claim_minutes = 20
override_days = 60
"#;

fn errors(toml: &str) -> String {
    parse(toml).expect_err("a mistake was made").to_string()
}

/// What is said of the small catalogue when `wrong` stands in the place of `right`.
fn refused(right: &str, wrong: &str) -> String {
    assert_eq!(SMALL.matches(right).count(), 1, "{right} should stand once in the small catalogue");
    errors(&SMALL.replace(right, wrong))
}

#[test]
fn the_demo_catalogue_parses() {
    let demo = demo();
    let codes: Vec<_> = demo.offers.iter().map(|offer| offer.code.0.as_str()).collect();
    assert_eq!(codes, ["action_pack", "silver", "gold"]);
    for text in [&demo.agreement.text.en, &demo.agreement.text.ja] {
        assert_eq!(text.split("\n\n").count(), 3, "three paragraphs");
    }
    let in_india = demo.offers[0].price_in("IN", "INR").unwrap();
    assert_eq!(in_india.methods, [PaymentMethod::CreditCard]);
    assert_eq!(demo.policies.len(), 2);
    assert!(demo.competencies.len() >= 8);
    let kinds = |of: usize| demo.offers[of].benefits.iter().map(|benefit| benefit.kind).collect::<Vec<_>>();
    for kind in BenefitKind::ALL {
        assert!((0..3).any(|offer| kinds(offer).contains(&kind)), "{kind:?}");
    }
    assert!(demo.competencies.iter().any(|area| !area.benefits.is_empty()));
}

#[test]
fn values_are_read_as_they_are_meant() {
    let catalogue = parse(SMALL).unwrap();
    let silver = catalogue.offer(&OfferCode::from("silver")).unwrap();
    let gold = catalogue.offer(&OfferCode::from("gold")).unwrap();
    assert_eq!(silver.price_in("JP", "JPY").unwrap().amount, Money::new(53_900, Currency::JPY));
    assert_eq!(silver.price_in("DE", "EUR").unwrap().amount, Money::new(42_550, Currency::EUR));
    assert_eq!((silver.requires, gold.requires), (Some(Level::Silver), None));
    assert_eq!(gold.upgrade.as_ref().unwrap().discount, Rate::basis_points(2_500));
    assert_eq!(catalogue.tax_in("JP").unwrap().rate, Rate::basis_points(775));
    assert_eq!(catalogue.tax_in("JP").unwrap().rounding, Rounding::Down);
    let reminders: Vec<_> =
        catalogue.reminders.iter().map(|reminder| (reminder.day, reminder.only_if_not_renewed)).collect();
    assert_eq!(reminders, [(-1, false), (1, true)]);
}

#[test]
fn every_mistake_is_reported_with_its_place_in_the_order_of_lines() {
    let mut wrong = SMALL.to_owned();
    for (from, to) in [
        ("zone = \"Asia/Tokyo\"", "zone = \"Tokyo\""),
        ("country = \"IE\"", "country = \"Ireland\""),
        ("bic = \"BANKJPJT\"", "bci = \"BANKJPJT\""),
        ("included_in = [\"gold\"]", "included_in = [\"golden\"]"),
        ("amount = \"53900\"", "amount = \"53,900\""),
        ("amount = \"425.5\"", "amount = \"425.505\""),
        ("rate = \"7.75 %\"", "rate = 7.75"),
        ("closes = 30", "closes = -30"),
        ("old_anniversary", "old_aniversary"),
        ("retry_days = [1, 3]", "retry_days = [3, 1]"),
    ] {
        assert!(wrong.contains(from), "{from}");
        wrong = wrong.replace(from, to);
    }
    let expected = r#"
line 4, column 9: "Tokyo" is not a time zone; write its IANA name, such as Asia/Tokyo or Etc/UTC
line 13, column 12: "Ireland" is not a country; write its two capital letters of ISO 3166-1, such as JP
line 20, column 1: "bci" is no field of this bank account; did you mean "bic"?
line 26, column 17: there is no offer "golden"; did you mean "gold"?
line 29, column 49: "53,900" is not an amount; write digits without separators, and a point before decimals: "1234.50"
line 30, column 49: "425.505" has more decimals than EUR (2)
line 42, column 8: expected a share in quotes, such as "10 %", found a number with decimals
line 46, column 18: the window closes (day -30) before it opens (day 1)
line 49, column 21: "old_aniversary" is not known here; did you mean "old_anniversary"?
line 55, column 18: retry days must rise, and 1 does not come after 3"#;
    assert_eq!(errors(&wrong), expected.trim_start());
}

#[test]
fn columns_count_characters_and_not_bytes() {
    let said = refused("name = { en = \"Tax\", ja = \"税\" }", "name = { ja = \"税務署\", en = 1 }");
    assert_eq!(said, "line 41, column 27: expected a text in quotes, found a whole number");
}

#[test]
fn what_is_not_toml_is_said_in_plain_words() {
    let cases = [
        (
            "zone = \"Asia/Tokyo\"",
            "zone = Asia",
            "Asia is not a number; texts, dates and amounts stand in quotes: \"Asia\"",
        ),
        ("\"2018-10-01\"", "2018-10-01", "stand in quotes: \"2018-10-01\""),
        ("\"7.75 %\"", "7 %", "shares stand in quotes"),
        ("version = \"1\"", "version = \"1\"\nversion = \"2\"", "\"version\" stands on line 7 already"),
        ("[orders]", "[supplier]", "[supplier] stands on line 10 already"),
        ("\"Dublin\"]", "\"Dublin]", "line 12"),
        ("[orders]", "[orders", "line 56"),
    ];
    for (right, wrong, expected) in cases {
        let said = refused(right, wrong);
        assert!(said.contains(expected), "{wrong}: {said}");
    }
}

#[test]
fn a_missing_section_is_named() {
    let said = errors("");
    for section in ["programme", "agreement", "supplier", "policies", "reminders", "offers", "orders"] {
        assert!(said.contains(&format!("line 1, column 1: this catalogue has no {section:?}")), "{said}");
    }
}

/// One row per rule: what is right, what is wrong, and what is said of it.
const RULES: [(&str, &str, &str); 71] = [
    ("languages = [\"en\", \"ja\"]", "languages = []", "line 5, column 13: the list is empty"),
    (
        "languages = [\"en\", \"ja\"]",
        "languages = [\"en\", \"fr\"]",
        "\"fr\" is not known here; write one of en, ja",
    ),
    (
        "languages = [\"en\", \"ja\"]",
        "languages = [\"en\", \"en\"]",
        "the language \"en\" stands on line 5 already",
    ),
    ("{ en = \"Tax\", ja = \"税\" }", "{ en = \"Tax\" }", "the text is missing in ja"),
    ("{ en = \"Tax\", ja = \"税\" }", "{ en = \"Tax\", ja = \" \" }", "the text is empty"),
    ("{ en = \"Tax\", ja = \"税\" }", "\"Tax\"", "write the text once per language: { en = "),
    (
        "{ en = \"Tax\", ja = \"税\" }",
        "{ en = \"Tax\", ja = \"税\", de = \"\" }",
        "\"de\" is no field of this text; it may have en, ja",
    ),
    ("address = [\"Dublin\"]", "address = \"Dublin\"", "expected a list, found a text"),
    ("country = \"IE\"", "country = \"UK\"", "\"UK\" is not a country; write GB"),
    ("tax_id = \"IE1234567A\"", "tax_id = \"1234567A\"", "\"1234567A\" is not a tax ID of IE"),
    (
        "[[bank_accounts]]\ncurrency = \"JPY\"",
        "[[bank_accounts]]\ncurrency = \"YEN\"",
        "\"YEN\" is not a currency",
    ),
    (
        "[[bank_accounts]]\ncurrency = \"JPY\"",
        "[[bank_accounts]]\ncurrency = \"USD\"",
        "line 29, column 33: bank transfers in JPY are offered, but there is no account",
    ),
    ("account = \"1234567\"", "account = \"GB29 NWBK 6016 1331 9268 91\"", "is not a valid IBAN"),
    ("bic = \"BANKJPJT\"", "bic = \"BANK\"", "\"BANK\" is not a BIC"),
    ("code = \"gold\"", "code = \"silver\"", "the offer \"silver\" stands on line 22 already"),
    ("code = \"gold\"", "code = \"Gold\"", "\"Gold\" is not a code"),
    ("included_in = [\"gold\"]", "included_in = [\"silver\"]", "\"silver\" cannot be included in itself"),
    ("from = \"silver\"", "from = \"gold\"", "\"gold\" cannot be an upgrade from itself"),
    ("from = \"silver\"", "from = \"bronze\"", "there is no offer \"bronze\"; the offers are silver, gold"),
    ("discount = \"25 %\"", "discount = \"125 %\"", "\"125 %\" is more than 100 %"),
    ("discount = \"25 %\"", "discount = \"100 %\"", "a discount must leave something to pay"),
    ("discount = \"25 %\"", "discount = \"-1 %\"", "\"-1 %\" is not a share"),
    ("rate = \"7.75 %\"", "rate = \"7.755 %\"", "\"7.755 %\" is not a share"),
    ("rate = \"7.75 %\"", "rate = \"7.75\"", "\"7.75\" is not a share"),
    ("rounding = \"down\"", "rounding = \"up\"", "\"up\" is not known here; write one of half_up, down"),
    ("requires = \"silver\"", "requires = \"bronze\"", "write one of silver, gold"),
    ("kind = \"product_key\"", "kind = \"product_keys\"", "did you mean \"product_key\"?"),
    ("quantity = 1", "quantity = 0", "0 is not from 1 to 1000000"),
    ("code = \"key\", ", "", "this benefit has no \"code\""),
    ("quantity = 1", "quantity = 1, valid_days = 0", "0 is not from 1 to 36600"),
    ("quantity = 1", "quantity = 1, file = \"kit.zip\"", "only marketing_material has a file"),
    ("quantity = 1", "quantity = 1, file = \"../kit.zip\"", "\"../kit.zip\" is not the name of a file"),
    ("kind = \"product_key\"", "kind = \"marketing_material\"", "needs a \"file\" to download"),
    (
        "kind = \"product_key\"",
        "kind = \"advisory_hours\", valid_days = 1",
        "only a product_key and cloud_seats have an end of their own",
    ),
    (
        "benefits = []",
        "benefits = [{ code = \"a\", kind = \"user_licence\", quantity = 2, name = { en = \"A\", ja = \"A\" } }, { code = \"a\", kind = \"user_licence\", quantity = 2, name = { en = \"A\", ja = \"A\" } }]",
        "the benefit \"a\" stands on line 37 already",
    ),
    (
        "country = \"DE\", currency = \"EUR\", amount = \"425.5\"",
        "country = \"JP\", currency = \"JPY\", amount = \"425\"",
        "the price in JP in JPY stands on line 29 already",
    ),
    ("amount = \"53900\"", "amount = \"0\"", "a price must be above 0"),
    ("amount = \"53900\"", "amount = \"-5\"", "a price must be above 0"),
    ("amount = \"53900\"", "amount = 53900", "amounts stand in quotes: \"53900\""),
    ("amount = \"53900\"", "amount = \"53900.00\"", "has more decimals than JPY (0)"),
    ("methods = [\"bank_transfer\"]", "methods = []", "the list is empty"),
    ("methods = [\"bank_transfer\"]", "methods = [\"cash\"]", "write one of credit_card, bank_transfer"),
    (
        "effective_from = \"2018-10-01\"",
        "effective_from = \"2018-10-32\"",
        "\"2018-10-32\" is not a date; write YYYY-MM-DD",
    ),
    ("opens = -90", "opens = -900", "-900 is not from -366 to 366"),
    (
        "only_if_not_renewed = [1]",
        "only_if_not_renewed = [-1]",
        "the reminder on day -1 stands on line 52 already",
    ),
    ("bic = \"BANKJPJT\"", "", "line 15, column 1: this bank account has no \"bic\""),
    ("retry_days = [1, 3]", "retry_days = [1, 1]", "retry days must rise, and 1 does not come after 1"),
    ("transfer_days = 30", "transfer_days = 0", "0 is not from 1 to 366"),
    ("refund_days = 30", "refund_days = 400", "400 is not from 0 to 366"),
    ("tax_refund_years = 1", "tax_refund_years = 11", "11 is not from 0 to 10"),
    ("draft_hours = 24", "draft_hours = \"24\"", "expected a whole number without quotes, found a text"),
    (
        "remind_days = 3",
        "remind_days = 14",
        "a reminder 14 days before a lead expires comes too early: it has 14 in all",
    ),
    ("expire_days = 14", "expire_days = 0", "0 is not from 1 to 366"),
    ("remind_days = 3", "remind_days = 3\nkeep_days = 0", "column 13: 0 is not from 1 to 3660"),
    ("ja = \"小売\"", "jp = \"小売\"", "the text is missing in ja, a language of the programme"),
    ("[support]\nclose_days = 14", "[support]\nclose_days = 0", "0 is not from 1 to 366"),
    ("claim_minutes = 20", "claim_minutes = 0", "0 is not from 1 to 1440"),
    ("override_days = 60", "override_days = 400", "400 is not from 1 to 366"),
    (
        "verification = \"by_hand\"",
        "verification = \"by hand\"",
        "line 73, column 17: \"by hand\" is not known here; did you mean \"by_hand\"?",
    ),
    ("link_hours = 24", "link_hours = 0", "line 74, column 14: 0 is not from 1 to 8784"),
    ("link_hours = 24", "", "this section on joining has no \"link_hours\""),
    ("[orders]", "[order]", "\"order\" is no field of this catalogue; did you mean \"orders\"?"),
    (
        "\"certified_people\"",
        "\"people\"",
        "\"people\" is not known here; write one of certified_people, assessments",
    ),
    (
        "certifications = [\"builder\"]",
        "certifications = [\"bilder\"]",
        "line 79, column 62: there is no certification \"bilder\"; did you mean \"builder\"?",
    ),
    (
        "certifications = [\"builder\"]",
        "certifications = [\"builder\", \"builder\"]",
        "the certification \"builder\" stands on line 79 already",
    ),
    (
        "assessments = [\"selling\"]",
        "assessments = [\"tact\"]",
        "there is no assessment \"tact\"; add [[assessments]] with code = \"tact\"",
    ),
    ("count = 1, assessments", "count = 2, assessments", "2 assessments are asked for, and 1 are listed"),
    ("measure = \"seats\"", "measure = \"seat\"", "there is no measure \"seat\"; did you mean \"seats\"?"),
    ("amount = 250", "amount = 0", "0 is not from 1 to 1000000000"),
    (
        "{ kind = \"references\", count = 3 }",
        "{ kind = \"references\" }",
        "this requirement has no \"count\"",
    ),
    ("expiry_days = [60]", "expiry_days = [60, 60]", "the notice 60 days before stands on line 97 already"),
];

#[test]
fn each_rule_is_told_in_its_own_words() {
    for (right, wrong, expected) in RULES {
        let said = refused(right, wrong);
        assert!(said.contains(expected), "{wrong}\nexpected: {expected}\nsaid: {said}");
    }
}

#[test]
fn one_mistake_drags_no_others_behind_it() {
    let lone = ["zone = \"Tokyo\"", "code = \"gold\"\nrequires = 1", "amount = \"1,0\"", "version = \"\""];
    let right = ["zone = \"Asia/Tokyo\"", "code = \"gold\"", "amount = \"53900\"", "version = \"1\""];
    for (right, wrong) in right.into_iter().zip(lone) {
        let said = refused(right, wrong);
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

#[test]
fn a_policy_takes_over_on_a_day_of_its_own() {
    let policy = SMALL.split("[[policies]]").nth(1).unwrap().split("[reminders]").next().unwrap();
    let said = errors(&format!("{SMALL}\n[[policies]]{policy}"));
    assert!(said.contains("a policy in force from 2018-10-01 stands on line 45 already"), "{said}");
    let without = SMALL.replace(&format!("[[policies]]{policy}"), "");
    assert!(errors(&without).contains("this catalogue has no \"policies\""));
}

#[test]
fn a_second_account_tax_or_competency_of_the_same_name_is_refused() {
    let account = "[[bank_accounts]]\ncurrency = \"JPY\"\nbank = \"B\"\nholder = \"V\"\naccount = \"1\"\nbic = \"BANKJPJT\"\n";
    let tax = "[[taxes]]\ncountry = \"JP\"\nname = { en = \"T\", ja = \"T\" }\nrate = \"1 %\"\nrounding = \"down\"\n";
    let area = "[[competencies]]\ncode = \"cloud\"\nname = { en = \"C\", ja = \"C\" }\n";
    let said = errors(&format!("{SMALL}{account}{tax}{area}"));
    for expected in
        ["the bank account for JPY stands", "the tax of JP stands", "the competency \"cloud\" stands"]
    {
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn an_industry_or_service_of_the_same_code_is_refused() {
    for (list, what) in [("industries", "industry"), ("services", "service")] {
        let again = format!("[[{list}]]\ncode = \"again\"\nname = {{ en = \"A\", ja = \"A\" }}\n");
        let said = errors(&format!("{SMALL}{again}{again}"));
        assert!(said.contains(&format!("the {what} \"again\" stands on line")), "{said}");
    }
    let catalogue = parse(SMALL).unwrap();
    assert_eq!((catalogue.industries.len(), catalogue.services[0].code.as_str()), (1, "migration"));
    assert_eq!((catalogue.leads.expire, catalogue.leads.remind, catalogue.leads.keep), (14, 3, None));
    assert_eq!(demo().leads.keep, Some(730));
}

#[test]
fn a_programme_in_one_language_needs_its_texts_in_that_one_only() {
    let english = SMALL.replace("languages = [\"en\", \"ja\"]", "languages = [\"en\"]");
    let english = english.replace(", ja = \"プログラム\"", "");
    let catalogue = parse(&english).unwrap();
    assert_eq!(catalogue.languages, [Language::En]);
    assert_eq!(catalogue.name.ja, "Programme");
}

#[test]
fn files_from_windows_are_read_too() {
    let windows = format!("\u{feff}{}", SMALL.trim_start().replace('\n', "\r\n"));
    assert_eq!(parse(&windows), parse(SMALL));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_slip_of_the_keyboard_panics(at in 0..SMALL.len(), byte in any::<u8>()) {
        let mut bytes = SMALL.as_bytes().to_vec();
        bytes[at] = byte;
        let _ = parse(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_lost_or_doubled_lines_panic(lost in 0_usize..70, doubled in 0_usize..70) {
        let lines = SMALL.lines().enumerate().filter(|(index, _)| *index != lost);
        let lines = lines.flat_map(|(index, line)| std::iter::repeat_n(line, if index == doubled { 2 } else { 1 }));
        let _ = parse(&lines.collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn no_part_of_the_demo_catalogue_panics(from in 0..DEMO.len(), length in 0..DEMO.len()) {
        let part: Vec<_> = DEMO.bytes().skip(from).take(length).collect();
        let _ = parse(&String::from_utf8_lossy(&part));
    }
}

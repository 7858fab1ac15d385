//! The directory's words, in both languages side by side.

use tokuten_core::catalogue::Language;
use tokuten_core::competencies::Level;
use tokuten_core::problem::FieldFault;

macro_rules! words {
    ($($name:ident: $en:literal, $ja:literal;)+) => {
        /// Every word of the directory's pages.
        pub struct Words { $(pub $name: &'static str),+ }

        const EN: Words = Words { $($name: $en),+ };
        const JA: Words = Words { $($name: $ja),+ };
    };
}

words! {
    skip: "Skip to content", "本文へスキップ";
    directory: "Partner directory", "パートナー ディレクトリ";
    intro: "Find a company that helps you, by what it does, where it works and what it has been certified for.", "業務内容、対応地域、取得済みのコンピテンシーから、頼れる企業を探せます。";
    portal: "For partners", "パートナーの方へ";
    search: "Search", "検索";
    text: "What are you looking for?", "キーワード";
    country: "Country", "国・地域";
    any_country: "Any country", "すべての国・地域";
    competency: "Competency", "コンピテンシー";
    any_competency: "Any competency", "すべてのコンピテンシー";
    results: "Companies", "企業一覧";
    nobody: "No company is listed yet.", "掲載されている企業はまだありません。";
    nobody_found: "No company matches. Use fewer or other words, or leave country and competency open.", "該当する企業がありません。キーワードを減らすか変える、または国・コンピテンシーの条件を外してお試しください。";
    all: "Show all companies", "すべての企業を表示";
    next: "Next page", "次のページ";
    first: "First page", "最初のページ";
    about: "About", "企業紹介";
    services: "Services", "サービス";
    industries: "Industries", "対象業種";
    countries: "Works in", "対応地域";
    competencies: "Competencies", "コンピテンシー";
    locations: "Locations", "所在地";
    contact: "Contact", "連絡先";
    email: "Email address", "メール アドレス";
    phone: "Phone number", "電話番号";
    website: "Website", "ウェブサイト";
    ask: "Ask this company", "この企業に問い合わせる";
    ask_text: "Your inquiry goes to this company alone. It answers by e-mail or phone.", "お問い合わせはこの企業にのみ届きます。回答はメールまたは電話で届きます。";
    name: "Your name", "お名前";
    company: "Company", "会社名";
    optional: "optional", "任意";
    message: "How can the company help you?", "お問い合わせ内容";
    leave: "Leave this field empty", "この欄は空のままにしてください";
    send: "Send inquiry", "問い合わせを送信";
    agreement: "Consent", "同意";
    sent: "Your inquiry was sent. The company has it now and will answer you.", "お問い合わせを送信しました。企業からの回答をお待ちください。";
    wrong: "Nothing was sent. Please correct:", "送信されていません。次の項目を修正してください:";
    outdated: "Nothing was sent: this form was open for too long, or has changed. It is a new one now, with what you had typed; please read it and send it again.", "送信されていません。フォームの有効期限が切れたか、内容が変わりました。入力内容を引き継いだ新しいフォームを確認のうえ、もう一度送信してください。";
    too_many: "Nothing was sent: too many inquiries came from your network. Please try again later.", "送信されていません。同じネットワークからのお問い合わせが多すぎます。しばらくしてからもう一度お試しください。";
    error: "Error", "エラー";
    not_found: "Page not found", "ページが見つかりません";
    not_found_text: "This company is not listed, or not any more. Look for others in the directory.", "この企業は掲載されていないか、掲載を終了しました。ディレクトリからほかの企業をお探しください。";
    preview: "Preview", "プレビュー";
    preview_text: "This is how the public will see your profile. It is not published yet by looking at it.", "公開時の表示です。この画面を見ただけでは公開されません。";
    back: "Back to the editor", "編集に戻る";
    missing: "Fill this in.", "入力してください。";
    missing_consent: "Without your consent we may not pass the inquiry on.", "同意がない場合、お問い合わせを転送できません。";
    too_long: "This is too long.", "長すぎます。";
    malformed: "This does not look right.", "形式が正しくありません。";
}

/// The words in a language.
pub fn words(language: Language) -> &'static Words {
    match language {
        Language::En => &EN,
        Language::Ja => &JA,
    }
}

/// What the customer agrees to, and for how many days after that is over it is kept, if not without end.
#[must_use]
pub fn consent(language: Language, company: &str, programme: &str, keep: Option<u32>) -> String {
    match language {
        Language::En => {
            let agreed = format!(
                "I agree that {programme} keeps this inquiry with my contact details and passes it on to {company}, and that {company} contacts me about it."
            );
            let erased = |days: &str| {
                format!(
                    "{agreed} My name, contact details and message are erased {days} after the inquiry is closed."
                )
            };
            match keep {
                None => agreed,
                Some(1) => erased("1 day"),
                Some(days) => erased(&format!("{days} days")),
            }
        }
        Language::Ja => {
            let agreed = format!(
                "{programme}がこの問い合わせと連絡先を保管して{company}に提供すること、および{company}がこの件で私に連絡することに同意します。"
            );
            match keep {
                None => agreed,
                Some(days) => {
                    format!(
                        "{agreed}氏名、連絡先、お問い合わせ内容は、対応の終了から{days}日後に消去されます。"
                    )
                }
            }
        }
    }
}

/// What is wrong with a field of the form.
pub fn fault(field: &str, fault: FieldFault, language: Language) -> &'static str {
    let words = words(language);
    match (field, fault) {
        ("consent", _) => words.missing_consent,
        (_, FieldFault::Missing) => words.missing,
        (_, FieldFault::TooLong) => words.too_long,
        _ => words.malformed,
    }
}

/// What a level is called.
pub fn level(level: Level, language: Language) -> &'static str {
    match (level, language) {
        (Level::Silver, Language::En) => "Silver",
        (Level::Gold, Language::En) => "Gold",
        (Level::Silver, Language::Ja) => "シルバー",
        (Level::Gold, Language::Ja) => "ゴールド",
    }
}

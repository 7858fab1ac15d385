//! The audit log.

use tokuten_core::catalogue::Language;

use crate::context::context;

texts! {
    lead: "Every change, by anybody: who, when, what, before and after. Nothing here is ever changed or deleted.", "すべての変更の記録です (実行者、日時、操作、変更前と変更後)。記録の変更や削除はできません。";
    who: "Who", "実行者";
    who_hint: "Name, email address or part of the portal", "名前、メール アドレス、またはシステム名";
    what: "What", "操作";
    every_action: "Every action", "すべての操作";
    subject: "Subject", "対象";
    subject_hint: "A number, or as it stands in the log", "番号、またはログの表記";
    from: "From", "開始日";
    to: "To", "終了日";
    search: "Search", "検索";
    clear: "Show everything", "すべて表示";
    export: "Download as CSV", "CSV でダウンロード";
    export_by: "Ask one of the programme's people.", "プログラム担当者にご依頼ください。";
    empty: "Nothing has been changed yet.", "変更はまだありません。";
    nothing_found: "No line fits. Take something out of the search.", "該当する記録はありません。検索条件を減らしてください。";
    days_in: "Days begin in the zone {zone}.", "日付は {zone} のタイム ゾーンです。";
    when: "When", "日時";
    partner: "Partner", "パートナー";
    change: "Change", "変更内容";
    before: "before", "変更前";
    after: "after", "変更後";
    user_named: "User {name}", "ユーザー {name}";
    place: "Line {line}, place {place} in its chain, hash {hash}", "行 {line}、チェーン内の位置 {place}、ハッシュ {hash}";
}

/// Beginnings of what is acted on, and parts of the portal that act.
const SUBJECTS: &[(&str, &str)] = &[
    ("API token", "API トークン"),
    ("automatic-renewal", "自動更新"),
    ("benefit", "特典"),
    ("business profile of", "ビジネス プロファイル"),
    ("clock", "時計"),
    ("command line", "コマンド ライン"),
    ("directory", "ディレクトリ"),
    ("gateway", "決済ゲートウェイ"),
    ("import", "インポート"),
    ("lead", "潜在顧客"),
    ("order", "注文"),
    ("partner", "パートナー"),
    ("payment", "入金"),
    ("programme", "プログラム"),
    ("programme draft", "プログラムの下書き"),
    ("refund", "返金"),
    ("schedule", "スケジュール"),
    ("subscription", "サブスクリプション"),
    ("support request", "サポート要求"),
    ("user", "ユーザー"),
    ("webhook endpoint", "Webhook エンドポイント"),
    ("webhooks", "Webhook"),
];

/// What a subject, or a part of the portal, is called.
pub fn subject(said: &str) -> String {
    use leptos::prelude::Get;
    if context().language.get() == Language::En {
        return said.to_owned();
    }
    let begins =
        |known: &str| said.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let longest = SUBJECTS.iter().filter(|(known, _)| begins(known)).max_by_key(|(known, _)| known.len());
    longest.map_or_else(|| said.to_owned(), |(known, name)| format!("{name}{}", &said[known.len()..]))
}

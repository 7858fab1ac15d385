//! What the audit log calls things that are done, in the page's language. The log itself is in English.

use leptos::prelude::Get;
use tokuten_core::catalogue::Language;

const ACTIONS: &[(&str, &str)] = &[
    ("authentication asked", "認証が必要になりました"),
    ("automatic renewal turned off", "自動更新を無効にしました"),
    ("canned answer changed", "定型文を変更しました"),
    ("canned answer removed", "定型文を削除しました"),
    ("canned answer written", "定型文を作成しました"),
    ("card saved for automatic renewal", "自動更新用のカードを保存しました"),
    ("claim given back", "担当を解除しました"),
    ("claim taken over", "担当を引き継ぎました"),
    ("claimed", "担当になりました"),
    ("job dropped", "ジョブを破棄しました"),
    ("job retried", "ジョブを再実行しました"),
    ("legal profile decided on", "法的プロファイルを審査しました"),
    ("legal profile sent in", "法的プロファイルを提出しました"),
    ("order bought", "注文しました"),
    ("order cancelled", "注文を取り消しました"),
    ("order declined", "支払いが拒否されました"),
    ("order expired", "注文の期限が切れました"),
    ("order paid", "注文が支払われました"),
    ("order placed", "自動更新の注文が作成されました"),
    ("order refunded", "注文を返金しました"),
    ("order started", "注文を開始しました"),
    ("override approved", "例外を承認しました"),
    ("override asked for", "例外を申請しました"),
    ("override refused", "例外の申請を却下しました"),
    ("override used", "例外を使用しました"),
    ("override withdrawn", "例外を取り下げました"),
    ("partner joined", "プログラムに参加しました"),
    ("partner suspended", "停止しました"),
    ("suspension lifted", "停止を解除しました"),
    ("tax exemption ended", "免税を取り消しました"),
    ("tax exemption set", "免税を設定しました"),
    ("payment proof rejected", "支払い証明を却下しました"),
    ("payment proof uploaded", "支払い証明を提出しました"),
    ("refund settled", "返金が完了しました"),
    ("subscription cancelled", "サブスクリプションをキャンセルしました"),
    ("subscription cancelled on request", "要求によりサブスクリプションをキャンセルしました"),
    ("subscription handed over to Partner Center", "パートナー センターに移管しました"),
    ("support note written", "社内メモを書きました"),
    ("support request answered", "サポート要求に回答しました"),
    ("support request closed", "サポート要求が終了しました"),
    ("support request merged", "サポート要求を統合しました"),
    ("support request opened", "サポート要求を作成しました"),
    ("support request replied to", "サポート要求に返信しました"),
    ("support request state changed", "サポート要求の状態を変更しました"),
];

/// What was done, in words. What is not known here is told as the log has it.
pub fn action(what: &str) -> String {
    match crate::context::context().language.get() {
        Language::En => what,
        Language::Ja => ACTIONS.iter().find(|(action, _)| *action == what).map_or(what, |(_, words)| words),
    }
    .to_owned()
}

//! The texts about API tokens and webhooks.

use tokuten_core::api_access::Scope;
use tokuten_core::webhooks::{DeliveryState, Event, NoAnswer, OffBecause};

texts! {
    tokens: "Tokens", "トークン";
    webhooks: "Webhooks", "Webhook";
    parts: "Parts of API access", "API アクセスの項目";
    not_yours: "Programme operators see to API access. Ask one of them.", "API アクセスの管理はプログラム担当者が行います。プログラム担当者に依頼してください。";
    lead: "With a token a system of yours uses the API by itself, within the scopes that you give it. It acts in the audit log under its own name.", "トークンを使用すると、自社のシステムが指定したスコープの範囲で API を利用できます。操作はトークンの名前で監査ログに記録されます。";
    reference: "What the API can do", "API リファレンス";
    none: "There are no tokens yet. Make one below for each system that is to use the API.", "トークンはまだありません。API を利用するシステムごとに、以下で作成してください。";
    name: "Name", "名前";
    name_hint: "Which system it is for, for example ERP", "利用するシステムの名前 (例: ERP)";
    scopes: "Scopes", "スコープ";
    scopes_text: "Give a system only what it needs. Writing does not include reading.", "必要なものだけを選択してください。書き込みのスコープに読み取りは含まれません。";
    expires_on: "Last day", "有効期限";
    expires_hint: "In two years at the latest", "最長 2 年後まで";
    last_used: "Last used", "最終使用";
    never: "Never", "なし";
    created: "Made", "作成";
    made_by: "{date}, by {name}", "{date} ({name})";
    maker_left: "Who made it is no operator any more. The token goes on: it is the programme's.", "作成者は担当者ではなくなりました。トークンはプログラムのものとして引き続き有効です。";
    good: "Valid", "有効";
    ends_today: "Ends today", "本日まで有効";
    ends_soon: "Ends in {days} days", "あと {days} 日で期限切れ";
    expired: "Expired", "期限切れ";
    revoked: "Revoked on {date}", "{date} に取り消し済み";
    warn_ending: "Tokens that end within 30 days: {names}. Make new ones and change the systems over in time.", "30 日以内に期限が切れるトークン: {names}。早めに新しいトークンを作成し、システムの設定を切り替えてください。";
    actions: "Actions", "操作";
    revoke: "Revoke", "取り消す";
    revoke_title: "Revoke {name}?", "{name} を取り消しますか?";
    revoke_text: "The system that uses this token is refused at once, and the token cannot be brought back.", "このトークンを使用するシステムは直ちに拒否されます。取り消したトークンは元に戻せません。";
    revoke_yes: "Yes, revoke", "はい、取り消します";
    no: "No, keep", "いいえ、そのままにします";
    make: "Make a token", "トークンを作成";
    make_press: "Make token", "トークンを作成する";
    full: "There are 50 tokens that are not revoked, and there may be no more. Revoke one that nobody needs.", "有効なトークンが上限の 50 個に達しています。不要なトークンを取り消してください。";
    made_title: "The token of {name}", "{name} のトークン";
    once: "It is not shown again. Keep it where the system reads its secrets, and nowhere else.", "このトークンは再表示されません。システムの機密情報の保管場所にのみ保存してください。";
    copy: "Copy", "コピー";
    copied: "Copied.", "コピーしました。";
    not_copied: "The browser did not copy it. Select it and copy it yourself.", "ブラウザーでコピーできませんでした。選択して手動でコピーしてください。";
    kept: "I have kept it", "保存しました";
    said_revoked: "{name} was revoked. It opens nothing any more.", "{name} を取り消しました。今後は使用できません。";

    hooks_lead: "An endpoint is an address of a system of yours that is told what happens, signed by the rules of Standard Webhooks. Each event comes at least once; the same event has the same id.", "エンドポイントは、出来事の通知を受け取る自社システムのアドレスです。通知には Standard Webhooks 方式の署名が付きます。各イベントは少なくとも 1 回送信され、同じイベントには同じ ID が付きます。";
    hooks_none: "There are no endpoints yet. Add the first one below.", "エンドポイントはまだありません。以下で追加してください。";
    endpoint: "Endpoint", "エンドポイント";
    add: "Add an endpoint", "エンドポイントを追加";
    add_press: "Add endpoint", "エンドポイントを追加する";
    url: "Address", "アドレス";
    url_hint: "https://… ; http:// for this machine only", "https://… (http:// はこのコンピューターのみ)";
    description: "What it is for", "用途";
    events: "Events", "イベント";
    on_choice: "Send events to it", "イベントを送信する";
    on: "On", "有効";
    pending: "Under way: {count}", "送信中: {count}";
    failed_count: "Given up: {count}", "失敗: {count}";
    failing_since: "Nothing has been taken since {time}. After 5 days it is turned off.", "{time} から送信に失敗し続けています。5 日続くと無効になります。";
    old_secret: "The secret before signs too until {time}.", "{time} までは以前の秘密鍵でも署名します。";
    hooks_full: "There are 20 endpoints, and there may be no more. Remove one that nobody needs.", "エンドポイントが上限の 20 個に達しています。不要なエンドポイントを削除してください。";
    secret_title: "The secret of this endpoint", "このエンドポイントの秘密鍵";
    secret_text: "The receiving system checks signatures with it, with any library of Standard Webhooks. It is not shown again; you can make a new one.", "受信側のシステムは、Standard Webhooks 対応のライブラリとこの秘密鍵で署名を検証します。再表示はできませんが、新しく作成できます。";
    edit: "Change", "変更";
    edit_title: "Change this endpoint", "エンドポイントの変更";
    test: "Send a test event", "テスト イベントを送信";
    new_secret: "Make a new secret", "秘密鍵を再作成";
    new_secret_sure: "Make a new secret?", "秘密鍵を再作成しますか?";
    new_secret_text: "The new secret is shown once. For 24 hours messages are signed with the old one too, so that the receiving system has time.", "新しい秘密鍵は 1 回だけ表示されます。切り替えのため、24 時間は以前の秘密鍵でも署名します。";
    new_secret_yes: "Yes, make a new one", "はい、再作成します";
    remove: "Remove", "削除";
    remove_sure: "Remove this endpoint?", "このエンドポイントを削除しますか?";
    remove_text: "Nothing is sent to it any more, and the log of what was sent is deleted.", "今後は送信されず、送信履歴も削除されます。";
    remove_yes: "Yes, remove", "はい、削除します";
    off_reason: "Nothing is sent while the endpoint is off. Turn it on first, by Change.", "エンドポイントが無効な間は送信できません。先に [変更] で有効にしてください。";
    nothing_failed: "Nothing was given up that could be sent again.", "再送信が必要な失敗はありません。";
    deliveries: "Deliveries", "送信履歴";
    kept_days: "Deliveries are kept for {days} days.", "送信履歴は {days} 日間保存されます。";
    any_state: "In any state", "すべての状態";
    any_event: "Any event", "すべてのイベント";
    event: "Event", "イベント";
    when: "When", "日時";
    tries: "Tries", "試行";
    next_try: "Next try: {time}", "次回: {time}";
    no_deliveries: "Nothing was sent yet. Send a test event to try the endpoint out.", "まだ送信はありません。テスト イベントを送信して確認できます。";
    none_fits: "No delivery fits. Choose another state or event.", "該当する送信はありません。別の状態またはイベントを選択してください。";
    details: "Details", "詳細";
    message: "Message id", "メッセージ ID";
    payload: "What is sent", "送信内容";
    attempt: "{time}: {outcome}, {ms} ms", "{time}: {outcome}、{ms} ミリ秒";
    answered: "answered {status}", "応答 {status}";
    again: "Send again", "再送信";
    again_of: "Send again: {event}, {time}", "再送信: {event}、{time}";
    all_failed: "Send all failed again", "失敗分をすべて再送信";
    all_failed_text: "Everything that was given up since the beginning of this day is sent again, each as the same message.", "この日以降に失敗したイベントを、同じメッセージ ID ですべて再送信します。";
    since: "Since", "開始日";
    said_sent: "It is on its way. The list shows what comes of it.", "送信を開始しました。結果は一覧に表示されます。";
    said_replayed: "Sent again: {count}", "再送信: {count} 件";
    said_changed: "The endpoint was changed.", "エンドポイントを変更しました。";
    said_added: "The endpoint was added.", "エンドポイントを追加しました。";

    partners_read: "A partner's page, its users and its lines of the audit log", "パートナーの情報、ユーザー、監査ログ";
    orders_read: "A partner's orders", "パートナーの注文";
    invoices_read: "Invoices and payments, invoices as UBL", "請求書と入金、UBL 形式の請求書";
    exports_read: "The books of a period", "期間の会計データ";
    reports_read: "Finance's reports", "経理のレポート";
    transfers_read: "Awaited transfers, held money, bank statements", "振込待ち、預り金、取引明細";
    transfers_write: "Book incoming money, bring in bank statements", "入金の記録、取引明細の取り込み";
    support_read: "Support requests with their threads and files", "サポート要求とそのやり取り、添付ファイル";
    support_write: "Answer support requests, write notes, change states", "サポート要求への回答、メモ、状態の変更";
    skills_write: "Bring in skills", "スキルの取り込み";
    audit_read: "The audit log", "監査ログ";

    e_order_placed: "An order was placed", "注文が確定しました";
    e_order_paid: "An order is paid", "注文が支払われました";
    e_order_declined: "A card was declined", "カードが拒否されました";
    e_order_proof: "A payment proof was uploaded", "支払い証明が提出されました";
    e_order_cancelled: "An unpaid order was cancelled", "未払いの注文が取り消されました";
    e_order_expired: "An order was not paid in time", "注文の支払い期限が切れました";
    e_order_refunded: "An order's money is given back", "注文が返金されました";
    e_payment: "Money has arrived by transfer", "振込が入金されました";
    e_sub_started: "A subscription has begun", "サブスクリプションが開始しました";
    e_sub_renewed: "A subscription was renewed", "サブスクリプションが更新されました";
    e_sub_expired: "A renewal window has closed", "更新期間が終了しました";
    e_sub_cancelled: "A subscription was cancelled", "サブスクリプションがキャンセルされました";
    e_invoice: "An invoice was issued", "請求書が発行されました";
    e_credit_note: "A credit note was issued", "クレジット ノートが発行されました";
    e_joined: "A company has joined", "企業が参加しました";
    e_verified: "A legal profile was verified", "法的プロファイルが確認されました";
    e_rejected: "A legal profile was rejected", "法的プロファイルが却下されました";
    e_suspended: "A partner was suspended", "パートナーが停止されました";
    e_reinstated: "A suspension was lifted", "停止が解除されました";
    e_opened: "A support request was opened", "サポート要求が作成されました";
    e_replied: "The partner has written", "パートナーから返信がありました";
    e_answered: "The vendor has answered", "サポート要求に回答しました";
    e_closed: "A support request was closed", "サポート要求が終了しました";
    e_programme: "Another version of the programme is in force", "プログラムの新しいバージョンが発効しました";
    e_lead: "A customer asks for a partner", "顧客からの問い合わせがありました";
    e_test: "A test event", "テスト イベント";

    off_by_hand: "Off", "無効";
    off_gone: "Off: it answered that it is gone for good (410)", "無効: 恒久的に停止したという応答 (410) がありました";
    off_failing: "Off: it took nothing for 5 days", "無効: 5 日間送信に失敗しました";
    s_pending: "Under way", "送信中";
    s_delivered: "Delivered", "送信済み";
    s_failed: "Given up", "失敗";
    timed_out: "no answer in time", "応答がタイムアウトしました";
    unreachable: "could not be reached", "接続できませんでした";
    out_of_reach: "not sent: the address leads into a network where the portal does not send", "未送信: ポータルが送信できないネットワークのアドレスです";
    secret_lost: "not sent: the secret was sealed with another key; make a new one", "未送信: 秘密鍵を復号できません。再作成してください";
}

/// What a scope opens.
pub fn scope(scope: Scope) -> &'static str {
    let t = t();
    match scope {
        Scope::PartnersRead => t.partners_read,
        Scope::OrdersRead => t.orders_read,
        Scope::InvoicesRead => t.invoices_read,
        Scope::ExportsRead => t.exports_read,
        Scope::ReportsRead => t.reports_read,
        Scope::TransfersRead => t.transfers_read,
        Scope::TransfersWrite => t.transfers_write,
        Scope::SupportRead => t.support_read,
        Scope::SupportWrite => t.support_write,
        Scope::SkillsWrite => t.skills_write,
        Scope::AuditRead => t.audit_read,
    }
}

/// What an event tells.
pub fn event(event: Event) -> &'static str {
    let t = t();
    match event {
        Event::OrderPlaced => t.e_order_placed,
        Event::OrderPaid => t.e_order_paid,
        Event::OrderDeclined => t.e_order_declined,
        Event::OrderProofSubmitted => t.e_order_proof,
        Event::OrderCancelled => t.e_order_cancelled,
        Event::OrderExpired => t.e_order_expired,
        Event::OrderRefunded => t.e_order_refunded,
        Event::PaymentReceived => t.e_payment,
        Event::SubscriptionStarted => t.e_sub_started,
        Event::SubscriptionRenewed => t.e_sub_renewed,
        Event::SubscriptionExpired => t.e_sub_expired,
        Event::SubscriptionCancelled => t.e_sub_cancelled,
        Event::InvoiceIssued => t.e_invoice,
        Event::CreditNoteIssued => t.e_credit_note,
        Event::PartnerJoined => t.e_joined,
        Event::PartnerVerified => t.e_verified,
        Event::PartnerRejected => t.e_rejected,
        Event::PartnerSuspended => t.e_suspended,
        Event::PartnerReinstated => t.e_reinstated,
        Event::RequestOpened => t.e_opened,
        Event::RequestReplied => t.e_replied,
        Event::RequestAnswered => t.e_answered,
        Event::RequestClosed => t.e_closed,
        Event::LeadReceived => t.e_lead,
        Event::ProgrammePublished => t.e_programme,
        Event::Test => t.e_test,
    }
}

/// Why an endpoint is off.
pub fn off(because: OffBecause) -> &'static str {
    match because {
        OffBecause::ByHand => t().off_by_hand,
        OffBecause::Gone => t().off_gone,
        OffBecause::Failing => t().off_failing,
    }
}

/// How far a delivery has come.
pub fn state(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Pending => t().s_pending,
        DeliveryState::Delivered => t().s_delivered,
        DeliveryState::Failed => t().s_failed,
    }
}

/// Why there was no answer.
pub fn no_answer(why: NoAnswer) -> &'static str {
    match why {
        NoAnswer::TimedOut => t().timed_out,
        NoAnswer::Unreachable => t().unreachable,
        NoAnswer::OutOfReach => t().out_of_reach,
        NoAnswer::SecretLost => t().secret_lost,
    }
}

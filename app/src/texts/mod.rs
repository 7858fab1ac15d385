//! Every text of the app in both languages, side by side. A key without a translation does not compile.
//!
//! A table of our own and not `leptos_i18n`: it costs nothing at start-up and some 20 KB less over the wire.
//! Places to fill in stand in braces; see [`fill`]. Here are the texts that the first download and several
//! rooms show; a room's own stand in its file beside, so that they come with its pages.

/// A table of texts: `Texts`, and `t()`, which answers those in the page's language and follows a change of it.
macro_rules! texts {
    ($($key:ident: $en:literal, $ja:literal;)*) => {
        /// The texts of one language.
        #[derive(Debug)]
        #[allow(missing_docs)] // The English text says what each is.
        pub struct Texts { $(pub $key: &'static str,)* }

        static EN: Texts = Texts { $($key: $en,)* };
        static JA: Texts = Texts { $($key: $ja,)* };

        /// The texts in the page's language; follows a change of it.
        pub fn t() -> &'static Texts {
            use leptos::prelude::Get;
            match crate::context::context().language.get() {
                tokuten_core::catalogue::Language::En => &EN,
                tokuten_core::catalogue::Language::Ja => &JA,
            }
        }

        #[cfg(test)]
        #[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
        #[cfg_attr(not(target_arch = "wasm32"), test)]
        fn both_languages_have_the_same_places_to_fill_in() {
            let all = [$((stringify!($key), $en, $ja),)*];
            crate::texts::tests::same_places(&all);
        }
    };
}

pub mod account;
pub mod benefits;
pub mod business_profile;
pub mod checklist;
pub mod competencies;
pub mod help;
pub mod joining;
pub mod leads;
pub mod membership_center;
pub mod offers;
pub mod openid;
pub mod operator;
pub mod orders;
pub mod passkeys;
pub mod paying;
pub mod profile;
pub mod signing_in;
pub mod subscription;
pub mod support;
pub mod users;

texts! {
    programme: "Partner programme", "パートナー プログラム";
    skip: "Skip to content", "本文へ移動";
    main_nav: "Main", "メイン";
    language: "Language", "言語";
    theme_dark: "Dark colours", "ダーク配色";
    theme_light: "Light colours", "ライト配色";
    help: "Help", "ヘルプ";
    not_found_title: "Page not found", "ページが見つかりません";
    not_found_text: "There is no page at this address.", "このアドレスにページはありません。";
    account: "Account", "アカウント";
    my_account: "My account", "マイ アカウント";
    join_now: "Join now", "今すぐ参加";
    forgot_password: "Forgot password?", "パスワードをお忘れですか?";
    benefits: "Benefits", "特典";
    users: "Users", "ユーザー";
    sign_out: "Sign out", "サインアウト";
    partner_id: "Partner ID", "パートナー ID";
    loading: "Loading…", "読み込み中…";
    try_again: "Try again", "再試行";
    close: "Close", "閉じる";
    back: "Back", "戻る";
    save: "Save", "保存";
    cancel: "Cancel", "キャンセル";
    optional: "optional", "任意";
    takes_roles: "This takes one of these roles: {roles}.", "次のいずれかのロールが必要です: {roles}。";
    ask_one_of: "Ask one of: {names}.", "次の方に依頼してください: {names}";
    nobody_to_ask: "Nobody in your company has one. Contact support.", "社内に該当者がいません。サポートにご連絡ください。";

    support: "Support", "サポート";
    business_profile: "Business profile", "ビジネス プロファイル";
    leads: "Leads", "潜在顧客";
    directory: "Partner directory", "パートナー ディレクトリ";
    legal_profile: "Legal profile", "法的プロファイル";
    in_membership_center: "Membership Center", "Membership Center";
    competencies: "Competencies", "コンピテンシー";
    import_skills: "Import skills", "スキルのインポート";
    partners_to_verify: "Partners to verify", "確認待ちのパートナー";
    support_requests: "Support requests", "サポート要求";
    operators: "Operators", "担当者";
    api_access: "API access", "API アクセス";
    second_factor: "Second factor", "2 要素目の認証";
    offers: "Membership offers", "メンバーシップ特典";
    // The same as in index.html, which says it before the app is there.
    offers_lead: "What your company holds of this programme, what can be renewed and until when, and what can be bought.", "貴社がお持ちの特典、更新できる特典とその期限、購入できる特典をご確認いただけます。";
    orders: "Orders", "注文";
    orders_and_invoices: "Orders and invoices", "注文と請求書";
    invoices: "Invoices", "請求書";
    invoice: "Invoice", "請求書";
    credit_note: "Credit note", "クレジット ノート";
    document: "Document", "種類";
    expired: "Expired", "期限切れ";
    buy: "Buy", "購入";
    renew: "Renew subscription", "サブスクリプションの更新";
    why_disabled: "Why is this disabled?", "無効になっている理由";
    view_subscription: "View subscription", "サブスクリプションを表示";
    open_there: "Open the Membership Center", "Membership Center を開く";
    price_per_year: "{price} a year, before tax", "年額 {price} (税別)";
    view_order: "View order", "注文を表示";
    today_is: "Today is {date} where you are ({zone})", "現地の本日は {date} です ({zone})";

    membership_ends: "Membership ends (anniversary)", "メンバーシップ終了 (記念日)";
    renewal_window: "Renewal window", "更新期間";
    benefits_end: "Benefits end", "特典終了";
    from_to: "{from} to {to}", "{from} ～ {to}";

    checklist_renew: "What renewing {offer} asks for", "{offer} の更新に必要な条件";
    met: "Met", "満たしています";

    reminders: "Reminders by mail", "メール通知";
    automatic_renewal: "Automatic renewal", "自動更新";
    automatic_on: "On", "オン";
    automatic_off: "Off: renew by hand in the window", "オフ: 更新期間に手動で更新";
    partner_center: "Partner Center (here)", "パートナー センター (ここ)";
    membership_center: "Membership Center (the predecessor)", "Membership Center (旧サイト)";
    total: "Total", "合計";
    order: "Order", "注文";
    three_dates: "Three dates", "3 つの日付";
    three_dates_text: "The membership ends on its anniversary. Benefits stay usable to the end of the renewal window. A product key that was redeemed has an end of its own.",
        "メンバーシップは記念日に終了します。特典は更新期間の終わりまで使えます。引き換え済みのプロダクト キーには独自の期限があります。";

    requires_silver: "One competency at silver or gold", "シルバーまたはゴールドのコンピテンシー 1 つ";
    requires_gold: "One competency at gold", "ゴールドのコンピテンシー 1 つ";
    requires_none: "Open to every verified partner", "確認済みのすべてのパートナーが対象";
    quantity: "Quantity", "数量";
    benefit: "Benefit", "特典";
    kind: "Kind", "種類";

    section_offer: "Offer", "特典";
    section_payment: "Payment method", "支払い方法";
    credit_card: "Credit card", "クレジット カード";
    card_fallback: "Card", "カード";
    review: "Review order", "注文内容の確認";
    bank_transfer: "Electronic bank transfer", "電信振替";
    phone: "Phone number", "電話番号";
    contact: "Contact", "連絡先";
    next_anniversary: "New anniversary", "新しい記念日";

    bill_to: "Bill to", "請求先";
    paying_with: "Paying with", "支払い方法";
    card_ending: "{brand} ending in {last4}, to {month}/{year}", "{brand} 末尾 {last4} (期限 {month}/{year})";
    other_card: "Use another card", "別のカードを使う";
    accept: "I accept the {agreement}", "{agreement}に同意します";
    read_agreement: "Read the {agreement}", "{agreement}を読む";
    accept_needed: "Accept the agreement to go on.", "続けるには契約への同意が必要です。";
    buying: "Buying… please wait, you will be charged once.", "購入処理中… 請求は 1 回だけです。";
    confirmed: "Order confirmed", "注文が確認されました";
    order_number: "Order number", "注文番号";
    declined_text: "Nothing was charged. {reason} Use another card, or try again.", "請求は行われていません。{reason}別のカードをお使いになるか、もう一度お試しください。";
    proofs: "Payment proofs", "支払い証明";
    error_file_type: "The file is no PDF, PNG or JPEG. Nothing was uploaded. Export it as PDF and try again.", "PDF、PNG、JPEG ではありません。アップロードされていません。PDF で保存し直してください。";
    error_rows: "Rows of the file are wrong. Nothing was imported.", "ファイルに誤りのある行があります。インポートされていません。";
    error_file_large: "The file is larger than 5 MB. Nothing was uploaded. Scan it in grey or send fewer pages.", "ファイルが 5 MB を超えています。アップロードされていません。";
    amount: "Amount", "金額";
    reference: "Reference", "参照番号";
    pay_by: "Pay by", "支払期限";
    to_offers: "Back to membership offers", "メンバーシップ特典に戻る";
    price_changed: "The total has changed since you looked. Nothing was charged. Check the new total and press Buy again.", "合計金額が変わりました。請求は行われていません。新しい金額を確認してもう一度「購入」を押してください。";
    agreement_changed: "The agreement has changed. Nothing was charged. Read it again and accept it.", "契約が更新されました。請求は行われていません。もう一度お読みのうえ同意してください。";
    more: "Show more", "さらに表示";
    state: "State", "状態";
    what: "What", "内容";

    sign_in: "Sign in", "サインイン";
    email: "Email address", "メール アドレス";
    password: "Password", "パスワード";
    wrong_credentials: "E-mail address and password do not belong together. Nobody was signed in.", "メール アドレスまたはパスワードが正しくありません。サインインできませんでした。";
    too_many: "Too many attempts. Wait a minute and try again.", "試行回数が多すぎます。1 分ほど待ってから再試行してください。";
    session_ended: "Your session has ended. Sign in again; you will be back where you were.", "セッションが終了しました。再度サインインすると元の画面に戻ります。";
    demo_title: "Try the demo", "デモを試す";
    demo_text: "One press signs in. The password of all is “demo”.", "押すだけでサインインできます。パスワードはすべて「demo」です。";
    demo_member: "member", "メンバー";
    password_again: "Password again", "パスワード (確認)";
    password_rule: "At least 15 characters; several words are good. Not one pattern over and over.", "15 文字以上。複数の単語がおすすめです。単純な繰り返しは使えません。";
    set_password: "Set password", "パスワードを設定";
    link_invalid: "This link was used already, has expired or never was. Ask for a new one.", "このリンクは使用済み、期限切れ、または無効です。新しいリンクを依頼してください。";
    fault_missing: "Fill this in.", "入力してください。";
    fault_too_long: "This is too long.", "長すぎます。";
    fault_too_short: "This is too short.", "短すぎます。";
    fault_malformed: "This does not have the right form.", "形式が正しくありません。";
    fault_in_past: "This day has passed.", "過ぎた日付です。";
    fault_too_far: "This day is farther ahead than the programme allows.", "プログラムで認められる期限より先の日付です。";
    fault_in_future: "This day has not come yet.", "まだ来ていない日付です。";
    fault_wrong: "This is not your present password.", "現在のパスワードと一致しません。";
    fault_taken: "This address cannot be used: somebody has it already.", "このアドレスはすでに使用されているため、使用できません。";
    fault_unknown: "Nobody in your company has this address. Look at its spelling, or invite them first.", "社内にこのアドレスのユーザーはいません。入力内容を確認するか、先に招待してください。";
    fault_out_of_reach: "This address leads into a network where the portal does not send. Use a public one, or have webhook_networks set.", "このアドレスは、ポータルが送信できないネットワークです。公開アドレスを使用するか、設定 webhook_networks で許可してください。";
    fault_too_common: "This is too easy to guess.", "推測されやすすぎます。";
    fault_differs: "The two passwords differ.", "パスワードが一致しません。";
    form_wrong: "Some fields are not right. Nothing was sent.", "入力に誤りがあります。送信されていません。";

    error_title: "That did not work", "うまくいきませんでした";
    error_network: "The server cannot be reached. Nothing was changed. Check your connection and try again.", "サーバーに接続できません。変更は行われていません。接続を確認して再試行してください。";
    error_server: "The server failed. If you were paying, look at your orders before you try again.", "サーバーでエラーが発生しました。支払い中だった場合は、再試行の前に注文一覧を確認してください。";
    error_role: "Your roles do not allow this. Ask one of your company's admins.", "権限がありません。会社の管理者に依頼してください。";
    error_not_found: "There is no such thing here.", "見つかりません。";
    error_gateway: "The payment gateway does not answer. Nothing was charged. Try again in a minute.", "決済ゲートウェイが応答しません。請求は行われていません。少し待って再試行してください。";
    error_provider: "The sign-in provider does not answer. Nothing was changed. Try again in a few minutes, or sign in with your password.", "サインイン プロバイダーから応答がありません。変更は行われていません。数分後にもう一度試すか、パスワードでサインインしてください。";
    error_card: "The payment gateway does not know this card. Nothing was charged. Enter it again.", "決済ゲートウェイでカードを確認できません。請求は行われていません。再入力してください。";
    error_refused: "The programme's rules do not allow this today. Nothing was ordered or charged.", "プログラムの規則により本日は行えません。注文も請求も行われていません。";
    error_conflict: "The order has changed meanwhile. Nothing was charged.", "注文の状態が変わっています。請求は行われていません。";
    look_at_order: "Look at order {order}", "注文 {order} を見る";
    request_id: "Reference for support: {id}", "サポート用の参照番号: {id}";

    transfers: "Transfers", "振込";
    bank_statements: "Bank statements", "入出金明細";
    exports: "Exports", "エクスポート";
    transfers_held: "Unallocated payments", "未割当の入金";
    transfers_held_empty: "No money is held.", "未割当の入金はありません。";
    partner: "Partner", "パートナー";
    received: "Received", "入金済み";
    received_on: "Received on", "入金日";
    bank_reference: "Bank reference", "銀行の参照番号";
    currency: "Currency", "通貨";
    record: "Record", "記録";
    why_held: "Why it is held", "保留の理由";
    refunds: "Refunds", "返金";
    reports: "Reports", "レポート";
    reason: "Reason", "理由";
    desk: "Desk", "デスク";
    clock: "Clock", "時計";
    audit_log: "Audit log", "監査ログ";

    role_global_admin: "Global admin", "グローバル管理者";
    role_mpn_partner_admin: "MPN partner admin", "MPN パートナー管理者";
    role_account_admin: "Account admin", "アカウント管理者";
    role_billing_admin: "Billing admin", "請求管理者";
    role_user_management_admin: "User management admin", "ユーザー管理の管理者";
    role_business_profile_admin: "Business profile admin", "ビジネス プロファイル管理者";
    role_referrals_admin: "Referrals admin", "紹介管理者";
    role_admin_agent: "Admin agent", "管理エージェント";
    operator_finance: "Finance", "財務";
    operator_support: "Support", "サポート";
    operator_programme: "Programme", "プログラム";
}

/// Fills the places of a text: `fill("to {date}", &[("date", "1 May")])` is `to 1 May`.
#[must_use]
pub fn fill(text: &str, places: &[(&str, &str)]) -> String {
    places.iter().fold(text.to_owned(), |filled, (place, with)| filled.replace(&format!("{{{place}}}"), with))
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn places(text: &str) -> Vec<&str> {
        let mut places: Vec<_> = text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        places.sort_unstable();
        places
    }

    pub fn same_places(texts: &[(&str, &str, &str)]) {
        for (key, en, ja) in texts {
            // A day that is said as "tomorrow" may leave its number out, but both languages alike.
            assert_eq!(places(en), places(ja), "{key}");
            assert!(!en.is_empty() && !ja.is_empty(), "{key}");
        }
    }

    #[test]
    fn places_are_filled() {
        assert_eq!(fill("{from} to {to}", &[("from", "1 May"), ("to", "2 May")]), "1 May to 2 May");
    }
}

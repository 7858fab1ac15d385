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
        #[test]
        fn both_languages_have_the_same_places_to_fill_in() {
            let all = [$((stringify!($key), $en, $ja),)*];
            crate::texts::tests::same_places(&all);
        }
    };
}

pub mod account;
pub mod benefits;
pub mod business_profile;
pub mod competencies;
pub mod joining;
pub mod leads;
pub mod membership_center;
pub mod openid;
pub mod operator;
pub mod passkeys;
pub mod profile;
pub mod support;

texts! {
    programme: "Partner programme", "パートナー プログラム";
    skip: "Skip to content", "本文へ移動";
    main_nav: "Main", "メイン";
    language: "Language", "言語";
    theme_dark: "Dark colours", "ダーク配色";
    theme_light: "Light colours", "ライト配色";
    help: "Help", "ヘルプ";
    account: "Account", "アカウント";
    my_account: "My account", "マイ アカウント";
    join_now: "Join now", "今すぐ参加";
    not_a_partner: "Not a partner yet?", "まだパートナーではありませんか?";
    forgot_password: "Forgot password?", "パスワードをお忘れですか?";
    benefits: "Benefits", "特典";
    users: "Users", "ユーザー";
    sign_out: "Sign out", "サインアウト";
    api_reference: "API reference", "API リファレンス";
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
    for_operators: "Operators sign in here", "担当者のサインインはこちら";
    cancel_subscription: "Cancel subscription", "サブスクリプションのキャンセル";
    offers: "Membership offers", "メンバーシップ特典";
    // The same as in index.html, which says it before the app is there.
    offers_lead: "What your company holds of this programme, what can be renewed and until when, and what can be bought.", "貴社がお持ちの特典、更新できる特典とその期限、購入できる特典をご確認いただけます。";
    orders: "Orders", "注文";
    orders_and_invoices: "Orders and invoices", "注文と請求書";
    invoices: "Invoices", "請求書";
    invoices_empty: "No invoices yet. An invoice is here as soon as an order is paid.", "請求書はまだありません。お支払い後すぐに表示されます。";
    invoice: "Invoice", "請求書";
    credit_note: "Credit note", "クレジット ノート";
    invoice_number: "Number", "番号";
    issued_on: "Issued on", "発行日";
    year: "Year", "年";
    document: "Document", "種類";
    download_invoice: "Download invoice", "請求書のダウンロード";
    download_credit_note: "Download credit note", "クレジット ノートのダウンロード";
    download_pro_forma: "Download pro forma invoice", "見積請求書のダウンロード";
    purchased: "Purchased", "購入済み";
    available: "Available", "購入可能";
    expired: "Expired", "期限切れ";
    buy: "Buy", "購入";
    renew: "Renew subscription", "サブスクリプションの更新";
    why_disabled: "Why is this disabled?", "無効になっている理由";
    turn_off_renewal: "Turn off automatic renewal", "自動更新を無効にする";
    turn_off_text: "Your subscription then runs to {date} and its benefits to the end of the window; you can renew it by hand in the window. Automatic renewal cannot be turned back on until the subscription has been renewed again.",
        "サブスクリプションは {date} まで、特典は更新期間の終わりまで有効です。更新期間中は手動で更新できます。自動更新は、次に更新されるまで再び有効にできません。";
    turn_off_yes: "Yes, turn it off", "はい、無効にします";
    turn_off_no: "No, keep it on", "いいえ、有効のままにします";
    view_subscription: "View subscription", "サブスクリプションを表示";
    open_there: "Open the Membership Center", "Membership Center を開く";
    view_benefits: "What it includes", "含まれる特典";
    membership_status: "Membership status", "メンバーシップの状態";
    none_purchased: "Nothing purchased yet. Choose an offer under Available.", "まだ購入はありません。「購入可能」から特典をお選びください。";
    nothing_available: "Everything on offer is already yours.", "すべての特典をお持ちです。";
    at_risk: "At risk: the competency this membership asks for is no longer held. Regain it before {date} to be able to renew.",
        "リスクあり: このメンバーシップに必要なコンピテンシーが失われています。更新するには {date} までに再取得してください。";
    at_risk_soon: "At risk: the competency this membership asks for is held only to {until}. Keep it to be able to renew after {date}.",
        "リスクあり: このメンバーシップに必要なコンピテンシーは {until} までです。{date} 以降に更新するには維持が必要です。";
    status_not_eligible: "Not yet eligible: opens on {date}, in {days} days", "更新対象外: {date} に開始 (あと {days} 日)";
    status_not_eligible_one: "Not yet eligible: opens tomorrow, {date}", "更新対象外: 明日 {date} に開始";
    status_days_left: "Open for renewal: {days} days left, to {date}", "更新可能: 残り {days} 日 ({date} まで)";
    status_last_day: "Open for renewal: last day today", "更新可能: 本日が最終日です";
    status_there_not_yet: "In the Membership Center: opens there on {date}, in {days} days", "Membership Center で管理中: {date} に更新開始 (あと {days} 日)";
    status_there_open: "Renewable in the Membership Center: {days} days left, to {date}", "Membership Center で更新可能: 残り {days} 日 ({date} まで)";
    status_there_last_day: "Renewable in the Membership Center: last day today", "Membership Center で更新可能: 本日が最終日です";
    lacks_payment: "Automatic renewal is on, but no card is saved to pay for it. Save one on the subscription's page; otherwise nothing is charged.", "自動更新はオンですが、お支払い用のカードが保存されていません。サブスクリプションのページで保存してください。保存されない場合、請求は行われません。";
    status_expired: "Expired on {date}", "{date} に期限切れ";
    status_refunded: "Refunded on {date}", "{date} に返金済み";
    status_superseded: "Replaced by an upgrade on {date}", "{date} にアップグレードで置き換え";
    status_cancelled: "Cancelled; in force to {date}", "キャンセル済み ({date} まで有効)";
    status_order_transfer: "Order {order} placed, transfer awaited", "注文 {order} 済み、入金待ち";
    status_order_proof: "Order {order} placed, payment proof being checked", "注文 {order} 済み、支払い証明を確認中";
    status_order_charging: "Order {order}: payment being confirmed", "注文 {order}: 支払いを確認中";
    status_can_buy: "Can be bought today", "本日購入できます";
    status_cannot_buy: "Cannot be bought today", "本日は購入できません";
    price_per_year: "{price} a year, before tax", "年額 {price} (税別)";
    not_sold_here: "Not sold in your country", "お住まいの国では販売していません";
    view_order: "View order", "注文を表示";
    joined_ok: "Joined and verified", "参加・確認済み";
    joined_pending: "Joined; the legal profile is waiting to be verified", "参加済み、法的プロファイルは確認待ち";
    joined_rejected: "The legal profile was rejected: {reason}", "法的プロファイルが却下されました: {reason}";
    joined_review: "The legal profile is due for review", "法的プロファイルの再確認が必要です";
    not_joined: "Not joined yet", "未参加";
    suspended: "Suspended: {reason}", "停止中: {reason}";
    today_is: "Today is {date} where you are ({zone})", "現地の本日は {date} です ({zone})";

    membership_ends: "Membership ends (anniversary)", "メンバーシップ終了 (記念日)";
    renewal_window: "Renewal window", "更新期間";
    window_there: "Renewal window in the Membership Center", "Membership Center での更新期間";
    window_here: "Renewal window in Partner Center", "パートナー センターでの更新期間";
    benefits_end: "Benefits end", "特典終了";
    from_to: "{from} to {to}", "{from} ～ {to}";

    checklist_buy: "What buying {offer} asks for", "{offer} の購入に必要な条件";
    checklist_renew: "What renewing {offer} asks for", "{offer} の更新に必要な条件";
    checklist_summary: "{unmet} of {all} requirements are not met.", "{all} 件中 {unmet} 件の条件が満たされていません。";
    met: "Met", "満たしています";
    unmet: "Not met", "満たしていません";
    overridden: "Allowed by the vendor until {date}, once.", "ベンダーにより {date} まで 1 回に限り認められています。";
    q_role: "Are you allowed to buy for your company?", "会社を代表して購入できるロールですか?";
    role_met: "You are.", "はい。";
    role_unmet: "This takes a Global admin or an MPN partner admin. Ask one of: {names}.", "グローバル管理者または MPN パートナー管理者が必要です。次の方に依頼してください: {names}";
    role_unmet_nobody: "This takes a Global admin or an MPN partner admin, and your company has none. Contact support.", "グローバル管理者または MPN パートナー管理者が必要ですが、いません。サポートにご連絡ください。";
    q_joined: "Has your company joined the programme?", "会社はプログラムに参加していますか?";
    joined_met: "It has.", "はい。";
    joined_unmet: "The work e-mail must be verified and the agreement accepted.", "勤務先メールの確認と契約への同意が必要です。";
    q_verified: "Is your legal profile verified?", "法的プロファイルは確認済みですか?";
    verified_met: "It is.", "はい。";
    verified_pending: "The vendor is still checking it. You will hear by mail.", "ベンダーが確認中です。メールでお知らせします。";
    verified_rejected: "It was rejected: {reason}. Correct it and send it again.", "却下されました: {reason}。修正して再提出してください。";
    verified_review: "It is due for review. Check it and confirm it.", "再確認の時期です。内容を確認してください。";
    q_window: "Is today in the renewal window?", "本日は更新期間内ですか?";
    window_met: "It is: {opens} to {closes}. Days left: {left}.", "はい: {opens} ～ {closes}。残り {left} 日。";
    window_early: "Not yet. The window opens on {opens} (in {days} days) and closes on {closes}. Come back then.", "まだです。更新期間は {opens} (あと {days} 日) に始まり {closes} に終わります。";
    window_late: "It closed on {closes}. The offer can be bought anew.", "{closes} に終了しました。新たに購入できます。";
    q_managed_here: "Is the subscription managed here?", "サブスクリプションはここで管理されていますか?";
    managed_met: "It is.", "はい。";
    managed_unmet: "It is still managed in the Membership Center. Renew it there, or here from {date} on.", "まだ Membership Center で管理されています。Membership Center で、または {date} からここで更新できます。";
    q_managed_there: "Is it still managed in the Membership Center?", "まだ Membership Center で管理されていますか?";
    managed_there_met: "It is.", "はい。";
    managed_there_unmet: "It is managed in Partner Center, where it can be renewed from {opens} to {closes}.", "パートナー センターで管理されており、{opens} から {closes} までパートナー センターで更新できます。";
    q_one_per_partner: "Is it not held already?", "既に保有していませんか?";
    one_met: "It is not.", "保有していません。";
    one_unmet: "Your company holds it already, to {date}. A company holds an offer once; renew it instead.", "既に {date} まで保有しています。各特典は 1 社 1 件です。更新をご利用ください。";
    q_no_open_order: "Is no order for it waiting to be paid?", "支払い待ちの注文はありませんか?";
    no_order_met: "None is.", "ありません。";
    no_order_unmet: "Order {order} is waiting to be paid. Pay or cancel it first.", "注文 {order} が支払い待ちです。先に支払うか取り消してください。";
    q_qualified: "Does your company have the competency?", "必要なコンピテンシーをお持ちですか?";
    qualified_none: "None is asked for.", "不要です。";
    qualified_met: "It does.", "はい。";
    qualified_silver: "At least one competency at silver or gold is needed. Highest held: {held}.", "シルバー以上のコンピテンシーが 1 つ以上必要です。現在の最高: {held}";
    qualified_gold: "At least one competency at gold is needed. Highest held: {held}.", "ゴールドのコンピテンシーが 1 つ以上必要です。現在の最高: {held}";
    q_not_covered: "Is it not included in what you hold?", "保有中のメンバーシップに含まれていませんか?";
    covered_met: "It is not.", "含まれていません。";
    covered_unmet: "Its benefits are included in {offer}, which is active.", "有効な {offer} に特典が含まれています。";
    q_sold_here: "Is it sold in your country?", "お住まいの国で販売されていますか?";
    sold_met: "It is.", "はい。";
    sold_unmet: "It has no price in {country} in {currency}. Ask support.", "{country} ({currency}) での価格がありません。サポートにお問い合わせください。";
    q_good_standing: "Is your company in good standing?", "会社は良好な状態ですか?";
    standing_met: "It is.", "はい。";
    standing_unmet: "It is suspended: {reason}. Contact support.", "停止中です: {reason}。サポートにご連絡ください。";
    level_silver: "silver", "シルバー";
    level_gold: "gold", "ゴールド";
    level_none: "none", "なし";

    subscription: "Subscription", "サブスクリプション";
    timeline: "Timeline", "タイムライン";
    term: "Term", "契約期間";
    today: "Today", "本日";
    term_starts: "Term starts", "契約開始";
    reminders: "Reminders by mail", "メール通知";
    automatic_renewal: "Automatic renewal", "自動更新";
    automatic_on: "On", "オン";
    automatic_on_card: "On, with the card ending in {last4}", "オン (末尾 {last4} のカード)";
    automatic_on_transfer: "On, by bank transfer", "オン (電信振替)";
    automatic_off: "Off: renew by hand in the window", "オフ: 更新期間に手動で更新";
    managed_in: "Managed in", "管理場所";
    partner_center: "Partner Center (here)", "パートナー センター (ここ)";
    membership_center: "Membership Center (the predecessor)", "Membership Center (旧サイト)";
    history: "History", "履歴";
    history_empty: "No terms yet.", "まだありません。";
    began: "How", "経緯";
    began_bought: "Bought", "購入";
    began_renewed: "Renewed", "更新";
    began_imported: "Brought in", "移行";
    recorded_on: "Paid or brought in", "支払・移行日";
    total: "Total", "合計";
    order: "Order", "注文";
    three_dates: "Three dates", "3 つの日付";
    three_dates_text: "The membership ends on its anniversary. Benefits stay usable to the end of the renewal window. A product key that was redeemed has an end of its own.",
        "メンバーシップは記念日に終了します。特典は更新期間の終わりまで使えます。引き換え済みのプロダクト キーには独自の期限があります。";

    includes: "What it includes", "含まれる特典";
    requirements: "Requirements", "条件";
    requires_silver: "One competency at silver or gold", "シルバーまたはゴールドのコンピテンシー 1 つ";
    requires_gold: "One competency at gold", "ゴールドのコンピテンシー 1 つ";
    requires_none: "Open to every verified partner", "確認済みのすべてのパートナーが対象";
    quantity: "Quantity", "数量";
    benefit: "Benefit", "特典";
    kind: "Kind", "種類";
    kind_product_key: "Product key", "プロダクト キー";
    kind_cloud_seats: "Cloud seats", "クラウド シート";
    kind_user_licence: "User licence", "ユーザー ライセンス";
    kind_support_incidents: "Support incidents", "サポート インシデント";
    kind_advisory_hours: "Advisory hours", "アドバイザリー時間";
    kind_marketing_material: "Marketing material", "マーケティング資料";

    checkout_renew: "Renew {offer}", "{offer} の更新";
    checkout_buy: "Buy {offer}", "{offer} の購入";
    section_organisation: "Organisation and contact", "組織と連絡先";
    section_offer: "Offer", "特典";
    section_payment: "Payment method", "支払い方法";
    organisation: "Organisation", "組織";
    ordering: "Ordering", "注文者";
    credit_card: "Credit card", "クレジット カード";
    card_gateway: "The number goes straight to the payment gateway; the portal never sees it.", "カード番号は決済ゲートウェイに直接送られ、ポータルには渡りません。";
    elements_loading: "The gateway's card form is loading…", "決済ゲートウェイの入力欄を読み込んでいます…";
    elements_failed: "The gateway's card form did not load. Nothing was charged. Check your connection, let this page load Stripe if something blocks it, and try again.", "決済ゲートウェイの入力欄を読み込めませんでした。請求は行われていません。接続と、Stripe をブロックする設定がないかをご確認のうえ、もう一度お試しください。";
    card_refused: "The gateway does not take this card. Nothing was charged. Check what you entered, or use another card.", "決済ゲートウェイでこのカードを受け付けられません。請求は行われていません。入力内容を確認するか、別のカードをお使いください。";
    sandbox_note: "Sandbox: no money moves. Try one of these numbers, any future date and any CVC.", "サンドボックス: 実際の請求はありません。次の番号、任意の将来の期限と CVC をお試しください。";
    effect_pays: "pays", "支払い成功";
    effect_declined: "declined", "拒否";
    effect_insufficient_funds: "no money", "残高不足";
    effect_expired: "expired", "期限切れ";
    effect_authentication: "asks for authentication", "認証が必要";
    effect_fails_later: "fails when charged later", "後日の請求で失敗";
    effect_slow: "pays, answers late", "支払い成功、応答が遅い";
    effect_loses_answer: "pays, answer gets lost", "支払い成功、応答が失われる";
    effect_refund_fails: "pays, cannot be refunded", "支払い成功、返金は失敗";
    card_number: "Card number", "カード番号";
    card_month: "Month", "月";
    card_year: "Year", "年";
    card_cvc: "CVC", "CVC";
    card_holder: "Name on card", "カード名義";
    card_fallback: "Card", "カード";
    use_number: "Use {number}", "{number} を使用";
    review: "Review order", "注文内容の確認";
    summary: "Summary", "概要";
    before_tax: "Before tax", "税抜";
    bank_transfer: "Electronic bank transfer", "電信振替";
    contact_name: "Contact name", "連絡先名";
    phone: "Phone number", "電話番号";
    phone_hint: "With the country code, as +81 3 1234 5678.", "国番号を付けてください。例: +81 3 1234 5678";
    submit: "Submit", "送信";
    contact: "Contact", "連絡先";
    contact_text: "You order now and pay within {days} days; the subscription changes when the money has arrived. The instructions follow with the order.", "今ご注文いただき、{days} 日以内にお支払いください。入金確認後にサブスクリプションが変わります。振込先はご注文後に表示されます。";
    ordered_not_charged: "Nothing is charged now. You get the bank details when you press Buy.", "今は請求されません。「購入」を押すと振込先が表示されます。";
    tax_at_review: "Tax is worked out at review.", "税額は確認画面で計算されます。";
    cannot_order: "This cannot be ordered today.", "本日は注文できません。";
    new_term: "New term", "新しい契約期間";
    next_anniversary: "New anniversary", "新しい記念日";

    line_membership: "{offer}, one year", "{offer} (1 年)";
    line_upgrade: "Upgrade from {offer}, {rate} less", "{offer} からのアップグレード ({rate} 割引)";
    subtotal: "Subtotal", "小計";
    tax_line: "{name}, {rate}", "{name} ({rate})";
    relief_reverse: "{name}: reverse charge, paid by the customer", "{name}: リバース チャージ (顧客側で納付)";
    relief_exempt: "{name}: exempt", "{name}: 免税";
    bill_to: "Bill to", "請求先";
    bill_name: "Name", "名称";
    bill_line1: "Address", "住所";
    bill_line2: "Address, second line", "住所 2";
    bill_city: "City", "市区町村";
    bill_region: "State or prefecture", "都道府県・州";
    bill_postal_code: "Postal code", "郵便番号";
    bill_tax_id: "Tax ID", "税務 ID (登録番号)";
    correct_bill_to: "Correct bill-to", "請求先を修正";
    paying_with: "Paying with", "支払い方法";
    card_ending: "{brand} ending in {last4}, to {month}/{year}", "{brand} 末尾 {last4} (期限 {month}/{year})";
    other_card: "Use another card", "別のカードを使う";
    accept: "I accept the {agreement}", "{agreement}に同意します";
    read_agreement: "Read the {agreement}", "{agreement}を読む";
    accept_needed: "Accept the agreement to go on.", "続けるには契約への同意が必要です。";
    charged_at_once: "The card is charged at once when you press Buy.", "「購入」を押すとすぐにカードに請求されます。";
    buying: "Buying… please wait, you will be charged once.", "購入処理中… 請求は 1 回だけです。";
    confirmed: "Order confirmed", "注文が確認されました";
    confirmed_text: "Thank you. Your payment was received and the subscription runs to {date}.", "ありがとうございます。お支払いを受領し、サブスクリプションは {date} まで有効です。";
    order_number: "Order number", "注文番号";
    paid_on: "Paid on", "支払日";
    action_title: "Your bank asks you to confirm", "銀行が確認を求めています";
    action_text: "Nothing is charged yet. Confirm the payment on your bank's page; it leads back here. If you have closed that page, open it again: you are charged once.",
        "まだ請求されていません。銀行のページで支払いを確認してください。確認後、この画面に戻ります。ページを閉じた場合はもう一度開いてください。請求は 1 回だけです。";
    action_other_card: "Pay with another card instead", "別のカードで支払う";
    action_go: "Go to the bank's page", "銀行のページへ";
    charging_title: "Your payment is being confirmed", "お支払いを確認しています";
    charging_text: "Do not pay again. This page looks by itself and shows the outcome as soon as the gateway tells it.", "再度お支払いにならないでください。結果が分かり次第、この画面に自動で表示されます。";
    declined_title: "Your card was declined", "カードが拒否されました";
    declined_text: "Nothing was charged. {reason} Use another card, or try again.", "請求は行われていません。{reason}別のカードをお使いになるか、もう一度お試しください。";
    reason_declined: "The bank gave no reason.", "銀行から理由は示されていません。";
    reason_funds: "The card does not have enough money.", "残高が不足しています。";
    reason_expired: "The card has expired.", "カードの有効期限が切れています。";
    reason_authentication: "The bank asked for a confirmation, and it was not given.", "銀行が求めた確認が行われませんでした。";
    transfer_title: "Waiting for your transfer", "お振込をお待ちしています";
    transfer_text: "Transfer the amount to this account and name the reference. The subscription changes when the money has arrived.", "次の口座に参照番号を添えてお振り込みください。入金確認後にサブスクリプションが更新されます。";
    transfer_received: "{amount} has arrived. The rest is still to come.", "{amount} の入金を確認しました。残額をお待ちしています。";
    upload_proof: "Upload payment proof", "支払い証明のアップロード";
    upload_proof_text: "A receipt of your bank helps us to find the transfer: PDF, PNG or JPEG, at most 5 MB.", "銀行の受領書があると入金の確認が早くなります。PDF、PNG、JPEG、5 MB まで。";
    proof_file: "File", "ファイル";
    proof_paid_on: "Date of the payment", "支払日";
    proof_account: "Paid to account", "振込先口座";
    proof_reference: "Transaction reference", "取引参照番号";
    proofs: "Payment proofs", "支払い証明";
    proof_line: "{name}, paid on {date}, reference {reference}", "{name}、支払日 {date}、参照番号 {reference}";
    proof_rejected: "Not accepted: {reason}", "受理されませんでした: {reason}";
    upload: "Upload", "アップロード";
    fault_file_missing: "Choose a file.", "ファイルを選んでください。";
    fault_file_large: "The file is {size} MB; the limit is 5 MB. Nothing was uploaded. Scan it in grey or send fewer pages.", "ファイルは {size} MB です。上限は 5 MB です。アップロードされていません。グレーで読み取るか、ページを減らしてください。";
    error_file_type: "The file is no PDF, PNG or JPEG. Nothing was uploaded. Export it as PDF and try again.", "PDF、PNG、JPEG ではありません。アップロードされていません。PDF で保存し直してください。";
    error_rows: "Rows of the file are wrong. Nothing was imported.", "ファイルに誤りのある行があります。インポートされていません。";
    error_file_large: "The file is larger than 5 MB. Nothing was uploaded. Scan it in grey or send fewer pages.", "ファイルが 5 MB を超えています。アップロードされていません。";
    cancel_order: "Cancel order", "注文の取り消し";
    cancel_order_text: "The order is not paid. Cancel it to order again or to pay another way. If you have sent the money already, upload the proof instead.", "この注文は未払いです。注文し直す場合や支払い方法を変える場合は取り消してください。すでに振り込んだ場合は、支払い証明をアップロードしてください。";
    cancel_order_sure: "Cancel order {order}? It cannot be brought back.", "注文 {order} を取り消しますか? 元に戻せません。";
    cancel_order_yes: "Yes, cancel it", "はい、取り消します";
    cancel_order_no: "No, keep it", "いいえ、残します";
    cancelled_text: "Nothing was charged. Money that came for this order is held for your company.", "請求は行われていません。この注文への入金は、貴社の預り金として保管されます。";
    order_expired_text: "The transfer did not arrive by {date}. Nothing changed; money that comes later is held for your company.", "{date} までに入金がありませんでした。変更は行われていません。後から届いた入金は、貴社の預り金として保管されます。";
    proof_title: "Your payment proof is being checked", "支払い証明を確認しています";
    bank: "Bank", "銀行";
    account_holder: "Account holder", "口座名義";
    account_number: "Account", "口座";
    bic: "BIC", "BIC";
    amount: "Amount", "金額";
    reference: "Reference", "参照番号";
    pay_by: "Pay by", "支払期限";
    abandoned_title: "This order was given up", "この注文は破棄されました";
    abandoned_text: "Another order was started, or a day went by. Nothing was charged.", "別の注文が開始されたか、1 日が経過しました。請求は行われていません。";
    cancelled_title: "This order was cancelled", "この注文は取り消されました";
    order_expired_title: "This order was not paid in time", "この注文は期限内に支払われませんでした";
    refunded_title: "This order was refunded", "この注文は返金されました";
    refunded_card: "We give {amount} back to your card; most banks show it within five to ten days. The membership ended on {date}, and its benefits with it.", "{amount} をカードに返金します。明細への反映には通常 5 ~ 10 日かかります。メンバーシップと特典は {date} に終了しました。";
    refunded_transfer: "We give {amount} back by bank transfer; our finance asks you for the account. The membership ended on {date}, and its benefits with it.", "{amount} を銀行振込で返金します。口座は経理担当からお伺いします。メンバーシップと特典は {date} に終了しました。";
    tax_refunded_card: "Your company is exempt from tax: we give {amount} back to your card. The membership goes on.", "貴社は免税の対象のため、{amount} をカードに返金します。メンバーシップは継続します。";
    tax_refunded_transfer: "Your company is exempt from tax: we give {amount} back by bank transfer; our finance asks you for the account. The membership goes on.", "貴社は免税の対象のため、{amount} を銀行振込で返金します。口座は経理担当からお伺いします。メンバーシップは継続します。";
    tax_refunded_made: "Your company is exempt from tax: we have given {amount} back. The membership goes on.", "貴社は免税の対象のため、{amount} を返金しました。メンバーシップは継続します。";
    refunded_made: "We have given {amount} back. The membership ended on {date}, and its benefits with it.", "{amount} を返金しました。メンバーシップと特典は {date} に終了しました。";
    to_offers: "Back to membership offers", "メンバーシップ特典に戻る";
    price_changed: "The total has changed since you looked. Nothing was charged. Check the new total and press Buy again.", "合計金額が変わりました。請求は行われていません。新しい金額を確認してもう一度「購入」を押してください。";
    agreement_changed: "The agreement has changed. Nothing was charged. Read it again and accept it.", "契約が更新されました。請求は行われていません。もう一度お読みのうえ同意してください。";
    lost_answer: "The answer got lost on the way. The order was looked up again; this is how it stands now.", "応答が届きませんでした。注文を再確認し、現在の状態を表示しています。";
    orders_empty: "No orders yet. What you buy or renew is listed here.", "まだ注文はありません。購入・更新すると、ここに表示されます。";
    more: "Show more", "さらに表示";
    started_on: "Started", "開始日";
    state: "State", "状態";
    what: "What", "内容";
    purpose_buy: "Buy {offer}", "{offer} の購入";
    purpose_renew_there: "Renew {offer} in the Membership Center", "Membership Center での {offer} の更新";
    purpose_renew: "Renew {offer}", "{offer} の更新";
    state_draft: "Under review", "確認中";
    state_charging: "Being confirmed", "支払い確認中";
    state_requires_action: "Waiting for authentication", "認証待ち";
    state_awaiting_transfer: "Transfer awaited", "入金待ち";
    state_proof_submitted: "Proof being checked", "証明確認中";
    state_paid: "Paid", "支払い済み";
    state_declined: "Declined", "拒否";
    state_abandoned: "Given up", "破棄";
    state_cancelled: "Cancelled", "取り消し";
    state_expired: "Expired", "期限切れ";
    state_refunded: "Refunded", "返金済み";

    sign_in: "Sign in", "サインイン";
    sign_in_text: "Sign in to buy, renew and manage your company's memberships.", "サインインして、会社のメンバーシップを購入・更新・管理します。";
    email: "Email address", "メール アドレス";
    password: "Password", "パスワード";
    wrong_credentials: "E-mail address and password do not belong together. Nobody was signed in.", "メール アドレスまたはパスワードが正しくありません。サインインできませんでした。";
    too_many: "Too many attempts. Wait a minute and try again.", "試行回数が多すぎます。1 分ほど待ってから再試行してください。";
    session_ended: "Your session has ended. Sign in again; you will be back where you were.", "セッションが終了しました。再度サインインすると元の画面に戻ります。";
    demo_title: "Try the demo", "デモを試す";
    demo_text: "One press signs in. The password of all is “demo”.", "押すだけでサインインできます。パスワードはすべて「demo」です。";
    demo_member: "member", "メンバー";
    welcome: "Welcome", "ようこそ";
    welcome_first: "You become the first operator of this portal. Choose how you will sign in.", "このポータルの最初のオペレーターになります。サインイン情報を設定してください。";
    welcome_user: "Choose a password for {email}.", "{email} のパスワードを設定してください。";
    your_name: "Your name", "氏名";
    password_again: "Password again", "パスワード (確認)";
    password_rule: "At least 15 characters; several words are good. Not one pattern over and over.", "15 文字以上。複数の単語がおすすめです。単純な繰り返しは使えません。";
    set_password: "Set password", "パスワードを設定";
    password_set: "Done. Sign in with your new password.", "設定しました。新しいパスワードでサインインしてください。";
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
    fault_card_number: "This is not a card number. Check the digits.", "カード番号が正しくありません。";
    fault_card_expiry: "The card is not valid any more, or the date does not exist.", "有効期限が切れているか、正しくありません。";
    fault_card_cvc: "Three or four digits.", "3 桁または 4 桁の数字です。";
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
    not_found_title: "Page not found", "ページが見つかりません";
    not_found_text: "There is no page at this address.", "このアドレスにページはありません。";

    transfers: "Transfers", "振込";
    bank_statements: "Bank statements", "入出金明細";
    exports: "Exports", "エクスポート";
    download_xml: "XML", "XML";
    transfers_text: "Record what has arrived on the account. The bank's reference makes each entry count once.", "口座への入金を記録します。銀行の参照番号により、同じ入金が二重に記録されることはありません。";
    transfers_awaited: "Orders awaiting their transfer", "入金待ちの注文";
    transfers_awaited_empty: "No order awaits a transfer.", "入金待ちの注文はありません。";
    transfers_held: "Unallocated payments", "未割当の入金";
    transfers_held_empty: "No money is held.", "未割当の入金はありません。";
    transfers_record: "Record a payment", "入金を記録";
    partner: "Partner", "パートナー";
    received: "Received", "入金済み";
    received_on: "Received on", "入金日";
    bank_reference: "Bank reference", "銀行の参照番号";
    currency: "Currency", "通貨";
    record: "Record", "記録";
    record_for: "Record payment for order {order}", "注文 {order} の入金を記録";
    proof: "Proof", "証明";
    reject_proof: "Reject proof", "証明を差し戻す";
    reject_reason: "Reason, for the partner to read", "理由 (パートナーに表示)";
    why_held: "Why it is held", "保留の理由";
    held_wrong_currency: "Another currency than the order's", "注文と通貨が異なる";
    held_order_closed: "The order was closed", "注文が終了している";
    held_no_order: "Names no order", "該当する注文がない";
    held_too_much: "More than the order costs", "注文額を超過";
    recorded_full: "Recorded. Order {order} is paid.", "記録しました。注文 {order} は支払い済みです。";
    recorded_short: "Recorded. Order {order} still awaits {rest}.", "記録しました。注文 {order} は残り {rest} の入金待ちです。";
    recorded_over: "Recorded. Order {order} is paid; {excess} is held.", "記録しました。注文 {order} は支払い済みで、{excess} を預かっています。";
    recorded_held: "Recorded. It pays nothing yet and is held: {why}.", "記録しました。まだ割り当てられず、預かっています: {why}";
    refunds: "Refunds", "返金";
    reports: "Reports", "レポート";
    reason: "Reason", "理由";
    q_paid: "Is the order paid?", "注文は支払い済みですか?";
    paid_met: "It is paid.", "支払い済みです。";
    paid_unmet: "Its state is: {state}.", "現在の状態: {state}";
    q_refund_period: "Is it still within the refund period?", "返金期間内ですか?";
    refund_period_met: "Paid on {paid}; it can be refunded until {until}.", "{paid} に支払い済み。{until} まで返金できます。";
    refund_period_late: "Paid on {paid}; it could be refunded until {until}.", "{paid} に支払い済み。返金期限は {until} でした。";
    refund_period_unpaid: "It was never paid.", "支払いがありません。";
    q_present_term: "Does it pay for the membership that runs now?", "現在のメンバーシップの支払いですか?";
    present_term_met: "It does.", "はい。";
    present_term_unmet: "That term is over, or its money was given back.", "その契約期間は終了したか、返金済みです。";
    q_not_upgraded: "Is no upgrade involved?", "アップグレードに関係していませんか?";
    not_upgraded_met: "None is.", "関係していません。";
    upgraded_since: "It was given up for an upgrade since.", "その後アップグレードで置き換えられました。";
    upgrade_itself: "It is an upgrade, for which another membership was given up.", "別のメンバーシップを置き換えたアップグレードです。";
    q_benefits_unused: "Is no benefit of it used?", "特典は使用されていませんか?";
    benefits_unused_met: "No benefit was activated, and no product key viewed.", "特典のアクティブ化もプロダクト キーの表示も行われていません。";
    q_tax_exempt: "Is the partner exempt from tax?", "パートナーは免税の対象ですか?";
    tax_exempt_met: "It is.", "はい。";
    tax_exempt_unmet: "It is not. An exemption is recorded on the partner's page.", "いいえ。免税はパートナーのページで登録します。";
    q_tax_charged: "Was tax charged that is not given back yet?", "返金されていない税額はありますか?";
    tax_charged_met: "Yes.", "はい。";
    tax_charged_unmet: "The order carries no tax.", "この注文に税額はありません。";
    benefits_unused_unmet: "A benefit was first activated, or a product key viewed, on {date}.", "{date} に、特典のアクティブ化またはプロダクト キーの表示が初めて行われました。";
    desk: "Desk", "デスク";
    clock: "Clock", "時計";
    audit_log: "Audit log", "監査ログ";
    count_partners: "Partners", "パートナー";
    count_subscriptions: "Subscriptions", "サブスクリプション";
    count_open_orders: "Orders awaiting payment", "支払い待ちの注文";
    count_paid_orders: "Orders paid", "支払い済みの注文";
    count_charging_orders: "Payments being confirmed", "確認中の支払い";
    clock_text: "The demo's clock moves the whole portal. What is due by then is done before the answer comes.", "デモの時計はポータル全体を動かします。その日までの処理を行ってから応答します。";
    clock_now: "The portal's time", "ポータルの時刻";
    clock_to: "Move to", "移動先";
    clock_move: "Move the clock", "時計を動かす";
    clock_next_day: "Next day", "翌日";
    clock_moved: "The clock stands at {date} now.", "時計は {date} になりました。";

    help_title: "Help", "ヘルプ";
    help_window: "A membership can be renewed from the day after its anniversary, for 30 days. On the anniversary itself it is still active and not yet renewable. What applies to yours is shown on its tile.",
        "メンバーシップは記念日の翌日から 30 日間更新できます。記念日当日はまだ有効で、更新はできません。個別の日付は各タイルに表示されます。";
    help_greyed: "A greyed-out button says why: open the list beside it. Each requirement is shown with its dates and what to do next. The button wakes up by itself when the day comes.",
        "無効なボタンには理由があります。横のリンクから一覧を開くと、各条件の日付と次の手順が分かります。その日になるとボタンは自動で有効になります。";
    help_paying: "You pay once. If an answer gets lost, the page finds your order again; do not order a second time.",
        "お支払いは 1 回だけです。応答が失われても、画面が注文を見つけ直します。二重に注文しないでください。";
    help_whom: "Whom to ask: your company's Global admins and MPN partner admins can buy and renew. The list behind a greyed-out button names them.",
        "依頼先: 会社のグローバル管理者と MPN パートナー管理者が購入・更新できます。無効なボタンの一覧に氏名が表示されます。";

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

pub mod users;

/// Fills the places of a text: `fill("to {date}", &[("date", "1 May")])` is `to 1 May`.
#[must_use]
pub fn fill(text: &str, places: &[(&str, &str)]) -> String {
    places.iter().fold(text.to_owned(), |filled, (place, with)| filled.replace(&format!("{{{place}}}"), with))
}

#[cfg(test)]
mod tests {
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

//! A partner's page, as operators see it.

texts! {
    partner: "Partner", "パートナー";
    profile: "Legal profile", "法的プロファイル";
    id: "Partner ID", "パートナー ID";
    zone: "Time zone", "タイム ゾーン";
    today_there: "{date} there now ({zone})", "現地は {date} ({zone})";
    language: "Language", "言語";
    english: "English", "英語";
    japanese: "Japanese", "日本語";
    registration_number: "Registration number", "登録番号";
    submitted: "Sent in", "提出";
    agreed: "Agreement", "契約";
    agreed_text: "version {version}, accepted {time}", "バージョン {version}、{time} に同意";
    agreed_elsewhere: "accepted before it came here", "移行前に同意済み";
    leads: "Leads", "潜在顧客";
    claimed_by: "{name} has claimed this partner until {time}.", "{time} まで {name} が担当しています。";

    verify: "Verify the legal profile", "法的プロファイルを確認";
    verify_link: "It waits to be verified.", "確認待ちです。";

    suspend: "Suspend", "停止する";
    suspend_title: "Suspension", "停止";
    suspend_text: "A suspended partner can neither buy nor renew, and nothing renews by itself. What runs goes on. It is told by mail.", "停止中は購入も更新もできず、自動更新も行われません。現在のメンバーシップは継続します。メールで通知されます。";
    suspend_reason: "Reason, which the partner reads", "理由 (パートナーに表示されます)";
    suspended_because: "Suspended: {reason}", "停止中: {reason}";
    not_suspended: "Not suspended.", "停止していません。";
    lift: "Lift the suspension", "停止を解除";
    lift_sure: "The partner can then buy and renew again, and is told by mail.", "再び購入と更新ができるようになり、メールで通知されます。";
    suspended_done: "The partner is suspended and was told why.", "パートナーを停止し、理由を通知しました。";
    lifted_done: "The suspension is lifted, and the partner was told.", "停止を解除し、パートナーに通知しました。";

    exemption: "Tax exemption", "免税";
    exemption_text: "An exempt partner is charged no tax from now on; the tax of earlier orders is given back on the page Refunds.", "免税のパートナーには今後税がかかりません。以前の注文の税は「返金」ページで返金します。";
    exempt_until: "Exempt by certificate {certificate}, to {date}.", "免税: 証明書 {certificate}、{date} まで。";
    exempt: "Exempt by certificate {certificate}, without an end.", "免税: 証明書 {certificate}、期限なし。";
    exempt_over: "Was exempt by certificate {certificate}, to {date}: tax is charged again.", "証明書 {certificate} による免税は {date} に終了しました。現在は課税されます。";
    not_exempt: "Not exempt: tax is charged.", "免税ではありません。課税されます。";
    certificate: "Number of the certificate", "証明書番号";
    until_optional: "Last day (none if it has no end)", "最終日 (期限がなければ空欄)";
    set_exemption: "Set exemption", "免税を設定";
    end_exemption: "End exemption", "免税を取り消す";
    exempt_done: "The exemption is set, and the partner was told.", "免税を設定し、パートナーに通知しました。";
    exempt_ended: "The exemption has ended, and the partner was told.", "免税を取り消し、パートナーに通知しました。";

    overrides: "Overrides", "例外";
    overrides_text: "An override lets this partner buy or renew once although one requirement is not met. It takes two operators, and is used up by the order that relies on it.", "例外により、1 つの条件を満たしていなくても 1 回だけ購入または更新できます。担当者 2 人が必要で、利用した注文で使用済みになります。";
    overrides_none: "None was ever asked for.", "申請はありません。";
    requirement: "Requirement that need not be met", "免除する条件";
    requirement_verified: "Legal profile verified", "法的プロファイルの確認";
    requirement_window: "Renewal window", "更新期間";
    requirement_qualified: "Competency", "コンピテンシー";
    covers: "For", "対象";
    buying: "Buying {offer}", "{offer} の購入";
    renewing: "Renewing {offer} after {date}", "{date} 以降の {offer} の更新";
    until: "Last day", "最終日";
    reason: "Reason, for the second operator", "理由 (もう 1 人の担当者向け)";
    ask_override: "Ask for an override", "例外を申請";
    asked_done: "Asked for. Another operator of the programme approves it.", "申請しました。別のプログラム担当者が承認します。";
    pointless: "What is bought has no renewal window.", "購入には更新期間がありません。";
    by: "asked for by {name}, {time}", "{time} に {name} が申請";
    decided_by: "{name}, {time}", "{time} {name}";
    state_asked: "Waits for a second operator", "もう 1 人の承認待ち";
    state_approved: "Approved", "承認済み";
    state_refused: "Refused", "却下";
    state_withdrawn: "Withdrawn", "取り下げ";
    state_used: "Used up by order {order}", "注文 {order} で使用済み";
    state_over: "Over", "期限切れ";
    approve: "Approve", "承認";
    refuse: "Refuse", "却下";
    withdraw: "Withdraw", "取り下げ";
    approve_of: "Approve: {what}", "承認: {what}";
    refuse_of: "Refuse: {what}", "却下: {what}";
    withdraw_of: "Withdraw: {what}", "取り下げ: {what}";
    own: "You have asked for this: a colleague decides.", "ご自身が申請したため、別の担当者が判断します。";
    approved_done: "Approved; the partner was told.", "承認し、パートナーに通知しました。";
    refused_done: "Refused.", "却下しました。";
    withdrawn_done: "Withdrawn.", "取り下げました。";

    subscriptions: "Subscriptions", "サブスクリプション";
    subscriptions_none: "It holds nothing and never did.", "保有歴はありません。";
    competencies: "Competencies", "コンピテンシー";
    competencies_none: "None attained.", "取得していません。";
    competency_to: "{area}: {level}, {from} to {until}", "{area}: {level}、{from} ～ {until}";
    competency: "{area}: {level}, from {from}", "{area}: {level}、{from} から";

    users: "Users", "ユーザー";
    orders: "Orders", "注文";
    invoices: "Invoices and credit notes", "請求書とクレジット ノート";
    payments: "Payments by transfer", "振込による入金";
    requests: "Support requests", "サポート要求";
    mails: "Mails sent", "送信メール";
    audit: "Audit log", "監査ログ";
    nothing: "Nothing here.", "ありません。";
    no_role: "no role", "ロールなし";
    never_signed_in: "never signed in", "サインインなし";
    signed_in: "last signed in {time}", "最終サインイン {time}";
    of_order: "order {order}", "注文 {order}";
    not_sent: "not sent yet", "未送信";
    only: "This is for {role}. Ask one of them.", "{role} の担当者のみが行えます。担当者に依頼してください。";
}

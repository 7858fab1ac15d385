//! The Membership Center, cards that are saved for automatic renewal, and the programme's side of both.

texts! {
    band: "Membership Center: the former place, for viewing and for the last renewals by its rules", "Membership Center: 旧サイト (閲覧と、従来の規則による最後の更新のみ)";
    text: "Memberships that are not renewed here by their anniversary move to Partner Center. Here they can then be viewed, and no longer renewed.", "記念日までにここで更新されなかったメンバーシップは、パートナー センターに移ります。その後、ここでは閲覧のみとなり、更新はできません。";
    empty: "Nothing of your company is kept in the Membership Center any more. Everything is in Partner Center.", "Membership Center に貴社のメンバーシップはもうありません。すべてパートナー センターにあります。";
    renew: "Renew in the Membership Center", "Membership Center で更新";
    moves_here: "Once it is renewed, it is managed in Partner Center.", "更新後は、パートナー センターで管理されます。";
    view_only: "View only", "閲覧のみ";
    invitation: "It can no longer be renewed here. We invite you to renew it in Partner Center, from {opens} to {closes}.", "ここでは更新できません。{opens} から {closes} までの間に、パートナー センターで更新してください。";
    invitation_open: "It can no longer be renewed here. We invite you to renew it in Partner Center now, until {closes}.", "ここでは更新できません。{closes} まで、パートナー センターで更新できます。ぜひ更新してください。";
    lapsed: "It was not renewed by {closes} and has expired. It can be bought anew in Partner Center.", "{closes} までに更新されず、期限切れになりました。パートナー センターで新たに購入できます。";
    go: "Go to Partner Center", "パートナー センターへ";
    go_label: "Go to Partner Center: {offer}", "パートナー センターへ: {offer}";
    moved_here: "This renewal was made in the Membership Center. From now on the subscription is managed here, in Partner Center.", "この更新は Membership Center で行われました。今後、このサブスクリプションはここパートナー センターで管理されます。";

    card_for: "Card for automatic renewal", "自動更新用のカード";
    card_needed: "Automatic renewal is on, but no card is saved to pay for it. Save one here; otherwise nothing is charged.", "自動更新はオンですが、お支払い用のカードが保存されていません。ここで保存してください。保存されない場合、請求は行われません。";
    card_text: "On the first day of the renewal window in Partner Center, {date}, this card is charged the price then in force, plus tax.", "パートナー センターでの更新期間の初日 ({date}) に、その時点の料金と税がこのカードに請求されます。";
    card_text_open: "This card is charged when the automatic renewal is tried next. If you do not want to wait for that, renew by hand.", "次回の自動更新の試行時にこのカードに請求されます。お急ぎの場合は手動で更新してください。";
    other_card: "Save another card for automatic renewal", "自動更新用に別のカードを保存";
    save_card: "Save card", "カードを保存";
    card_saved: "The card was saved.", "カードを保存しました。";
    card_not_taken: "Cards are not taken for this offer in your country. Renew it by hand in its window.", "お住まいの国ではこの特典にカードを利用できません。更新期間に手動で更新してください。";

    desk: "Membership Center", "Membership Center";
    desk_text: "What the Membership Center still manages, the next anniversary first. Each moves to Partner Center by itself on the day after its anniversary, unless it is renewed.", "Membership Center がまだ管理しているサブスクリプションです (記念日の近い順)。更新されない場合、記念日の翌日に自動的にパートナー センターへ移ります。";
    desk_empty: "The Membership Center manages nothing more.", "Membership Center が管理するものはもうありません。";
    desk_empty_found: "The Membership Center manages nothing of this partner.", "このパートナーのサブスクリプションは Membership Center にありません。";
    find: "Find", "検索";
    partner_id: "Partner ID", "パートナー ID";
    partner_hint: "Seven digits; empty for all.", "7 桁の数字。空欄ですべて表示します。";
    renewable_there: "Renewable in the Membership Center", "Membership Center での更新期間";
    renewable_here: "Renewable in Partner Center", "パートナー センターでの更新期間";
    automatic_lacks: "On, but there is no card and no contact to carry over: the partner is asked for one", "オン (ただし引き継ぐカードも連絡先もないため、パートナーに登録を依頼します)";
    automatic_on: "On; it comes along", "オン (引き継がれます)";
    automatic_off: "Off", "オフ";
    move_now: "Move to Partner Center", "パートナー センターへ移す";
    move_text: "It can then no longer be renewed in the Membership Center, and in Partner Center from {date} on. The partner is told by mail. This cannot be undone.", "移すと Membership Center では更新できなくなり、パートナー センターで {date} から更新できます。パートナーにはメールで通知します。元に戻せません。";
    reason: "Reason, for the audit log", "理由 (監査ログ用)";
    moved: "{offer} of {name} was moved to Partner Center, and the partner was told.", "{name} の {offer} をパートナー センターへ移し、パートナーに通知しました。";
}

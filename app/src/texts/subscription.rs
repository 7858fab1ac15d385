//! A subscription and its history.

texts! {
    cancel_subscription: "Cancel subscription", "サブスクリプションのキャンセル";
    turn_off_renewal: "Turn off automatic renewal", "自動更新を無効にする";
    turn_off_text: "Your subscription then runs to {date} and its benefits to the end of the window; you can renew it by hand in the window. Automatic renewal cannot be turned back on until the subscription has been renewed again.",
        "サブスクリプションは {date} まで、特典は更新期間の終わりまで有効です。更新期間中は手動で更新できます。自動更新は、次に更新されるまで再び有効にできません。";
    turn_off_yes: "Yes, turn it off", "はい、無効にします";
    turn_off_no: "No, keep it on", "いいえ、有効のままにします";
    subscription: "Subscription", "サブスクリプション";
    timeline: "Timeline", "タイムライン";
    term: "Term", "契約期間";
    automatic_on_card: "On, with the card ending in {last4}", "オン (末尾 {last4} のカード)";
    automatic_on_transfer: "On, by bank transfer", "オン (電信振替)";
    managed_in: "Managed in", "管理場所";
    history: "History", "履歴";
    history_empty: "No terms yet.", "まだありません。";
    began: "How", "経緯";
    began_bought: "Bought", "購入";
    began_renewed: "Renewed", "更新";
    began_imported: "Brought in", "移行";
    recorded_on: "Paid or brought in", "支払・移行日";
}

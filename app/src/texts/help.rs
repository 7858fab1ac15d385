//! Help.

texts! {
    api_reference: "API reference", "API リファレンス";
    help_title: "Help", "ヘルプ";
    help_window: "A membership can be renewed from the day after its anniversary, for 30 days. On the anniversary itself it is still active and not yet renewable. What applies to yours is shown on its tile.",
        "メンバーシップは記念日の翌日から 30 日間更新できます。記念日当日はまだ有効で、更新はできません。個別の日付は各タイルに表示されます。";
    help_greyed: "A greyed-out button says why: open the list beside it. Each requirement is shown with its dates and what to do next. The button wakes up by itself when the day comes.",
        "無効なボタンには理由があります。横のリンクから一覧を開くと、各条件の日付と次の手順が分かります。その日になるとボタンは自動で有効になります。";
    help_paying: "You pay once. If an answer gets lost, the page finds your order again; do not order a second time.",
        "お支払いは 1 回だけです。応答が失われても、画面が注文を見つけ直します。二重に注文しないでください。";
    help_whom: "Whom to ask: your company's Global admins and MPN partner admins can buy and renew. The list behind a greyed-out button names them.",
        "依頼先: 会社のグローバル管理者と MPN パートナー管理者が購入・更新できます。無効なボタンの一覧に氏名が表示されます。";
}

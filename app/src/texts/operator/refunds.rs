//! Refunds.

texts! {
    lead: "Give the money of an order back, within the programme's rules. The membership it paid for ends at once, and a credit note is issued.", "プログラムの規則の範囲で注文の代金を返金します。対象のメンバーシップは直ちに終了し、クレジット ノートが発行されます。";
    find: "Find order", "注文を検索";
    give: "Give {amount} back", "{amount} を返金する";
    for_books: "Reason, for our own books", "理由 (社内記録用)";
    ends_today: "The membership ends today. This cannot be undone.", "メンバーシップは本日終了します。取り消しはできません。";
    not_allowed: "The programme's rules do not allow a refund of this order today.", "プログラムの規則により、この注文は本日返金できません。";
    done: "Order {order}: {amount} is given back. Credit note {note}.", "注文 {order}: {amount} を返金します。クレジット ノート {note}";
    open: "Not given back yet", "未完了の返金";
    open_empty: "No refund is open.", "未完了の返金はありません。";
    made_before: "Given back", "完了した返金";
    made_empty: "Nothing was given back yet.", "完了した返金はまだありません。";
    at_gateway: "With the card's bank", "カード会社で処理中";
    to_transfer: "To be transferred", "振込待ち";
    made: "Given back", "返金済み";
    refused: "The card's bank refused: {why}", "カード会社が拒否: {why}";
    transferred: "Record transfer", "振込を記録";
    made_on: "Given back on", "返金日";
    decided_on: "Decided", "決定日時";
    whole: "All of it", "全額";
    tax: "The tax", "税額";
    give_whole: "Give all of it back", "全額を返金";
    give_tax: "Give the tax back", "税額を返金";
    tax_goes_on: "The membership goes on. The invoice is replaced by one without tax. This cannot be undone.", "メンバーシップは継続し、請求書は税を含まないものに差し替えられます。取り消しはできません。";
    kind: "What", "対象";
}

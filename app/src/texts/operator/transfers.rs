//! Bank transfers and held money.

texts! {
    transfers_text: "Record what has arrived on the account. The bank's reference makes each entry count once.", "口座への入金を記録します。銀行の参照番号により、同じ入金が二重に記録されることはありません。";
    transfers_awaited: "Orders awaiting their transfer", "入金待ちの注文";
    transfers_awaited_empty: "No order awaits a transfer.", "入金待ちの注文はありません。";
    transfers_record: "Record a payment", "入金を記録";
    record_for: "Record payment for order {order}", "注文 {order} の入金を記録";
    proof: "Proof", "証明";
    reject_proof: "Reject proof", "証明を差し戻す";
    reject_reason: "Reason, which the partner reads", "理由 (パートナーに表示されます)";
    held_wrong_currency: "Another currency than the order's", "注文と通貨が異なる";
    held_order_closed: "The order was closed", "注文が終了している";
    held_no_order: "Names no order", "該当する注文がない";
    held_too_much: "More than the order costs", "注文額を超過";
    recorded_full: "Recorded. Order {order} is paid.", "記録しました。注文 {order} は支払い済みです。";
    recorded_short: "Recorded. Order {order} still awaits {rest}.", "記録しました。注文 {order} は残り {rest} の入金待ちです。";
    recorded_over: "Recorded. Order {order} is paid; {excess} is held.", "記録しました。注文 {order} は支払い済みで、{excess} を預かっています。";
    recorded_held: "Recorded. It pays nothing yet and is held: {why}.", "記録しました。まだ割り当てられず、預かっています: {why}";
}

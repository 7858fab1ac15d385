//! The portal in figures, and the clock of the demo.

texts! {
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
}

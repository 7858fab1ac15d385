//! The operators' search.

texts! {
    find: "Find a partner, order, invoice or address", "パートナー、注文、請求書、アドレスを検索";
    hint: "Name, Partner ID, number or e-mail address", "名前、パートナー ID、番号、メール アドレス";
    nothing: "Nothing is called so. A name, a Partner ID, the number of an order or invoice, or an e-mail address, or its beginning.", "該当するものはありません。名前、パートナー ID、注文番号、請求書番号、メール アドレス、またはその先頭を入力してください。";
    failed: "The search failed. Type on to try again.", "検索できませんでした。入力を続けると再試行します。";
    found: "{count} found", "{count} 件見つかりました";
    partners: "Partners", "パートナー";
    users: "Users", "ユーザー";
    orders: "Orders", "注文";
    invoices: "Invoices", "請求書";
    requests: "Support requests", "サポート要求";
    order: "Order {order}", "注文 {order}";
    request: "Request {number}: {title}", "要求 {number}: {title}";
}

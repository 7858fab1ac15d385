//! Membership offers: tiles, dates and how a partner stands.

texts! {
    purchased: "Purchased", "購入済み";
    available: "Available", "購入可能";
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
    not_sold_here: "Not sold in your country", "お住まいの国では販売していません";
    joined_ok: "Joined and verified", "参加・確認済み";
    joined_pending: "Joined; the legal profile is waiting to be verified", "参加済み、法的プロファイルは確認待ち";
    joined_rejected: "The legal profile was rejected: {reason}", "法的プロファイルが却下されました: {reason}";
    joined_review: "The legal profile is due for review", "法的プロファイルの再確認が必要です";
    not_joined: "Not joined yet", "未参加";
    suspended: "Suspended: {reason}", "停止中: {reason}";
    window_there: "Renewal window in the Membership Center", "Membership Center での更新期間";
    window_here: "Renewal window in Partner Center", "パートナー センターでの更新期間";
    checklist_buy: "What buying {offer} asks for", "{offer} の購入に必要な条件";
    level_silver: "silver", "シルバー";
    level_gold: "gold", "ゴールド";
    level_none: "none", "なし";
    today: "Today", "本日";
    term_starts: "Term starts", "契約開始";
    includes: "What it includes", "含まれる特典";
    requirements: "Requirements", "条件";
    kind_product_key: "Product key", "プロダクト キー";
    kind_cloud_seats: "Cloud seats", "クラウド シート";
    kind_user_licence: "User licence", "ユーザー ライセンス";
    kind_support_incidents: "Support incidents", "サポート インシデント";
    kind_advisory_hours: "Advisory hours", "アドバイザリー時間";
    kind_marketing_material: "Marketing material", "マーケティング資料";
}

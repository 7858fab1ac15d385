//! Benefits.

texts! {
    text: "What your memberships grant, and how much of it is used. Each term brings its own; what is not used by the benefits end is lost.", "メンバーシップの特典と使用状況です。特典は期間ごとに付与され、特典終了日までに使用されなかった分は失われます。";
    empty: "No benefits yet. They come with a membership.", "特典はまだありません。メンバーシップの購入時に付与されます。";
    to_offers: "Choose one on Membership offers", "「メンバーシップ特典」から選ぶ";
    none_granted: "This membership grants nothing that can be used here.", "このメンバーシップには、ここで使用できる特典がありません。";
    open: "View and use", "表示と使用";
    three_dates: "The membership ends on its anniversary. Benefits can be used to the benefits end, when the renewal window closes. A key or token that was redeemed keeps an end of its own, also after that.", "メンバーシップは記念日に終了します。特典は、更新期間が終わる特典終了日まで使用できます。使用したキーやトークンには固有の終了日があり、特典終了後も有効です。";
    keys_end: "Last redeemed key ends", "使用済みキーの最終終了日";
    keys_none: "No key in use", "使用中のキーはありません";
    used: "Used", "使用済み";
    left: "Left", "残り";
    ends: "Ends", "終了日";
    usable: "Benefits can be used until {date}", "特典は {date} まで使用できます";
    not_begun: "Benefits begin on {date}", "特典は {date} に開始します";
    included_in: "Included in {offer}, which is active: use its benefits", "有効な {offer} に含まれています。そちらの特典をご使用ください";
    ended_not_renewed: "Benefits ended on {date}: not renewed in time", "特典は {date} に終了しました (期間内に更新されませんでした)";
    ended_superseded: "Benefits ended on {date}: replaced by an upgrade", "特典は {date} に終了しました (アップグレードで置き換え)";
    ended_cancelled: "Benefits ended on {date}: cancelled", "特典は {date} に終了しました (キャンセル)";
    ended_refunded: "Benefits ended on {date}: the price was given back", "特典は {date} に終了しました (返金済み)";
    refundable: "Nothing of this term is used yet, so its price can be given back until {date}. The first use of any benefit ends that.", "この期間の特典はまだ使用されていないため、{date} まで返金できます。いずれかの特典を使用した時点で返金できなくなります。";
    no_longer: "No longer granted", "付与終了";
    nothing_left: "Nothing is left.", "残りはありません。";
    of_earlier_term: "Term to {date}", "{date} までの期間";

    do_key: "View a product key", "プロダクト キーを表示";
    do_seats: "Activate seats", "シートを有効にする";
    do_licence: "Assign a licence", "ライセンスを割り当てる";
    do_incident: "Use an incident", "インシデントを使用";
    do_time: "Use hours", "時間を使用";
    do_material: "Get the material", "資料を入手";
    ask_key: "A new product key is shown to you. That you viewed it is recorded. It works until {date}.", "新しいプロダクト キーが表示されます。表示したことは記録されます。キーは {date} まで有効です。";
    ask_seats: "One activation token is shown, for all {count} seats. They work until {date}.", "{count} シートすべてに使えるアクティブ化トークンが 1 つ表示されます。{date} まで有効です。";
    ask_licence: "The licence works until {date}. You can move it to somebody else or take it back at any time.", "ライセンスは {date} まで有効です。いつでもほかのユーザーに移すことも、解除することもできます。";
    ask_incident: "One of {left} that are left is used.", "残り {left} 件のうち 1 件を使用します。";
    ask_time: "{left} hours are left. Write the time as 1:30 or 1.5.", "残りは {left} 時間です。1:30 または 1.5 のように入力してください。";
    ask_material: "After this you can download {file} as often as you like.", "この操作の後、{file} を何度でもダウンロードできます。";
    again: "Assign to the {count} people of the last term", "前の期間の {count} 名に割り当てる";
    again_one: "Assign to {name} as last term", "前の期間と同じく {name} に割り当てる";
    ask_again: "These people had a licence last term and have none now. Each gets one, which works until {date}.", "前の期間にライセンスを持ち、現在は持っていないユーザーです。それぞれに {date} まで有効なライセンスを割り当てます。";
    again_left_out: "Not enough licences are left for these, who had one too:", "残りのライセンスが足りないため、次のユーザーには割り当てられません:";
    gives_up: "Until {date} the price of this term could be given back, because nothing of it is used. If you go on, it cannot be given back any more.", "この期間の特典は未使用のため、{date} までは返金を受けられます。続行すると、返金を受けられなくなります。";
    gives_up_nothing: "The price of this term cannot be given back in any case, so this changes nothing about a refund.", "この期間の料金は返金の対象外のため、この操作による返金への影響はありません。";
    go_on: "Go on without a refund", "返金を受けずに続行";
    not_now: "Not now", "今はしない";
    user: "User (email address)", "ユーザー (メール アドレス)";
    note: "What for?", "用途";
    time: "Time (hours:minutes)", "時間 (時:分)";
    time_more: "Less is left than that.", "残り時間を超えています。";

    recorded: "What was used", "使用の記録";
    on: "On", "使用日";
    by: "By", "使用者";
    what: "What", "内容";
    actions: "Actions", "操作";
    seats: "{count} seats", "{count} シート";
    freed: "Freed on {date}", "{date} に解除";
    over: "Ended on {date}", "{date} に終了";
    show_key: "Show key", "キーを表示";
    show_token: "Show token", "トークンを表示";
    move_licence: "Move", "移す";
    free_licence: "Take back", "解除";
    download: "Download {file}", "{file} をダウンロード";
    move_title: "Move the licence of {name}", "{name} のライセンスを移す";
    move_text: "{name} can no longer use it, and the other can at once.", "{name} は使用できなくなり、移動先のユーザーはすぐに使用できます。";

    said_key: "Your product key for {benefit}:", "{benefit} のプロダクト キー:";
    said_seats: "Your activation token for {benefit}:", "{benefit} のアクティブ化トークン:";
    said_keep: "You can show it again below at any time.", "下の一覧でいつでも再表示できます。";
    said_assigned: "The licence was assigned.", "ライセンスを割り当てました。";
    said_again: "{count} licences were assigned.", "{count} 件のライセンスを割り当てました。";
    said_moved: "The licence was moved.", "ライセンスを移しました。";
    said_freed: "The licence was taken back and can be assigned again.", "ライセンスを解除しました。再び割り当てられます。";
    said_used: "Recorded. {left} of {benefit} left.", "記録しました。{benefit} の残りは {left} です。";
    said_material: "{file} can be downloaded now, below.", "下の一覧から {file} をダウンロードできます。";
    said_conflict: "Something has changed since this page was shown. Nothing was used. Here is how it stands now: decide again.", "表示後に状況が変わりました。使用は記録されていません。現在の状態を確認して、もう一度お試しください。";
}

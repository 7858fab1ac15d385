//! The texts of one's own account, password and calendar aside.

texts! {
    preferences: "Preferences", "設定";
    zone: "Time zone", "タイム ゾーン";
    zone_hint: "In which times of day are shown to you. Dates, such as an anniversary, are those of your company's zone.", "時刻の表示に使用します。記念日などの日付は、会社のタイム ゾーンに基づきます。";
    zone_browser: "As in this browser", "ブラウザーの設定に従う";
    reminders: "Send me reminders to renew by hand", "手動更新のお知らせを受け取る";
    reminders_text: "Orders, payments, automatic renewals and what has ended are always told by mail.", "注文、支払い、自動更新、終了に関するメールは、設定にかかわらず送信されます。";
    saved: "Saved.", "保存しました。";

    sessions: "Where you are signed in", "サインイン中のデバイス";
    sessions_text: "If you do not know one of them, sign out there and change your password.", "心当たりのないものがある場合は、サインアウトしてパスワードを変更してください。";
    browser: "Browser", "ブラウザー";
    address: "Network address", "ネットワーク アドレス";
    since: "Since", "サインイン日時";
    until: "Ends", "終了予定";
    actions: "Actions", "操作";
    here: "This browser", "このブラウザー";
    unknown_browser: "Unknown browser", "不明なブラウザー";
    browser_on: "{browser} on {system}", "{browser} ({system})";
    unknown: "Not known", "不明";
    sign_out_there: "Sign out there", "サインアウトさせる";
    sign_out_others: "Sign out everywhere else", "ほかのすべてからサインアウト";
    signed_out_there: "Signed out there.", "サインアウトしました。";

    held: "Everything we hold on you", "保有している個人データ";
    held_text: "Profile, roles, sessions, mails to you, what you did, your support requests and orders, as a file (JSON).", "プロファイル、ロール、セッション、送信されたメール、操作の記録、サポート要求、注文をファイル (JSON) でダウンロードできます。";
    download: "Download my data", "自分のデータをダウンロード";

    erase: "Erase my account", "アカウントの消去";
    erase_text: "You leave for good: your name, address, password and mails are erased. What you did for your company stays, under a pseudonym; invoices stay as they were issued.", "アカウントを完全に消去します。氏名、アドレス、パスワード、メールは削除されます。会社のために行った操作は仮名で残り、発行済みの請求書はそのまま保管されます。";
    erase_last: "You are the last Global admin who can sign in. Make somebody else Global admin first.", "サインインできる最後のグローバル管理者です。先にほかのユーザーをグローバル管理者にしてください。";
    erase_press: "Erase my account…", "アカウントを消去…";
    erase_sure: "This cannot be undone, and you are signed out everywhere at once. Enter your password to go on.", "元に戻すことはできません。直ちにすべてのデバイスからサインアウトされます。続けるにはパスワードを入力してください。";
    erase_sure_without: "This cannot be undone, and you are signed out everywhere at once.", "元に戻すことはできません。直ちにすべてのデバイスからサインアウトされます。";
    erase_yes: "Yes, erase me for good", "はい、完全に消去します";
    erase_no: "No, keep my account", "いいえ、残します";
}

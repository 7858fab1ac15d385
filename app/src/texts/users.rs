//! The texts of the users' pages, and of one's own account.

texts! {
    diary: "Calendar feed", "カレンダー フィード";
    diary_text: "Your calendar program can show anniversaries, renewal windows and pay-by dates. Give it this address. Who has the address can read these days: if it got into the wrong hands, make a new one.", "記念日、更新期間、支払い期限をカレンダー アプリに表示できます。このアドレスを登録してください。アドレスを知っている人は日付を閲覧できます。他人に知られた場合は新しいアドレスを作成してください。";
    diary_address: "Address for your calendar program", "カレンダー アプリ用のアドレス";
    diary_renew: "Make a new address", "新しいアドレスを作成";
    diary_sure: "The address you have now then leads nowhere: every calendar program has to be given the new one.", "現在のアドレスは無効になり、すべてのカレンダー アプリに新しいアドレスを登録し直す必要があります。";
    diary_yes: "Yes, make a new one", "はい、作成します";
    diary_no: "No, keep it", "いいえ、そのままにします";
    users_text: "Who signs in for your company, and what each may do.", "会社を代表してサインインするユーザーと、それぞれに許可された操作です。";
    users_only_roles: "You may change roles. Inviting and removing take another role.", "ロールの変更のみ可能です。招待と削除には別のロールが必要です。";
    invite: "Invite a user", "ユーザーを招待";
    invite_text: "A mail with a link goes to the address. The link works once, for 3 days.", "入力したアドレスにリンクをメールで送信します。リンクは 3 日間有効で、1 回だけ使用できます。";
    invite_send: "Send invitation", "招待を送信";
    name: "Name", "氏名";
    roles: "Roles", "ロール";
    no_roles: "No role", "ロールなし";
    last_signed_in: "Last signed in", "最終サインイン";
    never: "Never", "なし";
    state_invited: "Invited", "招待中";
    state_active: "Active", "有効";
    you: "you", "あなた";
    actions: "Actions", "操作";
    change_roles: "Change roles", "ロールを変更";
    change_roles_of: "Roles of {name}", "{name} のロール";
    invite_again: "Send again", "招待を再送信";
    remove: "Remove", "削除";
    remove_title: "Remove {name}?", "{name} を削除しますか?";
    remove_text: "{name} ({email}) is signed out everywhere at once and cannot sign in again. Orders and everything else that was done stay under this name. To come back takes a new invitation.",
        "{name} ({email}) は直ちにすべてのデバイスからサインアウトされ、再びサインインできなくなります。注文などの記録はこの氏名のまま残ります。戻すには新たな招待が必要です。";
    remove_erase: "Erase name, address and mails for good too", "氏名、アドレス、メールも完全に消去する";
    remove_erase_text: "What was done then stays under a pseudonym. This cannot be undone.", "操作の記録は仮名で残ります。元に戻すことはできません。";
    remove_yes: "Yes, remove", "はい、削除します";
    remove_no: "No, keep", "いいえ、残します";
    said_invited: "An invitation was sent to {email}.", "{email} に招待を送信しました。";
    said_changed: "The roles of {name} were changed.", "{name} のロールを変更しました。";
    said_removed: "{name} was removed.", "{name} を削除しました。";
    said_conflict: "Somebody else has changed these roles meanwhile. Nothing was changed. Here they are as they are now: decide again.", "ほかのユーザーがこのロールを変更しました。変更は行われていません。現在のロールを確認して、もう一度選択してください。";
    said_refused: "The rules about users do not allow this. Nothing was changed. The list shows how it stands now.", "ユーザーに関する規則により行えません。変更は行われていません。一覧に現在の状態が表示されています。";
    why_role: "Your roles do not allow this.", "あなたのロールでは行えません。";
    why_above: "This role stands above yours. Only a Global admin grants and takes it.", "このロールはあなたのロールより上位です。付与と取り消しはグローバル管理者のみ行えます。";
    why_above_user: "Has a role above yours.", "あなたより上位のロールを持っています。";
    why_last: "The last Global admin who can sign in. Make somebody else Global admin first.", "サインインできる最後のグローバル管理者です。先にほかのユーザーをグローバル管理者にしてください。";
    why_oneself: "You cannot remove yourself. Ask another admin.", "自分自身は削除できません。ほかの管理者に依頼してください。";
    why_joined: "Has come already.", "すでに参加しています。";
    does_global_admin: "Everything for the company, and grants every role.", "会社に関するすべての操作と、すべてのロールの付与。";
    does_mpn_partner_admin: "Buys, renews and cancels orders; automatic renewal, benefits, competencies, invoices, leads.", "購入、更新、注文の取り消し、自動更新、特典、コンピテンシー、請求書、潜在顧客。";
    does_account_admin: "Legal profile and locations, assigns roles, requests refunds.", "法的プロファイルと所在地、ロールの割り当て、返金の依頼。";
    does_billing_admin: "Offers and prices, orders, invoices, payment proofs.", "特典と価格、注文、請求書、支払い証明。";
    does_user_management_admin: "Invites, changes and removes users; invoices.", "ユーザーの招待、変更、削除、請求書。";
    does_business_profile_admin: "The business profile.", "ビジネス プロファイル。";
    does_referrals_admin: "Leads and the business profile.", "潜在顧客とビジネス プロファイル。";
    does_admin_agent: "Invoices.", "請求書。";

    change_password: "Change password", "パスワードの変更";
    change_password_text: "All your other sessions end. A mail tells you that it was changed.", "ほかのすべてのセッションは終了します。変更されたことをメールでお知らせします。";
    present_password: "Present password", "現在のパスワード";
    new_password: "New password", "新しいパスワード";
    new_password_again: "New password again", "新しいパスワード (確認)";
    password_changed: "Your password was changed. Your other sessions have ended.", "パスワードを変更しました。ほかのセッションは終了しました。";
    forgotten_text: "Enter your e-mail address, and we send you a link to set a new password.", "メール アドレスを入力してください。新しいパスワードを設定するリンクをお送りします。";
    forgotten_send: "Send the link", "リンクを送信";
    forgotten_sent: "If somebody signs in here with {email}, a mail with a link is on its way. It works once, for one hour. Nothing came? Look among unwanted mail, or ask one of your company's admins whether this is the right address.",
        "{email} が登録されている場合は、リンクをメールでお送りしました。リンクは 1 時間有効で、1 回だけ使用できます。届かない場合は、迷惑メールを確認するか、社内の管理者にアドレスをお問い合わせください。";
    back_to_sign_in: "Back to sign-in", "サインインに戻る";
}

//! The texts of the page about operators.

texts! {
    title: "Operators", "担当者";
    lead: "Who works here for the vendor. Several may do the same work.", "ベンダーの担当者の一覧です。同じ担当に複数の担当者を登録できます。";
    name: "Name", "氏名";
    work: "Work", "担当";
    factor: "Second factor", "2 要素目の認証";
    factor_there: "Set up", "設定済み";
    factor_none: "None yet", "未設定";
    last_signed_in: "Last signed in", "最終サインイン";
    never: "Never", "なし";
    invited: "Invited", "招待中";
    active: "Active", "有効";
    you: "you", "あなた";
    actions: "Actions", "操作";
    invite: "Invite an operator", "担当者を招待";
    invite_text: "A mail with a link goes to the address. The link works once, for 3 days.", "入力したアドレスにリンクをメールで送信します。リンクは 3 日間有効で、1 回だけ使用できます。";
    invite_send: "Send invitation", "招待を送信";
    invite_again: "Send again", "招待を再送信";
    does_finance: "Transfers, payment proofs, refunds.", "振込、支払い証明、返金。";
    does_support: "Support requests.", "サポート要求。";
    does_programme: "Partners, the programme, and operators.", "パートナー、プログラム、担当者。";
    change: "Change work", "担当を変更";
    change_title: "Work of {name}", "{name} の担当";
    reset: "Reset second factor", "2 要素目の認証をリセット";
    reset_title: "Reset the second factor of {name}?", "{name} の 2 要素目の認証をリセットしますか?";
    reset_text: "Make sure that it is {name} who asks: whoever has the password can set up a new one then. App, passkeys and recovery codes are gone, all sessions end, and a mail says so.", "依頼者が {name} 本人であることを必ず確認してください。リセット後は、パスワードを知っている人が新しい認証を設定できます。アプリ、パスキー、回復コードは削除され、すべてのセッションが終了し、メールで通知されます。";
    reset_yes: "Yes, reset", "はい、リセットします";
    remove: "Remove", "削除";
    remove_title: "Remove {name}?", "{name} を削除しますか?";
    remove_text: "{name} ({email}) is signed out everywhere at once and cannot sign in again. What was done stays under this name.", "{name} ({email}) は直ちにすべてのデバイスからサインアウトされ、再びサインインできなくなります。操作の記録はこの氏名のまま残ります。";
    remove_yes: "Yes, remove", "はい、削除します";
    no: "No, keep", "いいえ、そのままにします";
    said_invited: "An invitation was sent to {name}.", "{name} に招待を送信しました。";
    said_changed: "The work of {name} was changed.", "{name} の担当を変更しました。";
    said_removed: "{name} was removed.", "{name} を削除しました。";
    said_reset: "The second factor of {name} was reset.", "{name} の 2 要素目の認証をリセットしました。";
    said_conflict: "Somebody else has changed this meanwhile. Nothing was changed. Here it is as it is now: decide again.", "ほかの担当者が変更しました。変更は行われていません。現在の状態を確認して、もう一度選択してください。";
    said_refused: "The rules about operators do not allow this. Nothing was changed. The list shows how it stands now.", "担当者に関する規則により行えません。変更は行われていません。一覧に現在の状態が表示されています。";
    why_oneself: "You cannot change yourself. Ask another programme operator.", "自分自身は変更できません。ほかのプログラム担当者に依頼してください。";
    why_last: "The last programme operator who can sign in. Invite another one first.", "サインインできる最後のプログラム担当者です。先に別の担当者を招待してください。";
    not_yours: "Programme operators see to operators. Ask one of them.", "担当者の管理はプログラム担当者が行います。プログラム担当者に依頼してください。";
}

//! The texts about signing in at a provider.

texts! {
    provider: "the sign-in provider", "サインイン プロバイダー";
    sign_in_with: "Sign in with {name}", "{name} でサインイン";
    or_password: "Or with your e-mail address and password:", "または、メール アドレスとパスワードでサインインします。";
    or_set_password: "Or set a password here:", "または、パスワードを設定します。";

    ended_cancelled: "You did not agree at {name}. Nobody was signed in, and nothing was changed. To try again, press the button again.", "{name} での操作がキャンセルされました。サインインも変更も行われていません。もう一度試すには、ボタンを押してください。";
    ended_stale: "This way through {name} was finished already, took longer than 10 minutes, or was not begun here. Nothing was changed by it. If you are not signed in, press the button again.", "{name} での手続きは、すでに完了しているか、10 分を超えたか、ここから開始されていません。変更は行われていません。サインインしていない場合は、もう一度ボタンを押してください。";
    ended_other_browser: "You came back from {name} in another browser than the one you left in, or this browser keeps no cookies. Nobody was signed in. Allow cookies for this site and begin again here.", "{name} への移動時とは別のブラウザーで戻ったか、Cookie が無効になっています。サインインは行われていません。このサイトの Cookie を許可し、このブラウザーで最初からやり直してください。";
    ended_provider_error: "{name} says that something went wrong there. Nobody was signed in, and nothing was changed. Try again in a few minutes. If it stays so, tell one of your company's admins.", "{name} でエラーが発生しました。サインインも変更も行われていません。数分後にもう一度試してください。解決しない場合は、社内の管理者にお知らせください。";
    ended_no_answer: "{name} does not answer as it should. Nobody was signed in, and nothing was changed. Try again in a few minutes, or sign in with your password.", "{name} から正しい応答がありません。サインインも変更も行われていません。数分後にもう一度試すか、パスワードでサインインしてください。";
    ended_not_believed: "What {name} answered could not be verified. Nobody was signed in, and nothing was changed. Try again. If it stays so, tell one of your company's admins.", "{name} の応答を検証できませんでした。サインインも変更も行われていません。もう一度試してください。解決しない場合は、社内の管理者にお知らせください。";
    ended_unverified: "{name} has not confirmed that your e-mail address is yours. Nobody was signed in. Confirm the address there and try again, or set a password by the link in your invitation.", "{name} でメール アドレスが確認されていません。サインインは行われていません。そちらでアドレスを確認してからもう一度試すか、招待メールのリンクからパスワードを設定してください。";
    ended_in_use: "Your e-mail address is in use here already. Nobody was signed in. Sign in with your password and connect {name} under My account: from then on it signs you in.", "このメール アドレスはすでに使用されています。サインインは行われていません。パスワードでサインインし、「マイ アカウント」で {name} を接続してください。以後はこの方法でサインインできます。";
    ended_operator: "You work for the programme. Nobody was signed in. Sign in with your e-mail address and password.", "プログラムの担当者としてのアカウントです。サインインは行われていません。メール アドレスとパスワードでサインインしてください。";
    ended_invitation_over: "Your invitation has expired. Nobody was signed in. Ask one of your company's admins to send it again.", "招待の有効期限が切れています。サインインは行われていません。社内の管理者に招待の再送信を依頼してください。";
    ended_stranger: "Nobody is invited here with your e-mail address at {name}. Nobody was signed in. Ask a Global admin or a User management admin of your company to invite you. If your company is not a partner yet, it can join.", "{name} のメール アドレスに対する招待がありません。サインインは行われていません。会社のグローバル管理者またはユーザー管理者に招待を依頼してください。会社がまだパートナーでない場合は、参加をお申し込みください。";
    ended_signed_out: "Your session ended while you were at {name}. Nothing was connected or confirmed. Sign in, and begin again under My account.", "{name} での操作中にセッションが終了しました。接続も確認も行われていません。サインインして、「マイ アカウント」でもう一度操作してください。";
    ended_other_account: "You signed in again with another account at {name} than the one that is connected here. Nothing was confirmed, and nothing was changed. Sign in again with the connected account.", "接続されているものとは別の {name} のアカウントでサインインしました。確認も変更も行われていません。接続されているアカウントでもう一度サインインしてください。";
    ended_not_anew: "{name} did not ask you to sign in again. Nothing was confirmed, and nothing was changed. Try again. If it stays so, sign out at {name} first.", "{name} で再度のサインインが求められませんでした。確認も変更も行われていません。もう一度試してください。解決しない場合は、先に {name} からサインアウトしてください。";
    ended_taken: "This account at {name} signs in another user here, or your user is connected with another account there. Nothing was changed. Choose another account at {name}, or disconnect the present one first.", "この {name} のアカウントは別のユーザーに接続されているか、お使いのユーザーに別のアカウントが接続されています。変更は行われていません。{name} で別のアカウントを選択するか、先に現在の接続を解除してください。";
    ended_confirmed: "You have signed in again at {name}. For 10 minutes you can change here what you sign in with, or erase your account.", "{name} で再度サインインしました。10 分間、サインイン方法の変更やアカウントの消去ができます。";
    ended_connected: "{name} is connected. From now on it signs you in.", "{name} を接続しました。今後はこの方法でサインインできます。";

    connect_text: "{name} can sign you in too. You go on there and come back here.", "{name} でもサインインできます。いったん移動してから、このページに戻ります。";
    connect: "Connect {name}", "{name} を接続";
    connected_since: "{name} signs you in. Connected since {date}.", "{name} でサインインできます。接続日時: {date}";
    disconnect: "Disconnect {name}", "{name} の接続を解除";
    disconnect_sure: "{name} then no longer signs you in, and your other sessions that began there end. Everything else by which you sign in stays.", "{name} でサインインできなくなり、そこから始まったほかのセッションは終了します。そのほかのサインイン方法は引き続き使用できます。";
    disconnect_yes: "Yes, disconnect", "はい、解除します";
    disconnect_no: "No, keep it connected", "いいえ、そのままにします";
    disconnected: "{name} is disconnected. Your password signs you in.", "{name} の接続を解除しました。今後はパスワードでサインインしてください。";
    disconnected_passkey: "{name} is disconnected. A passkey signs you in.", "{name} の接続を解除しました。今後はパスキーでサインインしてください。";
    last_way: "It is the only way by which you can sign in. Add a passkey or set a password first.", "ほかにサインインの方法がありません。先にパスキーを追加するか、パスワードを設定してください。";

    set_password: "Set a password", "パスワードの設定";
    set_password_text: "You have no password. If you want one too, we mail you a link to set it. Setting it signs you out everywhere.", "パスワードは設定されていません。パスワードも使用する場合は、設定用のリンクをメールでお送りします。設定すると、すべてのデバイスからサインアウトされます。";
    set_password_press: "Mail me the link", "リンクをメールで受け取る";
    set_password_sent: "A mail with a link is on its way to {email}. It works once, for one hour.", "{email} にリンクをお送りしました。リンクは 1 時間有効で、1 回だけ使用できます。";
}

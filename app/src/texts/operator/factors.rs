//! The texts of operators' sign-in and second factors.

texts! {
    title: "Operators' sign-in", "担当者サインイン";
    lead: "For the vendor's own people. After the password comes a second factor; a passkey is both at once.", "ベンダーの担当者専用です。パスワードの後に 2 要素目の認証を行います。パスキーの場合は 1 回で完了します。";
    partners: "Partners sign in here", "パートナーのサインインはこちら";

    second: "Second factor", "2 要素目の認証";
    second_for: "The password of {email} is right. One more step.", "{email} のパスワードを確認しました。あと 1 ステップです。";
    code: "Code", "コード";
    code_hint: "Six digits of your authenticator app, or one of your recovery codes.", "認証アプリの 6 桁のコード、または回復コードを入力してください。";
    recovery_hint: "One of your recovery codes, if your passkey is not at hand.", "パスキーが手元にない場合は、回復コードを入力してください。";
    code_refused: "The code was not accepted. It is not the one of the moment, or was used already. Wait for the next one.", "コードが受け付けられませんでした。現在のコードではないか、使用済みです。次のコードをお待ちください。";
    go_on: "Continue", "続行";
    start_again: "Start again", "最初からやり直す";
    lost: "Everything lost? Ask a programme operator to reset your second factor.", "すべて失った場合は、プログラム担当者にリセットを依頼してください。";

    set_up: "Set up a second factor", "2 要素目の認証の設定";
    set_up_text: "Operators sign in with two factors. Set one up now; until then nothing else can be reached.", "担当者のサインインには 2 つの認証が必要です。設定が完了するまで、ほかの操作はできません。";
    by_app: "Authenticator app", "認証アプリ";
    by_app_text: "Scan the square with the app, or type the secret. Then enter the code that the app shows.", "アプリで QR コードを読み取るか、シークレットを入力し、表示されたコードを入力してください。";
    qr: "QR code of the secret", "シークレットの QR コード";
    secret: "Secret", "シークレット";
    app_code: "Code of the app", "アプリのコード";
    confirm_app: "Set up the app", "アプリを設定";
    by_passkey: "Passkey", "パスキー";
    by_passkey_text: "Or use your device's finger, face or PIN. Then you need no app.", "または、デバイスの指紋、顔認証、PIN を使用します。アプリは不要です。";
    use_passkey: "Set up a passkey", "パスキーを設定";
    already_there: "A second factor was set up meanwhile. Nothing was changed. Start again and give that one.", "2 要素目の認証はすでに設定されています。変更は行われていません。最初からやり直し、その認証を使用してください。";

    codes: "Recovery codes", "回復コード";
    codes_text: "Each signs in once in the place of the second factor, should you lose it. They are shown only now: print them or keep them where you keep passwords.", "2 要素目の認証を失ったときに、1 回ずつ代わりに使用できます。今だけ表示されます。印刷するか、パスワードと同じ場所に保管してください。";
    codes_kept: "I have kept them", "保管しました";
    codes_left: "Recovery codes left", "残りの回復コード";
    codes_none: "You have no recovery codes. Make some now, in case you lose your device.", "回復コードがありません。デバイスの紛失に備えて作成してください。";
    codes_new: "Make new recovery codes", "新しい回復コードを作成";
    codes_new_text: "The codes from before are no good any more.", "以前のコードは使用できなくなります。";

    page_text: "What you give beside your password when you sign in.", "サインイン時にパスワードのほかに使用する認証です。";
    app_since: "Set up on {date}", "{date} に設定";
    app_none: "Not set up", "未設定";
    app_new: "Set up an authenticator app", "認証アプリを設定";
    app_another: "Set up another app", "別のアプリを設定";
    app_another_text: "The app from before gives no valid codes any more once a code of the new one was entered.", "新しいアプリのコードを入力した時点で、以前のアプリのコードは使用できなくなります。";
    app_remove: "Remove the app", "アプリを削除";
    app_remove_text: "You then sign in by a passkey.", "以後はパスキーでサインインします。";
    app_stays: "Your only second factor. Add a passkey first.", "唯一の 2 要素目の認証です。先にパスキーを追加してください。";
    passkeys: "Passkeys", "パスキー";
    passkeys_count: "{count}. Add and remove them under My account.", "{count} 件。追加と削除はマイ アカウントで行えます。";
    said_app: "The authenticator app was set up.", "認証アプリを設定しました。";
    said_removed: "The authenticator app was removed.", "認証アプリを削除しました。";
    never_mind: "Cancel", "キャンセル";
}

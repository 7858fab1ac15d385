//! The texts about passkeys, and about confirming who one is.

texts! {
    sign_in_by: "Sign in with a passkey", "パスキーでサインイン";
    not_given: "No passkey was used. Nothing was changed. Try again, and unlock your device when it asks.", "パスキーは使用されませんでした。変更は行われていません。もう一度試し、デバイスの指示に従ってロックを解除してください。";
    refused: "The passkey was not accepted, or it took too long. Nothing was changed. Try again, or use another way.", "パスキーが受け付けられなかったか、時間切れになりました。変更は行われていません。もう一度試すか、ほかの方法を使用してください。";
    too_many: "There are as many passkeys as there may be. Nothing was added. Remove one that you do not use.", "パスキーの数が上限に達しています。追加されていません。使用しないパスキーを削除してください。";

    passkeys: "Passkeys", "パスキー";
    passkeys_text: "Sign in by your device's finger, face or PIN instead of a password. A mail tells you when one is added or removed.", "パスワードの代わりに、デバイスの指紋、顔認証、PIN でサインインできます。追加または削除されたときは、メールでお知らせします。";
    none_yet: "You have no passkey yet.", "パスキーはまだありません。";
    not_here: "Passkeys are added and used at {host}, in a browser that knows them.", "パスキーの追加と使用は、対応するブラウザーで {host} を開いて行ってください。";
    not_at_all: "This portal has no host name, and passkeys need one.", "このポータルにはホスト名がないため、パスキーは使用できません。";
    name: "Name of the passkey", "パスキーの名前";
    name_hint: "So that you know it again: “Work laptop”.", "あとで見分けるための名前です (例: 「仕事用ノート PC」)。";
    added: "Added", "追加日時";
    last_used: "Last used", "最終使用";
    never: "Never", "なし";
    actions: "Actions", "操作";
    add: "Add a passkey", "パスキーを追加";
    remove: "Remove", "削除";
    remove_title: "Remove the passkey “{name}”?", "パスキー「{name}」を削除しますか?";
    remove_text: "Nobody signs in by it any more. The device keeps its half of it, which is good for nothing then.", "このパスキーではサインインできなくなります。デバイスに残る鍵は使用できなくなります。";
    last_stays: "Your only second factor. Set up another one first.", "唯一の 2 要素目の認証です。先に別の認証を設定してください。";
    last_way: "Your only way to sign in stays. Add another passkey or set a password first.", "唯一のサインイン方法のため削除できません。先に別のパスキーを追加するか、パスワードを設定してください。";
    said_added: "The passkey “{name}” was added.", "パスキー「{name}」を追加しました。";
    said_removed: "The passkey was removed.", "パスキーを削除しました。";

    confirm_text: "Confirm that it is you.", "本人確認を行ってください。";
    present_password: "Your password", "パスワード";
    by_passkey: "Your device asks for your passkey.", "デバイスでパスキーの使用を求められます。";
    confirm_by_passkey: "Confirm with a passkey", "パスキーで確認";
    sign_in_again: "Sign in again at {name}", "{name} で再度サインイン";
    sign_in_again_text: "Sign in once more at {name}, and you come back to this page. It counts for 10 minutes.", "{name} でもう一度サインインすると、このページに戻ります。本人確認は 10 分間有効です。";
    confirmed: "Confirmed at {name}.", "{name} で本人確認済みです。";
    not_confirmed: "It is more than 10 minutes since you signed in again at {name}, or you did not. Nothing was changed. Sign in again there.", "{name} で再度サインインしていないか、10 分以上が経過しています。変更は行われていません。もう一度サインインしてください。";
    no_confirmation: "Nothing that works in this browser confirms that it is you. Set a password first.", "このブラウザーで使用できる本人確認の方法がありません。先にパスワードを設定してください。";
}

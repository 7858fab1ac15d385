//! Signing in, and the links that lead to a first password.

texts! {
    not_a_partner: "Not a partner yet?", "まだパートナーではありませんか?";
    for_operators: "Operators sign in here", "担当者のサインインはこちら";
    sign_in_text: "Sign in to buy, renew and manage your company's memberships.", "サインインして、会社のメンバーシップを購入・更新・管理します。";
    welcome: "Welcome", "ようこそ";
    welcome_first: "You become the first operator of this portal. Choose how you will sign in.", "このポータルの最初のオペレーターになります。サインイン情報を設定してください。";
    welcome_user: "Choose a password for {email}.", "{email} のパスワードを設定してください。";
    your_name: "Your name", "氏名";
    password_set: "Done. Sign in with your new password.", "設定しました。新しいパスワードでサインインしてください。";
}

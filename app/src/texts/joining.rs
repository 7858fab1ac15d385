//! The texts of the front page, and of joining.

texts! {
    front_how: "Joining is free: tell us who your company is and confirm your e-mail address. We check the company, and then you can buy the membership that fits.", "参加は無料です。会社の情報を入力し、メール アドレスを確認してください。会社の確認が済むと、メンバーシップを購入できます。";
    prices_for: "Prices for a company in", "会社の所在国の料金";
    not_sold_there: "Not sold in this country", "この国では販売していません";

    join_text: "Your company becomes a partner of the programme, and you its Global admin: you can invite your colleagues afterwards.", "貴社はプログラムのパートナーとして登録され、あなたはグローバル管理者になります。同僚は後から招待できます。";
    signed_in_already: "You are signed in: your company has joined already. To join with another company, use another e-mail address.", "サインイン中です。貴社はすでに参加しています。別の会社として参加する場合は、別のメール アドレスをご利用ください。";
    company: "Company", "会社";
    registration_number: "Registration number", "登録番号";
    registration_hint: "The number under which the company stands in its country's register, as in Japan the corporate number.", "国の登記簿に記載された番号です。日本の場合は法人番号を入力してください。";
    country: "Country", "国";
    country_hint: "Prices and taxes depend on it; it cannot be changed later.", "料金と税はこの国に基づきます。後から変更することはできません。";
    choose: "Choose…", "選択してください";
    primary_contact: "Primary contact", "主な連絡先";
    contact: "Your name", "氏名";
    work_email: "Work email address", "勤務先のメール アドレス";
    email_hint: "A mail with a link goes there. You sign in with it.", "リンクをお送りします。サインインにも使用します。";
    zone: "Time zone", "タイム ゾーン";
    zone_hint: "Where your company's days begin and end: deadlines are counted in it.", "期限は、このタイム ゾーンの日付で計算されます。";
    language: "Language of mails", "メールの言語";
    agreement: "Agreement", "契約";
    send: "Apply to join", "参加を申し込む";
    sent: "A mail is on its way to {email}. Open the link in it within {hours} hours, and your company has joined.", "{email} にメールをお送りしました。{hours} 時間以内にメールのリンクを開くと、参加が完了します。";
    sent_nothing: "Nothing came? Look among unwanted mail, or have it sent again: the link before then ends. If the address is not right, load this page again.", "届かない場合は、迷惑メールを確認するか、再送信してください。再送信すると、以前のリンクは無効になります。アドレスが正しくない場合は、このページを読み込み直してください。";
    send_again: "Send again", "再送信";
    sent_again: "It was sent again.", "再送信しました。";

    almost_there: "Join the programme", "プログラムへの参加";
    verified: "Your address {email} is confirmed. Choose a password, and {company} is a partner.", "メール アドレス {email} を確認しました。パスワードを設定すると、{company} はパートナーとして登録されます。";
    finish: "Set password and join", "パスワードを設定して参加";
    link_over: "This link was used already or has expired, and nothing was changed. If you have joined, sign in; otherwise join again.", "このリンクは使用済みか、期限が切れています。変更は行われていません。参加済みの場合はサインインし、そうでない場合はもう一度お申し込みください。";
    joined: "Welcome! Your company has joined. Its Partner ID is {partner}; we have mailed it to you.", "ようこそ。貴社の参加が完了しました。パートナー ID は {partner} です。メールでもお送りしました。";
    joined_next: "Membership offers shows whether your legal profile is verified, and what you can buy.", "法的プロファイルの確認状況と購入できるメンバーシップは「メンバーシップ特典」に表示されます。";
}

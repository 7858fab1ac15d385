//! Legal profiles.

texts! {
    title: "Legal profile", "法的プロファイル";
    text: "The vendor checks the legal name, address and tax ID of your company before memberships can be bought or renewed. Orders are billed to it unless you correct that at review.", "メンバーシップの購入と更新の前に、貴社の正式名称、住所、税 ID をベンダーが確認します。注文内容の確認時に変更しない限り、請求先にもなります。";
    edit: "Change legal profile", "法的プロファイルを変更";
    send_again: "Correct and send again", "修正して再提出";
    confirm_right: "Everything is still right", "内容に変更はありません";
    before: "Before you save", "保存する前に";
    goes_back: "A changed profile goes back to the vendor to be checked. Until it is verified, your company cannot:", "変更したプロファイルはベンダーが再確認します。確認が済むまで、次のことができません:";
    goes_back_nothing: "A changed profile goes back to the vendor to be checked. Nothing that your company could do in the next days waits for it.", "変更したプロファイルはベンダーが再確認します。今後数日の手続きには影響ありません。";
    blocked_buying: "buy {offer}", "{offer} の購入";
    blocked_renewing: "renew {offer}, whose window is {opens} to {closes}; automatic renewal stands still too", "{offer} の更新 (期間 {opens} ～ {closes})。自動更新も停止します";
    send_in: "Send it in", "提出する";
    sent: "The profile was sent in. You hear by mail when it is checked.", "プロファイルを提出しました。確認結果はメールでお知らせします。";

    to_verify: "Partners to verify", "確認待ちのパートナー";
    to_verify_empty: "No partner waits to be verified.", "確認待ちのパートナーはありません。";
    registration_number: "Registration number", "登録番号";
    partner_id: "Partner ID", "パートナー ID";
    due_for_review: "Due for review", "再確認の時期";
    new_or_changed: "New or changed", "新規または変更";
    verify: "Verify", "確認済みにする";
    reject: "Reject", "却下";
    reason: "Reason, which the partner reads", "理由 (パートナーに表示されます)";
    verified: "{name} is verified and was told by mail.", "{name} を確認済みにし、メールで通知しました。";
    rejected: "{name} was rejected and told why by mail.", "{name} を却下し、理由をメールで通知しました。";
}

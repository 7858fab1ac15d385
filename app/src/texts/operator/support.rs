//! The desk of the vendor's support.

texts! {
    canned: "Canned answers", "定型文";
    first_answer: "First answer", "初回回答";
    first_answer_after: "after {age}", "{age}";
    first_answer_waits: "waits {age}", "{age} 待ち";
    claimed_by: "Claimed by", "担当";
    language_en: "reads English", "英語";
    language_ja: "reads Japanese", "日本語";

    claim: "Claim", "担当する";
    release: "Release", "担当を解除";
    take_over: "Take over from {name}", "{name} から引き継ぐ";
    claimed_own: "You have claimed this until {time}.", "{time} まで自分が担当しています。";
    claimed_other: "{name} has claimed this since {time}, until {until}. Take it over only if you have agreed on that.", "{name} が {time} から {until} まで担当しています。合意した場合のみ引き継いでください。";
    claimed_none: "Nobody has claimed this.", "担当者はいません。";

    notes: "Internal notes", "社内メモ";
    notes_text: "Only operators of the vendor read these: no partner ever gets them.", "社内の担当者だけが読めます。パートナーには表示も送信もされません。";
    notes_none: "No notes yet.", "メモはありません。";
    note: "Note", "メモ";
    add_note: "Add note", "メモを追加";
    noted: "The note was added.", "メモを追加しました。";

    state: "State without an answer", "回答せずに状態を変更";
    in_progress: "We work on it", "対応中にする";
    resolved: "It is solved", "解決済みにする";
    resolved_text: "Who opened it is told by mail and can reply.", "作成者にメールで通知され、返信できます。";
    state_done: "The state was changed.", "状態を変更しました。";

    use_canned: "Use a canned answer", "定型文を使う";
    choose: "Choose…", "選択…";
    answer_places: "Places in braces were filled in. Read it before you send it.", "波かっこの項目を差し込みました。送信前にご確認ください。";

    merge: "Merge into another request", "別の要求に統合";
    merge_text: "This one is closed and points to the other, where replies and a wish to cancel go on. Who opened it is told.", "この要求は終了し、返信とキャンセルの希望は統合先に引き継がれます。作成者に通知されます。";
    merge_into: "Number of the request that goes on", "統合先の要求の番号";
    merge_press: "Merge", "統合する";
    merged_done: "Merged: this is the request that goes on.", "統合しました。この要求で対応を続けます。";
    merged_into: "It goes on in request {number}.", "要求 {number} で対応を続けます。";
    merged: "Requests that go on here: {numbers}", "統合された要求: {numbers}";

    refund: "Cancel with a refund", "返金してキャンセル";
    refund_who: "Only finance can give money back. Ask one of: {names}.", "返金できるのは経理担当者だけです。次の方に依頼してください: {names}";

    canned_text: "Answers that are given often. Places in braces are filled in when one is used: {contact}, {partner}, {number}, {title}, {operator}.", "よく使う回答です。次の項目は使用時に差し込まれます: {contact}、{partner}、{number}、{title}、{operator}。";
    canned_none: "None yet. Write the first one.", "まだありません。最初の定型文を作成してください。";
    canned_new: "New canned answer", "新しい定型文";
    canned_change: "Change canned answer", "定型文を変更";
    change: "Change", "変更";
    change_of: "Change: {title}", "変更: {title}";
    canned_title: "Title, for operators", "タイトル (担当者用)";
    canned_en: "In English", "英語";
    canned_ja: "In Japanese", "日本語";
    canned_place: "There is no such place to fill in. Look at the braces.", "差し込めない項目があります。波かっこを確認してください。";
    canned_saved: "The canned answer was saved.", "定型文を保存しました。";
    canned_removed: "The canned answer was removed.", "定型文を削除しました。";
    remove: "Remove", "削除";
    remove_of: "Remove: {title}", "削除: {title}";
    save: "Save", "保存";
}

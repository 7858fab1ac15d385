//! The import of skills, and what may be wrong in a row of its file.

use tokuten_core::competencies::RowCode;

texts! {
    text: "A CSV file with one skill a row. All rows come in, or none; each bad row is named. The same file again changes nothing.", "1 行に 1 つのスキルを記載した CSV ファイルです。すべての行が登録されるか、1 行も登録されません。誤りのある行はすべて示されます。同じファイルを再度インポートしても何も変わりません。";
    columns: "The columns", "列の説明";
    partner: "For which partner it counts.", "対象パートナーのパートナー ID。";
    skill: "certificate, assessment, reference, performance or recognition.", "certificate (認定資格)、assessment (評価試験)、reference (リファレンス)、performance (実績)、recognition (プログラムによる認定)。";
    code: "The certification or assessment; for the others the area.", "認定資格または評価試験のコード。その他は分野のコード。";
    person: "Whose certificate or assessment it is; empty for the others.", "認定資格・評価試験の保有者。その他は空欄。";
    detail: "The customer of a reference, the measure of a performance, the level of a recognition.", "リファレンスの顧客、実績の指標、認定のレベル。";
    amount: "How much, for a performance.", "実績の数値。";
    dates: "As YYYY-MM-DD; expires_on may be empty.", "YYYY-MM-DD 形式。expires_on は空欄可。";
    change: "Empty for what is new. correct: store it as the row says. move: the person's certificates count for this partner from today on, and no longer for the one before. remove: take it out.", "新規の場合は空欄。correct: 行の内容に訂正。move: 本日からこの個人の認定資格をこのパートナーに算入し、以前のパートナーには算入しない。remove: 削除。";
    file: "CSV file", "CSV ファイル";
    press: "Import", "インポート";
    choose: "Choose a file.", "ファイルを選んでください。";
    large: "The file is larger than 5 MB. Nothing was imported. Split it and import the parts one by one.", "ファイルが 5 MB を超えています。インポートされていません。分割して順にインポートしてください。";
    busy: "Importing…", "インポート中…";
    done: "Imported: {rows} rows.", "{rows} 行をインポートしました。";
    nothing: "Nothing was new: {rows} rows, all of them stored already.", "新しい内容はありません: {rows} 行すべて登録済みです。";
    new: "New", "新規";
    known: "Already there", "登録済み";
    skills: "Skills", "スキル";
    people: "People", "個人";
    corrected: "Corrected", "訂正";
    removed: "Removed", "削除";
    moved: "{person} ({id}) counted for partner {from} and counts for {to} from {date} on.", "{person} ({id}) は {date} からパートナー {from} ではなく {to} に算入されます。";
    wrong: "{count} mistakes. Nothing was imported. Mend these rows and import the file again.", "{count} 件の誤りがあります。インポートされていません。次の行を修正して、もう一度インポートしてください。";
    wrong_one: "1 mistake. Nothing was imported. Mend this row and import the file again.", "1 件の誤りがあります。インポートされていません。次の行を修正して、もう一度インポートしてください。";
    more: "The first {shown} are shown.", "最初の {shown} 件を表示しています。";

    meant: "Did you mean {meant}?", "{meant} ではありませんか?";
    one_of: "Write one of {known}.", "{known} のいずれかを記入してください。";
    no_rows: "The file is empty. Its first line names the columns.", "ファイルが空です。1 行目には列名を記載します。";
    not_utf8: "This line is not UTF-8. Save the file as UTF-8.", "UTF-8 ではありません。UTF-8 で保存してください。";
    semicolons: "The columns are separated by semicolons. Save the file with commas.", "列がセミコロンで区切られています。コンマ区切りで保存してください。";
    tabs: "The columns are separated by tabs. Save the file with commas.", "列がタブで区切られています。コンマ区切りで保存してください。";
    column_missing: "The column {column} is missing.", "列 {column} がありません。";
    column_twice: "The column {column} is there twice.", "列 {column} が重複しています。";
    unknown_column: "“{text}” is not a column.", "「{text}」という列はありません。";
    field_count: "This line has {found} fields, and the first line has {expected}. A text with a comma in it stands in quotes.", "この行の項目数は {found} ですが、1 行目は {expected} です。コンマを含む文字列は引用符で囲んでください。";
    empty: "This is empty.", "空欄です。";
    too_long: "This has more than {most} characters.", "{most} 文字を超えています。";
    no_date: "“{text}” is not a date. Dates are YYYY-MM-DD.", "「{text}」は日付ではありません。YYYY-MM-DD 形式で記入してください。";
    no_email: "“{text}” is not an e-mail address.", "「{text}」はメール アドレスではありません。";
    no_partner_id: "A Partner ID has seven digits and does not start with 0.", "パートナー ID は 0 で始まらない 7 桁の数字です。";
    unknown_skill: "“{text}” is not a sort of skill.", "「{text}」というスキルの種類はありません。";
    unknown_change: "“{text}” is not a change.", "「{text}」という変更はありません。";
    unknown_certification: "“{text}” is not a certification of the programme.", "「{text}」という認定資格はプログラムにありません。";
    unknown_assessment: "“{text}” is not an assessment of the programme.", "「{text}」という評価試験はプログラムにありません。";
    unknown_area: "“{text}” is not an area of competency of the programme.", "「{text}」というコンピテンシー分野はプログラムにありません。";
    unknown_measure: "“{text}” is not a measure of the programme.", "「{text}」という実績の指標はプログラムにありません。";
    unknown_level: "“{text}” is not a level.", "「{text}」というレベルはありません。";
    not_of_this_skill: "“{text}” is not for the skill {skill}. Leave this empty.", "「{text}」は {skill} では使用しません。空欄にしてください。";
    no_amount: "“{text}” is not a whole number from 1 to {most}.", "「{text}」は 1 から {most} までの整数ではありません。";
    no_person_id: "“{text}” is not a person’s number: at most {most} letters, digits, hyphens, points and underscores.", "「{text}」は個人 ID ではありません。英数字、ハイフン、ピリオド、アンダースコアを使用してください ({most} 文字以内)。";
    nobody_moves: "A {skill} is a company’s. Only a person can move.", "{skill} は会社のものです。移動できるのは個人のみです。";
    ends_before_earned: "{text} is before {earned}, when it was earned.", "{text} は取得日 {earned} より前です。";
    in_future: "{text} is in the future.", "{text} は未来の日付です。";
    other_than_line: "“{text}” is not what line {line} says of this skill: “{other}”.", "「{text}」は、{line} 行目のこのスキルの内容「{other}」と異なります。";
    other_than_line_of_person: "“{text}” is not what line {line} says of the person {person}: “{other}”.", "「{text}」は、{line} 行目の個人 {person} の内容「{other}」と異なります。";
    other_change_than_line: "Line {line} says something else of this skill.", "このスキルについて {line} 行目と内容が異なります。";
    unknown_partner: "There is no partner {partner}.", "パートナー {partner} はありません。";
    unknown_user: "Partner {partner} has no user {text}.", "パートナー {partner} にユーザー {text} はいません。";
    counts_elsewhere: "The certificates of the person {person} count for partner {other}, and for one partner at a time. Write move in the column change to have them count for {partner} from today on.", "個人 {person} の認定資格はパートナー {other} に算入されており、同時に算入できるパートナーは 1 社のみです。本日からパートナー {partner} に算入するには、列 change に move と記入してください。";
    other_than_stored: "“{text}” is not what is stored of this skill: “{other}”. Write correct in the column change if it is to be.", "「{text}」は、このスキルの登録内容「{other}」と異なります。訂正する場合は、列 change に correct と記入してください。";
    other_than_stored_of_person: "“{text}” is not what is stored of the person {person}: “{other}”. Write correct in the column change if it is to be.", "「{text}」は、個人 {person} の登録内容「{other}」と異なります。訂正する場合は、列 change に correct と記入してください。";
    other_user_than_stored: "This is not the user that is stored of the person {person}. Write correct in the column change if it is to be.", "個人 {person} に登録されているユーザーと異なります。訂正する場合は、列 change に correct と記入してください。";
}

impl Texts {
    /// What is wrong in a row, with places for the values of the mistake.
    pub const fn of(&self, code: RowCode) -> &'static str {
        match code {
            RowCode::NoRows => self.no_rows,
            RowCode::NotUtf8 => self.not_utf8,
            RowCode::Semicolons => self.semicolons,
            RowCode::Tabs => self.tabs,
            RowCode::ColumnMissing => self.column_missing,
            RowCode::ColumnTwice => self.column_twice,
            RowCode::UnknownColumn => self.unknown_column,
            RowCode::FieldCount => self.field_count,
            RowCode::Empty => self.empty,
            RowCode::TooLong => self.too_long,
            RowCode::NoDate => self.no_date,
            RowCode::NoEmail => self.no_email,
            RowCode::NoPartnerId => self.no_partner_id,
            RowCode::UnknownSkill => self.unknown_skill,
            RowCode::UnknownChange => self.unknown_change,
            RowCode::UnknownCertification => self.unknown_certification,
            RowCode::UnknownAssessment => self.unknown_assessment,
            RowCode::UnknownArea => self.unknown_area,
            RowCode::UnknownMeasure => self.unknown_measure,
            RowCode::UnknownLevel => self.unknown_level,
            RowCode::NotOfThisSkill => self.not_of_this_skill,
            RowCode::NoAmount => self.no_amount,
            RowCode::NoPersonId => self.no_person_id,
            RowCode::NobodyMoves => self.nobody_moves,
            RowCode::EndsBeforeEarned => self.ends_before_earned,
            RowCode::InFuture => self.in_future,
            RowCode::OtherThanLine => self.other_than_line,
            RowCode::OtherThanLineOfPerson => self.other_than_line_of_person,
            RowCode::OtherChangeThanLine => self.other_change_than_line,
            RowCode::UnknownPartner => self.unknown_partner,
            RowCode::UnknownUser => self.unknown_user,
            RowCode::CountsElsewhere => self.counts_elsewhere,
            RowCode::OtherThanStored => self.other_than_stored,
            RowCode::OtherThanStoredOfPerson => self.other_than_stored_of_person,
            RowCode::OtherUserThanStored => self.other_user_than_stored,
        }
    }
}

#[cfg(test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn each_mistake_is_told_with_the_values_that_it_has() {
    let places = |text: &str| {
        let mut all: Vec<_> =
            text.split('{').skip(1).filter_map(|rest| rest.split(['}', ':']).next()).collect();
        all.sort_unstable();
        all.join(" ")
    };
    for code in RowCode::ALL {
        assert_eq!(places(EN.of(code)), places(code.said()), "{}", code.code());
    }
}

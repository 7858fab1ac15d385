//! The words about the programme.

use chrono::NaiveDate;
use tokuten_core::catalogue::Language;

use super::{date, in_language, row};
use crate::mail::Letter;

/// A version does not come into force on its day.
pub fn programme_held_back(language: Language, day: NaiveDate, note: &str) -> Letter {
    Letter {
        subject: in_language(
            language,
            "The scheduled programme was not published".into(),
            "予定されていたプログラムは公開されませんでした".into(),
        ),
        paragraphs: vec![
            in_language(
                language,
                "You had scheduled a version of the programme for today. Something has happened since that does not let it come into force: an offer that it takes away has been bought, or a policy that it changes has come into use. Nothing was published, and the programme stays as it was.".into(),
                "本日公開を予定されていたプログラムは、予定後の状況の変化により発効できませんでした (削除対象のオファーが購入された、または変更対象のポリシーが使用され始めたなど)。何も公開されておらず、プログラムは以前のままです。".into(),
            ),
            in_language(
                language,
                "It is a draft again. The page says what stands against it; change that, and publish it anew.".into(),
                "プログラムは下書きに戻りました。公開できない理由はページに表示されます。下書きを修正して、もう一度公開してください。".into(),
            ),
        ],
        rows: vec![
            row(language, "Day", "予定日", date(language, day)),
            row(language, "Note", "メモ", note.to_owned()),
        ],
        action: (in_language(language, "Programme".into(), "プログラム".into()), "/operator/programme".to_owned()),
    }
}

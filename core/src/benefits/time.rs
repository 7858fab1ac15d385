//! Advisory hours, which are counted in minutes.

/// Minutes of an hour.
pub const HOUR: u32 = 60;

/// Minutes as they are typed: `1:30` and `1.5` are an hour and a half, `2` two hours. None if it is no time.
#[must_use]
pub fn minutes_of(typed: &str) -> Option<u32> {
    // Also as a Japanese keyboard writes them.
    let plain = |char: char| match char {
        ',' | '．' => '.',
        '：' => ':',
        '０'..='９' => char::from_u32(u32::from(char) - u32::from('０') + u32::from('0')).unwrap_or(char),
        _ => char,
    };
    let typed: String = typed.trim().chars().map(plain).collect();
    let whole = |digits: &str| {
        let few = (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        few.then(|| digits.parse::<u32>().ok()).flatten()
    };
    if let Some((hours, minutes)) = typed.split_once(':') {
        let minutes = whole(minutes).filter(|minutes| *minutes < HOUR)?;
        return Some(whole(hours)? * HOUR + minutes);
    }
    let (hours, tenths) = typed.split_once('.').unwrap_or((&typed, "0"));
    let part = whole(tenths)?;
    let scale = 10_u32.pow(u32::try_from(tenths.len()).ok()?);
    // A part that is no whole number of minutes is rounded up: time that was taken is not forgotten.
    Some(whole(hours)? * HOUR + (part * HOUR).div_ceil(scale))
}

/// Minutes as they are shown: `1:30`.
#[must_use]
pub fn shown_minutes(minutes: u32) -> String {
    format!("{}:{:02}", minutes / HOUR, minutes % HOUR)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn time_is_typed_as_people_write_it() {
        for (typed, minutes) in [
            ("1:30", 90),
            ("0:05", 5),
            ("2", 120),
            ("1.5", 90),
            ("1,25", 75),
            (" 0.01 ", 1),
            ("１：３０", 90),
        ] {
            assert_eq!(minutes_of(typed), Some(minutes), "{typed}");
        }
        for wrong in ["", "1:60", "-1", "1:", ":30", "an hour", "12345", "1.2.3"] {
            assert_eq!(minutes_of(wrong), None, "{wrong}");
        }
        assert_eq!((shown_minutes(90), shown_minutes(5)), ("1:30".to_owned(), "0:05".to_owned()));
    }
}

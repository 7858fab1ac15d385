//! Counting what test runners print.

/// How many tests passed and failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Passed.
    pub passed: u64,
    /// Failed.
    pub failed: u64,
}

impl Count {
    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

/// Sums the closing lines of `cargo test` (`test result: ok. 3 passed; 0 failed; …`) and of Playwright
/// (`  3 passed (2.1s)`, `  1 failed`) in what was printed.
pub fn count(printed: &str) -> Count {
    printed.lines().map(counted).fold(Count::default(), Count::plus)
}

fn counted(line: &str) -> Count {
    let words: Vec<&str> = line
        .trim()
        .trim_start_matches("test result:")
        .split([' ', ';', '.', ':'])
        .filter(|word| !word.is_empty())
        .collect();
    let closing = line.starts_with("test result:")
        || matches!(words.as_slice(), [number, "passed" | "failed" | "flaky", ..] if number.parse::<u64>().is_ok());
    if !closing {
        return Count::default();
    }
    let before = |what: &str| {
        let pairs = words.windows(2).filter(|pair| pair[1] == what);
        pairs.filter_map(|pair| pair[0].parse::<u64>().ok()).sum()
    };
    Count { passed: before("passed"), failed: before("failed") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_of_cargo_are_summed() {
        let printed = "running 3 tests\ntest a ... ok\n\ntest result: ok. 3 passed; 0 failed; 0 ignored; 0 measured\n\
            test result: FAILED. 1 passed; 2 failed; 0 ignored";
        assert_eq!(count(printed), Count { passed: 4, failed: 2 });
    }

    #[test]
    fn closing_lines_of_playwright_are_summed() {
        assert_eq!(
            count("  2 failed\n    [chromium] a.spec.ts\n  28 passed (41.2s)\n"),
            Count { passed: 28, failed: 2 }
        );
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(count("3 passengers passed\nerror: 3 failed attempts"), Count::default());
    }
}

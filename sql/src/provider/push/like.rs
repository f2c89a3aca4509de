//! Patterns of LIKE: what text must stand in every match.

use crate::Test;

/// The test that every text passes that matches a pattern; none if the pattern says too little.
pub(super) fn test(pattern: &str) -> Option<Test> {
    let runs = runs(pattern);
    match runs.first() {
        Some(first) if !first.is_empty() => Some(Test::StartsWith(first.clone())),
        _ => {
            let longest = runs.into_iter().max_by_key(String::len)?;
            (!longest.is_empty()).then_some(Test::Contains(longest))
        }
    }
}

/// The texts between the wildcards of a pattern; `\` takes the meaning from what follows it.
fn runs(pattern: &str) -> Vec<String> {
    let mut runs = vec![String::new()];
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        let letter = match letter {
            '%' | '_' => {
                runs.push(String::new());
                continue;
            }
            '\\' => letters.next().unwrap_or('\\'),
            letter => letter,
        };
        if let Some(run) = runs.last_mut() {
            run.push(letter);
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_asks_for_what_stands_in_every_match() {
        let starts = |text: &str| Some(Test::StartsWith(text.to_owned()));
        let contains = |text: &str| Some(Test::Contains(text.to_owned()));
        assert_eq!(test("acme%"), starts("acme"));
        assert_eq!(test("acme"), starts("acme"));
        assert_eq!(test("%ac%acme%"), contains("acme"));
        assert_eq!(test("_cme"), contains("cme"));
        assert_eq!(test(r"100\%%"), starts("100%"));
        assert_eq!(test(r"%a\_b%"), contains("a_b"));
        assert_eq!(test("%"), None);
        assert_eq!(test("%_%"), None);
        assert_eq!(test(""), None);
    }
}

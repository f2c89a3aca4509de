//! LIKE: `%` stands for any run of characters, `_` for exactly one; letters compare without case.

use super::token::Letter;

/// A compiled LIKE pattern.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pattern(Vec<Part>);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    One,
    Run,
    Exactly(char),
}

impl Pattern {
    pub(crate) fn new(letters: &[Letter]) -> Self {
        let mut parts = Vec::with_capacity(letters.len());
        for letter in letters {
            match letter.c {
                '%' if !letter.escaped => parts.push(Part::Run),
                '_' if !letter.escaped => parts.push(Part::One),
                c => parts.extend(c.to_lowercase().map(Part::Exactly)),
            }
        }
        Self(parts)
    }

    /// Greedy match that only ever returns to the last `%`, so its time is bounded by both lengths
    /// multiplied.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
        let (mut at, mut part) = (0, 0);
        let mut retry = None;
        while at < text.len() {
            match self.0.get(part) {
                Some(Part::Run) => {
                    retry = Some((at, part));
                    part += 1;
                }
                Some(Part::One) => {
                    at += 1;
                    part += 1;
                }
                Some(Part::Exactly(c)) if *c == text[at] => {
                    at += 1;
                    part += 1;
                }
                _ => match retry {
                    Some((from, run)) => {
                        at = from + 1;
                        part = run + 1;
                        retry = Some((at, run));
                    }
                    None => return false,
                },
            }
        }
        self.0[part..].iter().all(|part| *part == Part::Run)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::token::letters, *};

    #[test]
    fn wildcards_and_their_escapes() {
        for (raw, text, expected) in [
            ("acme%", "ACME Inc", true),
            ("%inc", "Acme Inc", true),
            ("%c%e%", "Acme", true),
            ("a_me", "Acme", true),
            ("a_me", "Ame", false),
            ("%", "", true),
            ("_", "", false),
            (r"50\%", "50%", true),
            (r"50\%", "500", false),
            (r"a\_b", "axb", false),
            ("ÉCOLE%", "école", true),
            ("%ab%ab", "abxab", true),
            ("%ab%ab", "abxa", false),
        ] {
            let pattern = Pattern::new(&letters(raw, 0, true).unwrap());
            assert_eq!(pattern.matches(text), expected, "{raw} against {text}");
        }
    }
}

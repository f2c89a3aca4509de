//! Ignored tokens: commas, comments and byte order marks may stand between any two tokens, but
//! apollo-parser 0.8 looks ahead past blanks only. They become blanks here, in the same place. An
//! argument, or a field of an input object, without a value, which that parser drops without a word,
//! is refused.

use super::error::Location;

/// The text with blanks in place of ignored tokens.
///
/// # Errors
/// If an argument or a field of an input object has no value: the reason, and its place.
pub fn blanked(text: &str) -> Result<String, (String, Location)> {
    let mut scan = Scan {
        rest: text,
        plain: String::with_capacity(text.len()),
        last: Token::Other,
        open: Vec::new(),
    };
    while let Some(next) = scan.rest.chars().next() {
        match next {
            '"' => scan.string(),
            '#' => scan.comment(),
            ',' | '\u{feff}' => scan.blank(),
            _ if next.is_ascii_alphanumeric() || next == '_' => scan.word()?,
            _ => scan.other(next),
        }
    }
    Ok(scan.plain)
}

/// An open brace of an input object, in place of that of a selection.
const OBJECT: char = ':';

/// The last token before the one at hand, as far as an argument's name is told by it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    /// The end of a value, or the bracket before the first argument or field: a name may follow.
    BeforeName,
    /// Anything that makes a word after it part of something else: `:`, `$`, `@`, `=`.
    Other,
}

struct Scan<'a> {
    rest: &'a str,
    plain: String,
    last: Token,
    /// The brackets that are open.
    open: Vec<char>,
}

impl Scan<'_> {
    fn take(&mut self, bytes: usize) {
        let (taken, rest) = self.rest.split_at(bytes);
        self.plain.push_str(taken);
        self.rest = rest;
    }

    fn blank(&mut self) {
        let next = self.rest.chars().next().map_or(0, char::len_utf8);
        self.rest = &self.rest[next..];
        self.plain.push(' ');
    }

    fn comment(&mut self) {
        while !self.rest.is_empty() && !self.rest.starts_with(['\n', '\r']) {
            self.blank();
        }
    }

    fn string(&mut self) {
        let block = self.rest.starts_with("\"\"\"");
        let quote = if block { "\"\"\"" } else { "\"" };
        let mut at = quote.len();
        while at < self.rest.len() {
            let here = &self.rest[at..];
            if here.starts_with(quote) {
                at += quote.len();
                break;
            }
            let escaped = if block { here.starts_with("\\\"\"\"") } else { here.starts_with('\\') };
            let skipped = if escaped {
                here.chars().take(if block { 4 } else { 2 })
            } else {
                here.chars().take(1)
            };
            at += skipped.map(char::len_utf8).sum::<usize>();
            // A string that its line does not end is left to the parser.
            if !block && here.starts_with(['\n', '\r']) {
                break;
            }
        }
        self.take(at.min(self.rest.len()));
        self.last = Token::BeforeName;
    }

    fn word(&mut self) -> Result<(), (String, Location)> {
        let is_part = |next: char| next.is_ascii_alphanumeric() || next == '_' || next == '.';
        let end = self.rest.find(|next| !is_part(next)).unwrap_or(self.rest.len());
        let word = &self.rest[..end];
        let is_name = !word.starts_with(|first: char| first.is_ascii_digit());
        let follows = after_ignored(&self.rest[end..]);
        let takes_values = matches!(self.open.last(), Some('(' | &OBJECT));
        let is_argument = self.last == Token::BeforeName && takes_values;
        if is_name && is_argument && !follows.is_empty() && !follows.starts_with(':') {
            let message = format!("syntax error: `{word}` has no value");
            return Err((message, self.here()));
        }
        self.take(end);
        self.last = Token::BeforeName;
        Ok(())
    }

    fn other(&mut self, next: char) {
        self.take(next.len_utf8());
        match next {
            // Within parentheses, braces are those of values.
            '{' if !matches!(self.open.last(), None | Some('{')) => self.open.push(OBJECT),
            '(' | '[' | '{' => self.open.push(next),
            ')' | ']' | '}' => drop(self.open.pop()),
            _ => {}
        }
        if !next.is_whitespace() {
            let before_name = matches!(next, '(' | ')' | '{' | ']' | '}' | '!');
            self.last = if before_name { Token::BeforeName } else { Token::Other };
        }
    }

    fn here(&self) -> Location {
        let line = self.plain.matches('\n').count() + 1;
        let start = self.plain.rfind('\n').map_or(0, |at| at + 1);
        let column = self.plain[start..].chars().count() + 1;
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Location { line: small(line), column: small(column) }
    }
}

/// The text from its first token on.
fn after_ignored(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r', ',', '\u{feff}']);
        if !rest.starts_with('#') {
            return rest;
        }
        rest = rest.find(['\n', '\r']).map_or("", |end| &rest[end..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignored_tokens_become_blanks_and_strings_stay() {
        let text = "\u{feff}{ a, #c,\u{e9}\n: b(x: \"#,\\\"\", y: \"\"\",\\\"\"\"#\"\"\") }";
        let plain = "  { a      \n: b(x: \"#,\\\"\"  y: \"\"\",\\\"\"\"#\"\"\") }";
        assert_eq!(blanked(text).unwrap().trim(), plain.trim());
    }

    #[test]
    fn arguments_without_a_value_are_refused() {
        for text in [
            "{ a(b) }",
            "{ a(b: 1, c) }",
            "{ a(b: [1] c) }",
            "{ a(b: \"x\" c ) }",
            "{ a(b # c\n) }",
            "{ a(b b: 1) }",
            "{ a @skip(if if: $c) }",
            "{ a(b: [C D] e f: 1) }",
            "{ a(b: { c }) }",
            "{ a(b: { c: 1 d }) }",
            "{ a(b: [{ c c: E }]) { f } }",
            "query($a: B = { c }) { a }",
        ] {
            assert!(blanked(text).is_err(), "{text}");
        }
        for text in [
            "{ a(b: C) }",
            "{ a(b: $c) }",
            "{ a(b: [C D] e: { f: G h: I }) }",
            "{ a(b: { c: { d: [E { f: G }] h: null } i: {} }) { j { k(l: {}) m } n } }",
            "query($a: B = C) { a }",
            "query($a: B! $c: [D!]! = [E F]) { a b }",
        ] {
            assert!(blanked(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn unfinished_strings_end_with_the_text() {
        for text in ["{ a(b: \"", "{ a(b: \"\"\"x", "{ a(b: \"x\\", "#"] {
            assert!(blanked(text).is_ok(), "{text}");
        }
    }
}

//! Patterns: those of `SIMILAR TO`, and regular expressions as PostgreSQL reads them.

use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr, Value, ValueWithSpan};

/// Lets a point stand for the end of a line as well, as it does in PostgreSQL.
pub(super) fn matched(op: &BinaryOperator, right: &mut Expr) {
    let matches = matches!(
        op,
        BinaryOperator::PGRegexMatch
            | BinaryOperator::PGRegexIMatch
            | BinaryOperator::PGRegexNotMatch
            | BinaryOperator::PGRegexNotIMatch
    );
    if matches
        && let Expr::Value(ValueWithSpan { value: Value::SingleQuotedString(text), .. }) = right
        && text.contains('.')
        && !text.starts_with("(?")
    {
        text.insert_str(0, "(?s)");
    }
}

/// `x SIMILAR TO 'a%|b'` as a regular expression; none if the pattern is not written out.
pub(super) fn similar(
    text: &Expr,
    pattern: &Expr,
    escape: Option<&ValueWithSpan>,
    negated: bool,
) -> Option<Expr> {
    let Expr::Value(ValueWithSpan { value: Value::SingleQuotedString(pattern), .. }) = pattern
    else {
        return None;
    };
    let escape = match escape {
        Some(value) => value.value.clone().into_string()?.chars().next(),
        None => Some('\\'),
    };
    let op = if negated { BinaryOperator::PGRegexNotMatch } else { BinaryOperator::PGRegexMatch };
    let pattern = Value::SingleQuotedString(regular(pattern, escape));
    Some(Expr::Nested(Box::new(Expr::BinaryOp {
        left: Box::new(text.clone()),
        op,
        right: Box::new(Expr::value(pattern)),
    })))
}

fn regular(pattern: &str, escape: Option<char>) -> String {
    let mut out = "(?s)^(?:".to_owned();
    let mut letters = pattern.chars();
    let mut in_brackets = false;
    while let Some(letter) = letters.next() {
        match letter {
            letter if Some(letter) == escape => {
                if let Some(next) = letters.next() {
                    if next.is_ascii_punctuation() {
                        out.push('\\');
                    }
                    out.push(next);
                }
            }
            '[' => {
                in_brackets = true;
                out.push(letter);
            }
            ']' => {
                in_brackets = false;
                out.push(letter);
            }
            letter if in_brackets => out.push(letter),
            '%' => out.push_str(".*"),
            '_' => out.push('.'),
            '.' | '^' | '$' | '\\' => out.extend(['\\', letter]),
            letter => out.push(letter),
        }
    }
    out.push_str(")$");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_of_similar_to_is_a_regular_expression() {
        let regular = |pattern| regular(pattern, Some('\\'));
        assert_eq!(regular("A%"), "(?s)^(?:A.*)$");
        assert_eq!(regular("a_|b.c$"), r"(?s)^(?:a.|b\.c\$)$");
        assert_eq!(regular(r"100\%[a-c.]+"), r"(?s)^(?:100\%[a-c.]+)$");
    }
}

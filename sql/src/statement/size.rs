//! How large a statement may be: it becomes a tree, and what makes it deep is counted before.

use datafusion::sql::sqlparser::tokenizer::{Token, Word};

use crate::{Code, Failure};

/// Operators and calls of one statement: `a OR b OR c` is as deep as it has them.
pub const OPERATORS: usize = 2_500;
/// Queries, joins and common tables of one statement: each may stand upon the one before.
const QUERIES: usize = 200;

/// Words of one statement: each can be a column of its result.
const WORDS: usize = 10_000;
/// Parameters of one statement, as many as the protocol can bind.
const PARAMETERS: usize = 65_535;

/// Refuses a statement that would be too deep, or have too many parameters.
pub(super) fn check(tokens: &[Token]) -> Result<(), Failure> {
    let (mut operators, mut queries, mut words) = (0, 0, 0);
    let mut is_after_word = false;
    for token in tokens {
        let is_call = is_after_word && *token == Token::LParen;
        operators += usize::from(is_call);
        if !matches!(token, Token::Whitespace(_)) {
            is_after_word = matches!(token, Token::Word(_));
            words += usize::from(is_after_word);
        }
        match token {
            Token::Word(Word { value, quote_style: None, .. }) => {
                match &*value.to_ascii_lowercase() {
                    "and" | "or" | "not" | "is" | "like" | "ilike" | "between" | "collate"
                    | "case" | "when" | "at" => operators += 1,
                    "select" | "join" | "union" | "intersect" | "except" | "values" | "lateral" => {
                        queries += 1;
                    }
                    _ => {}
                }
            }
            Token::Placeholder(name) => {
                operators += 1;
                let number = name.trim_start_matches('$');
                let is_number = number.bytes().all(|digit| digit.is_ascii_digit());
                if is_number && !number.parse().is_ok_and(|number: usize| number <= PARAMETERS) {
                    return Err(too_many("parameters", PARAMETERS));
                }
            }
            Token::Comma
            | Token::Whitespace(_)
            | Token::Number(..)
            | Token::SingleQuotedString(_)
            | Token::LParen
            | Token::RParen
            | Token::Period => {}
            Token::Word(_) => {}
            _ => operators += 1,
        }
    }
    if operators > OPERATORS {
        return Err(too_many("operators", OPERATORS));
    }
    if words > WORDS {
        return Err(too_many("words", WORDS));
    }
    if queries > QUERIES { Err(too_many("queries and joins", QUERIES)) } else { Ok(()) }
}

/// The failure of a statement that has more of something than it may.
pub fn too_many(what: &str, most: usize) -> Failure {
    let message = format!("the statement has more than {most} {what}");
    Failure::new(Code::TooComplex, message).hint("Ask in several statements.")
}

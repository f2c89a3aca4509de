//! What clients say: each statement as one of the few things that this server does.

mod command;
mod copy;
mod read_only;
mod settings;
pub mod size;
mod words;

pub use command::{Command, Count};
pub use copy::{CopyFormat, CopyOptions};
use datafusion::sql::sqlparser::{
    dialect::PostgreSqlDialect,
    parser::{Parser, ParserError},
    tokenizer::{Token, Tokenizer},
};
pub(crate) use settings::time;
pub use settings::{Change, KNOWN, Setting, change};

use crate::{Code, Failure};

/// How deeply expressions may be nested.
const DEPTH: usize = 120;

/// The statements of a text, in their order.
///
/// # Errors
/// If the text is no SQL.
pub fn parse(text: &str) -> Result<Vec<Command>, Failure> {
    let dialect = PostgreSqlDialect {};
    let tokens = Tokenizer::new(&dialect, text)
        .tokenize()
        .map_err(|error| refused(ParserError::TokenizerError(error.to_string())))?;
    let statements = tokens.split(|token| *token == Token::SemiColon);
    statements.filter_map(|tokens| statement(&dialect, tokens).transpose()).collect()
}

/// The command that some tokens are; none if they say nothing.
fn statement(dialect: &PostgreSqlDialect, tokens: &[Token]) -> Result<Option<Command>, Failure> {
    let said = |token: &&Token| !matches!(token, Token::Whitespace(_));
    if !tokens.iter().any(|token| said(&token)) {
        return Ok(None);
    }
    size::check(tokens)?;
    if negations(tokens) > DEPTH {
        return Err(refused(ParserError::RecursionLimitExceeded));
    }
    let (tokens, moves) = words::known(tokens);
    let mut parser = Parser::new(dialect).with_recursion_limit(DEPTH).with_tokens(tokens);
    let statement = parser.parse_statement().map_err(refused)?;
    parser.expect_token(&Token::EOF).map_err(refused)?;
    match command::of(statement)? {
        Command::Fetch { name, count, .. } => Ok(Some(Command::Fetch { name, count, moves })),
        command => Ok(Some(command)),
    }
}

/// The longest chain of `NOT NOT …`. The parser would take one that is too deep for two
/// statements.
fn negations(tokens: &[Token]) -> usize {
    let said = tokens.iter().filter(|token| !matches!(token, Token::Whitespace(_)));
    let (mut longest, mut chain) = (0, 0);
    for token in said {
        let is_not = matches!(token, Token::Word(word)
            if word.quote_style.is_none() && word.value.eq_ignore_ascii_case("not"));
        chain = if is_not { chain + 1 } else { 0 };
        longest = longest.max(chain);
    }
    longest
}

/// The one statement of a text; none if there is none in it.
///
/// # Errors
/// If the text is no SQL, or more than one statement.
pub fn parse_one(text: &str) -> Result<Option<Command>, Failure> {
    let mut commands = parse(text)?;
    if commands.len() > 1 {
        let message = "cannot insert multiple commands into a prepared statement";
        return Err(Failure::new(Code::Syntax, message));
    }
    Ok(commands.pop())
}

fn refused(error: ParserError) -> Failure {
    match error {
        ParserError::RecursionLimitExceeded => {
            Failure::new(Code::TooComplex, format!("the statement is nested over {DEPTH} levels"))
        }
        ParserError::TokenizerError(text) | ParserError::ParserError(text) => {
            Failure::new(Code::Syntax, format!("syntax error: {text}"))
        }
    }
}

#[cfg(test)]
mod tests;

//! SOSL: reads `FIND {…} IN … RETURNING …`; what stands between the braces is read by
//! [`super::super::search`].

use super::{
    ast::{Condition, Item, Order, Path, Query},
    error::SoqlError,
    parse::Parser,
    token::{Spot, Token, tokens},
};

/// The longest search statement, in characters.
const MAX_LENGTH: usize = 100_000;

/// One SOSL statement.
#[derive(Debug)]
pub(crate) struct Search {
    /// The text between the braces, and the byte where it begins.
    pub(crate) find: String,
    pub(crate) find_at: usize,
    pub(crate) scope: Scope,
    /// The objects to look in; none stands for all of them.
    pub(crate) returning: Vec<Query>,
    pub(crate) limit: Option<usize>,
}

/// The fields that are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    All,
    Name,
    Email,
    Phone,
}

impl Scope {
    /// The scope behind `ALL`, `NAME`, `EMAIL`, `PHONE` or `SIDEBAR`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_uppercase().as_str() {
            "ALL" | "SIDEBAR" => Self::All,
            "NAME" => Self::Name,
            "EMAIL" => Self::Email,
            "PHONE" => Self::Phone,
            _ => return None,
        })
    }
}

impl Search {
    /// Reads one whole statement.
    pub(crate) fn parse(source: &str) -> Result<Self, SoqlError> {
        if source.chars().count() > MAX_LENGTH {
            let message = format!("SOSL statements cannot be longer than {MAX_LENGTH} characters.");
            return Err(SoqlError::malformed(0, message));
        }
        let (find_at, find) = between_braces(source)?;
        let end = find_at + find.len() + 1;
        // The blanks keep every later place where it is in the statement.
        let rest = format!("{}{}", " ".repeat(end), &source[end..]);
        let mut parser = Parser::over(tokens(&rest)?);
        let scope = match parser.eat("IN") {
            true => parser.scope()?,
            false => Scope::All,
        };
        let mut returning = Vec::new();
        if parser.eat("RETURNING") {
            returning.push(parser.field_spec()?);
            while parser.eat_symbol(",") {
                returning.push(parser.field_spec()?);
            }
        }
        let limit = parser.count("LIMIT")?;
        match parser.peek() {
            Token::End => Ok(Self { find: find.to_owned(), find_at, scope, returning, limit }),
            _ => Err(parser.unexpected()),
        }
    }
}

/// Reads the condition of a parameterized search.
pub(crate) fn condition(source: &str) -> Result<Condition, SoqlError> {
    whole(source, Parser::condition)
}

/// Reads the sort keys of a parameterized search.
pub(crate) fn order(source: &str) -> Result<Vec<Order>, SoqlError> {
    whole(source, Parser::order_keys)
}

fn whole<T>(
    source: &str,
    read: impl FnOnce(&mut Parser) -> Result<T, SoqlError>,
) -> Result<T, SoqlError> {
    let mut parser = Parser::over(tokens(source)?);
    let read = read(&mut parser)?;
    match parser.peek() {
        Token::End => Ok(read),
        _ => Err(parser.unexpected()),
    }
}

/// Finds the text between `FIND {` and the brace that closes it; a backslash hides the next
/// character.
fn between_braces(source: &str) -> Result<(usize, &str), SoqlError> {
    let start = source.len() - source.trim_start().len();
    let word = source[start..].get(..4).unwrap_or_default();
    if !word.eq_ignore_ascii_case("FIND") {
        let word = source[start..].split_whitespace().next().unwrap_or("<EOF>");
        return Err(SoqlError::unexpected(start, word));
    }
    let after = &source[start + 4..];
    let brace = source.len() - after.trim_start().len();
    if !source[brace..].starts_with('{') {
        let found = source[brace..].chars().next().map_or("<EOF>".into(), String::from);
        return Err(SoqlError::unexpected(brace, &found));
    }
    let open = brace + 1;
    let mut escaped = false;
    for (index, c) in source[open..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '}' => return Ok((open, &source[open..open + index])),
            _ => {}
        }
    }
    Err(SoqlError::malformed(source.len(), "mismatched character '<EOF>' expecting '}'"))
}

impl Parser {
    fn over(spots: Vec<Spot>) -> Self {
        Self { spots, next: 0, depth: 0 }
    }

    fn scope(&mut self) -> Result<Scope, SoqlError> {
        let (at, name) = (self.at(), self.path()?.text);
        let scope = Scope::named(&name).ok_or_else(|| malformed_token(at, &name))?;
        let (at, word) = (self.at(), self.peek().to_string());
        match self.eat("FIELDS") {
            true => Ok(scope),
            false => Err(malformed_token(at, &word)),
        }
    }

    /// An object, and in parentheses its fields and the clauses that SOQL has, too.
    fn field_spec(&mut self) -> Result<Query, SoqlError> {
        let from = self.path()?;
        let mut query = by_id(from);
        if !self.eat_symbol("(") {
            return Ok(query);
        }
        query.select = vec![self.item()?];
        while self.eat_symbol(",") {
            query.select.push(self.item()?);
        }
        if self.eat("WHERE") {
            query.filter = Some(self.condition()?);
        }
        query.order = self.order_by()?;
        query.limit = self.count("LIMIT")?;
        query.offset = self.count("OFFSET")?;
        self.expect_symbol(")")?;
        Ok(query)
    }
}

/// A question for the ids of one object.
pub(crate) fn by_id(from: Path) -> Query {
    let id = Path { text: "Id".to_owned(), at: from.at };
    Query {
        select: vec![Item::Path { path: id, alias: None }],
        from,
        alias: None,
        filter: None,
        group: Vec::new(),
        order: Vec::new(),
        limit: None,
        offset: None,
    }
}

fn malformed_token(at: usize, word: &str) -> SoqlError {
    SoqlError::malformed(at, format!("Malformed search token: {word}"))
}

//! Recursive descent over the clauses of a query; conditions are read in `parse_filter`.

use super::{
    ast::{Call, FieldSet, Function, Item, Order, OrderKey, Path, Query},
    error::SoqlError,
    token::{Spot, Token, tokens},
};

/// The longest query text, in characters.
const MAX_LENGTH: usize = 100_000;
/// The deepest nesting of parentheses that the parser accepts.
pub(super) const MAX_DEPTH: usize = 100;
const RESERVED: [&str; 16] = [
    "FROM", "WHERE", "GROUP", "ORDER", "LIMIT", "OFFSET", "HAVING", "USING", "WITH", "FOR", "AND",
    "OR", "NOT", "ASC", "DESC", "NULLS",
];

/// Reads one whole query.
pub(crate) fn parse(source: &str) -> Result<Query, SoqlError> {
    if source.chars().count() > MAX_LENGTH {
        return Err(SoqlError::malformed(
            0,
            "SOQL statements cannot be longer than 100000 characters.",
        ));
    }
    let mut parser = Parser { spots: tokens(source)?, next: 0, depth: 0 };
    let query = parser.query(true)?;
    match parser.peek() {
        Token::End => Ok(query),
        _ => Err(parser.unexpected()),
    }
}

pub(super) struct Parser {
    pub(super) spots: Vec<Spot>,
    pub(super) next: usize,
    pub(super) depth: usize,
}

impl Parser {
    pub(super) fn peek(&self) -> &Token {
        &self.spots[self.next].token
    }

    fn peek_second(&self) -> &Token {
        &self.spots[(self.next + 1).min(self.spots.len() - 1)].token
    }

    pub(super) fn at(&self) -> usize {
        self.spots[self.next].at
    }

    /// The next token; the end is handed out again and again.
    pub(super) fn take(&mut self) -> Token {
        let token = self.spots[self.next].token.clone();
        self.next = (self.next + 1).min(self.spots.len() - 1);
        token
    }

    pub(super) fn unexpected(&self) -> SoqlError {
        SoqlError::unexpected(self.at(), &self.peek().to_string())
    }

    pub(super) fn is(&self, keyword: &str) -> bool {
        matches!(self.peek(), Token::Word(word) if word.eq_ignore_ascii_case(keyword))
    }

    pub(super) fn eat(&mut self, keyword: &str) -> bool {
        let found = self.is(keyword);
        if found {
            self.take();
        }
        found
    }

    fn expect(&mut self, keyword: &str) -> Result<(), SoqlError> {
        match self.eat(keyword) {
            true => Ok(()),
            false => Err(self.unexpected()),
        }
    }

    pub(super) fn eat_symbol(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Token::Symbol(found) if *found == symbol);
        if found {
            self.take();
        }
        found
    }

    pub(super) fn expect_symbol(&mut self, symbol: &str) -> Result<(), SoqlError> {
        match self.eat_symbol(symbol) {
            true => Ok(()),
            false => Err(self.unexpected()),
        }
    }

    pub(super) fn path(&mut self) -> Result<Path, SoqlError> {
        let at = self.at();
        match self.peek() {
            Token::Word(word) if !reserved(word) => {
                let text = word.clone();
                self.take();
                Ok(Path { text, at })
            }
            _ => Err(self.unexpected()),
        }
    }

    /// A word that follows a name and is no keyword.
    fn alias(&mut self) -> Result<Option<String>, SoqlError> {
        match self.peek() {
            Token::Word(word) if !reserved(word) => Ok(Some(self.path()?.text)),
            _ => Ok(None),
        }
    }

    /// From `SELECT` to the last clause. Inside parentheses OFFSET is not allowed.
    pub(super) fn query(&mut self, top: bool) -> Result<Query, SoqlError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(SoqlError::malformed(self.at(), "the query is nested too deeply"));
        }
        self.expect("SELECT")?;
        let mut select = vec![self.item()?];
        while self.eat_symbol(",") {
            select.push(self.item()?);
        }
        self.expect("FROM")?;
        let from = self.path()?;
        let alias = self.alias()?;
        let filter = match self.eat("WHERE") {
            true => Some(self.condition()?),
            false => None,
        };
        let group = self.group_by()?;
        let order = self.order_by()?;
        let limit = self.count("LIMIT")?;
        let at = self.at();
        let offset = self.count("OFFSET")?;
        if offset.is_some() && !top {
            return Err(SoqlError::malformed(at, "OFFSET clause not allowed in a subquery"));
        }
        self.depth -= 1;
        Ok(Query { select, from, alias, filter, group, order, limit, offset })
    }

    pub(super) fn item(&mut self) -> Result<Item, SoqlError> {
        let at = self.at();
        if self.eat_symbol("(") {
            let query = self.query(false)?;
            self.expect_symbol(")")?;
            return Ok(Item::Children(Box::new(query)));
        }
        if !matches!(self.peek_second(), Token::Symbol("(")) {
            let path = self.path()?;
            let alias = self.alias()?;
            return Ok(Item::Path { path, alias });
        }
        if self.eat("FIELDS") {
            self.expect_symbol("(")?;
            let set = match self.path()?.text.to_ascii_uppercase().as_str() {
                "ALL" => FieldSet::All,
                "STANDARD" => FieldSet::Standard,
                "CUSTOM" => FieldSet::Custom,
                other => return Err(SoqlError::unexpected(at, other)),
            };
            self.expect_symbol(")")?;
            return Ok(Item::Fields { set, at });
        }
        let call = self.call()?;
        let alias = self.alias()?;
        Ok(Item::Call { call, alias })
    }

    fn call(&mut self) -> Result<Call, SoqlError> {
        let at = self.at();
        let name = self.path()?.text;
        let function = Function::named(&name)
            .ok_or_else(|| SoqlError::malformed(at, format!("Unknown function: {name}")))?;
        self.expect_symbol("(")?;
        let argument = match self.eat_symbol(")") {
            true => None,
            false => {
                let path = self.path()?;
                self.expect_symbol(")")?;
                Some(path)
            }
        };
        if argument.is_none() && function != Function::Count {
            return Err(SoqlError::malformed(at, format!("{name}() needs a field")));
        }
        Ok(Call { function, argument, at })
    }

    fn group_by(&mut self) -> Result<Vec<Path>, SoqlError> {
        let mut paths = Vec::new();
        if self.eat("GROUP") {
            self.expect("BY")?;
            paths.push(self.path()?);
            while self.eat_symbol(",") {
                paths.push(self.path()?);
            }
        }
        Ok(paths)
    }

    pub(super) fn order_by(&mut self) -> Result<Vec<Order>, SoqlError> {
        if !self.eat("ORDER") {
            return Ok(Vec::new());
        }
        self.expect("BY")?;
        self.order_keys()
    }

    pub(super) fn order_keys(&mut self) -> Result<Vec<Order>, SoqlError> {
        let mut keys = vec![self.order()?];
        while self.eat_symbol(",") {
            keys.push(self.order()?);
        }
        Ok(keys)
    }

    fn order(&mut self) -> Result<Order, SoqlError> {
        let key = match self.peek_second() {
            Token::Symbol("(") => OrderKey::Call(self.call()?),
            _ => OrderKey::Path(self.path()?),
        };
        let descending = self.eat("DESC");
        if !descending {
            self.eat("ASC");
        }
        let mut nulls_last = false;
        if self.eat("NULLS") {
            nulls_last = self.eat("LAST");
            if !nulls_last {
                self.expect("FIRST")?;
            }
        }
        Ok(Order { key, descending, nulls_last })
    }

    pub(super) fn count(&mut self, keyword: &str) -> Result<Option<usize>, SoqlError> {
        if !self.eat(keyword) {
            return Ok(None);
        }
        let error = self.unexpected();
        match self.take() {
            Token::Number(number) => number.to_string().parse().map(Some).map_err(|_| error),
            _ => Err(error),
        }
    }
}

fn reserved(word: &str) -> bool {
    RESERVED.iter().any(|r| word.eq_ignore_ascii_case(r))
}

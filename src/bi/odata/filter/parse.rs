//! The grammar of filters: `or` binds weakest, then `and`, `eq ne`, `lt le gt ge in`, `not`.

use super::{
    Expr, Function, Op,
    lex::{Token, tokens},
};
use crate::bi::odata::{error::Refused, value::Value};

/// Levels of nesting at most.
const DEPTH: usize = 50;
/// Words of a filter at most.
const WORDS: usize = 20_000;

/// Functions and operators of the protocol that this feed does not have.
const OTHERS: [&str; 30] = [
    "add",
    "sub",
    "mul",
    "div",
    "divby",
    "mod",
    "has",
    "any",
    "all",
    "concat",
    "indexof",
    "substring",
    "matchesPattern",
    "hour",
    "minute",
    "second",
    "fractionalseconds",
    "date",
    "time",
    "now",
    "totaloffsetminutes",
    "totalseconds",
    "mindatetime",
    "maxdatetime",
    "round",
    "floor",
    "ceiling",
    "cast",
    "isof",
    "case",
];

/// Reads a filter.
///
/// # Errors
/// If it is malformed, or has what this feed does not have.
pub(in crate::bi::odata) fn parse(text: &str) -> Result<Expr<String>, Refused> {
    let mut parser = Parser::new(text)?;
    let expr = parser.any()?;
    parser.end()?;
    Ok(expr)
}

/// Reads one literal.
///
/// # Errors
/// If it is none.
pub(in crate::bi::odata) fn literal(text: &str) -> Result<Value, Refused> {
    let mut parser = Parser::new(text)?;
    let value = parser.value()?;
    parser.end()?;
    Ok(value)
}

struct Parser {
    /// What is still to be read, the next word last.
    rest: Vec<Token>,
    depth: usize,
}

impl Parser {
    fn new(text: &str) -> Result<Self, Refused> {
        let mut rest = tokens(text)?;
        if rest.len() > WORDS {
            return Err(Refused::bad(format!("the filter has more than {WORDS} words")));
        }
        rest.reverse();
        Ok(Self { rest, depth: 0 })
    }

    fn end(&self) -> Result<(), Refused> {
        match self.rest.last() {
            None => Ok(()),
            Some(token) => Err(unexpected(token)),
        }
    }

    /// Takes a keyword if it comes next.
    fn takes(&mut self, word: &str) -> bool {
        let is_it = matches!(self.rest.last(), Some(Token::Word(next)) if next == word);
        if is_it {
            self.rest.pop();
        }
        is_it
    }

    fn expect(&mut self, token: &Token) -> Result<(), Refused> {
        match self.rest.pop() {
            Some(next) if next == *token => Ok(()),
            Some(next) => Err(unexpected(&next)),
            None => Err(Refused::bad("the filter ends too early")),
        }
    }

    fn any(&mut self) -> Result<Expr<String>, Refused> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Refused::bad(format!("the filter is nested deeper than {DEPTH} levels")));
        }
        let mut parts = vec![self.all()?];
        while self.takes("or") {
            parts.push(self.all()?);
        }
        self.depth -= 1;
        Ok(one_or(parts, Expr::Any))
    }

    fn all(&mut self) -> Result<Expr<String>, Refused> {
        let mut parts = vec![self.equality()?];
        while self.takes("and") {
            parts.push(self.equality()?);
        }
        Ok(one_or(parts, Expr::All))
    }

    fn equality(&mut self) -> Result<Expr<String>, Refused> {
        let mut left = self.relation()?;
        let mut chained = 0;
        while let Some(op) = self.operator(&[Op::Eq, Op::Ne]) {
            chained += 1;
            self.bound(chained)?;
            let right = self.relation()?;
            left = Expr::Compare(op, Box::new((left, right)));
        }
        Ok(left)
    }

    fn relation(&mut self) -> Result<Expr<String>, Refused> {
        let mut left = self.unary()?;
        let mut chained = 0;
        loop {
            chained += 1;
            self.bound(chained)?;
            if let Some(op) = self.operator(&[Op::Lt, Op::Le, Op::Gt, Op::Ge]) {
                let right = self.unary()?;
                left = Expr::Compare(op, Box::new((left, right)));
            } else if self.takes("in") {
                left = Expr::In(Box::new(left), self.values()?);
            } else {
                return Ok(left);
            }
        }
    }

    /// Refuses chains that would nest too deep.
    fn bound(&self, chained: usize) -> Result<(), Refused> {
        if chained > DEPTH {
            return Err(Refused::bad("the filter compares comparisons too often"));
        }
        Ok(())
    }

    fn operator(&mut self, among: &[Op]) -> Option<Op> {
        let Some(Token::Word(word)) = self.rest.last() else { return None };
        let op = word.parse().ok().filter(|op| among.contains(op))?;
        self.rest.pop();
        Some(op)
    }

    fn unary(&mut self) -> Result<Expr<String>, Refused> {
        let mut nots = 0;
        while self.takes("not") {
            nots += 1;
            self.bound(nots)?;
        }
        let part = self.primary()?;
        Ok((0..nots).fold(part, |part, _| Expr::Not(Box::new(part))))
    }

    fn primary(&mut self) -> Result<Expr<String>, Refused> {
        match self.rest.pop() {
            Some(Token::Value(value)) => Ok(Expr::Value(value)),
            Some(Token::Open) => {
                let part = self.any()?;
                self.expect(&Token::Close)?;
                Ok(part)
            }
            Some(Token::Word(word)) => {
                if self.rest.last() == Some(&Token::Open) {
                    return self.call(&word);
                }
                name(word).map(Expr::Column)
            }
            Some(token) => Err(unexpected(&token)),
            None => Err(Refused::bad("the filter ends too early")),
        }
    }

    fn call(&mut self, name: &str) -> Result<Expr<String>, Refused> {
        let Ok(function) = name.parse::<Function>() else { return Err(unknown(name)) };
        self.expect(&Token::Open)?;
        let mut parts = vec![self.any()?];
        while self.rest.last() == Some(&Token::Comma) {
            self.rest.pop();
            parts.push(self.any()?);
        }
        self.expect(&Token::Close)?;
        if parts.len() != function.arity() {
            let arity = function.arity();
            return Err(Refused::bad(format!("the function `{name}` takes {arity} arguments")));
        }
        Ok(Expr::Call(function, parts))
    }

    fn values(&mut self) -> Result<Vec<Value>, Refused> {
        self.expect(&Token::Open)?;
        let mut values = vec![self.value()?];
        while self.rest.last() == Some(&Token::Comma) {
            self.rest.pop();
            values.push(self.value()?);
        }
        self.expect(&Token::Close)?;
        Ok(values)
    }

    fn value(&mut self) -> Result<Value, Refused> {
        match self.rest.pop() {
            Some(Token::Value(value)) => Ok(value),
            Some(token) => Err(unexpected(&token)),
            None => Err(Refused::bad("the filter ends where a literal should be")),
        }
    }
}

fn one_or(
    mut parts: Vec<Expr<String>>,
    join: fn(Vec<Expr<String>>) -> Expr<String>,
) -> Expr<String> {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            join(parts)
        }
    }
}

/// The name of a column.
fn name(word: String) -> Result<String, Refused> {
    if word.contains('/') {
        return Err(Refused::unsupported(format!(
            "a filter tests columns of its own set, not `{word}`: filter the other set, and expand \
             this one from it"
        )));
    }
    Ok(word)
}

fn unknown(name: &str) -> Refused {
    if OTHERS.contains(&name) || name.contains('.') {
        return Refused::unsupported(format!(
            "the function `{name}` is not supported; there are contains, startswith, endswith, \
             tolower, toupper, trim, length, year, month and day"
        ));
    }
    Refused::bad(format!("there is no function `{name}`"))
}

fn unexpected(token: &Token) -> Refused {
    match token {
        Token::Word(word) if OTHERS.contains(&word.as_str()) => {
            Refused::unsupported(format!("the operator `{word}` is not supported in filters"))
        }
        Token::Word(word) => Refused::bad(format!("the filter has `{word}` in the wrong place")),
        Token::Value(value) => {
            Refused::bad(format!("the filter has the literal {value} in the wrong place"))
        }
        Token::Open => Refused::bad("the filter has a `(` in the wrong place"),
        Token::Close => Refused::bad("the filter has a `)` in the wrong place"),
        Token::Comma => Refused::bad("the filter has a `,` in the wrong place"),
    }
}

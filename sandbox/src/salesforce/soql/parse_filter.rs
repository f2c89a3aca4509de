//! Reads the condition of a WHERE clause.

use super::{
    ast::{Condition, Literal, Operator, Path},
    error::SoqlError,
    like::Pattern,
    parse::{MAX_DEPTH, Parser},
    token::{Token, letters},
};

/// The longest string literal, in characters.
const MAX_STRING: usize = 4_000;

impl Parser {
    /// Conditions joined by AND or by OR; a mixture needs parentheses.
    pub(super) fn condition(&mut self) -> Result<Condition, SoqlError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(SoqlError::malformed(self.at(), "the condition is nested too deeply"));
        }
        let first = self.unary()?;
        let joined = if self.is("AND") {
            self.joined(first, "AND").map(Condition::All)
        } else if self.is("OR") {
            self.joined(first, "OR").map(Condition::Any)
        } else {
            Ok(first)
        };
        self.depth -= 1;
        if self.is("AND") || self.is("OR") {
            return Err(self.unexpected());
        }
        joined
    }

    fn joined(&mut self, first: Condition, by: &str) -> Result<Vec<Condition>, SoqlError> {
        let mut all = vec![first];
        while self.eat(by) {
            all.push(self.unary()?);
        }
        Ok(all)
    }

    fn unary(&mut self) -> Result<Condition, SoqlError> {
        let mut negations = 0_usize;
        while self.eat("NOT") {
            negations += 1;
        }
        let mut condition = if self.eat_symbol("(") {
            let inner = self.condition()?;
            self.expect_symbol(")")?;
            inner
        } else {
            self.predicate()?
        };
        if negations % 2 == 1 {
            condition = Condition::Not(Box::new(condition));
        }
        Ok(condition)
    }

    fn predicate(&mut self) -> Result<Condition, SoqlError> {
        let path = self.path()?;
        if self.eat("LIKE") {
            let at = self.at();
            let raw = self.quoted()?;
            let pattern = Pattern::new(&letters(&raw, at, true)?);
            return Ok(Condition::Like { path, pattern });
        }
        if self.eat("IN") {
            return self.among(path, false);
        }
        if self.eat("INCLUDES") {
            return self.includes(path, false);
        }
        if self.eat("EXCLUDES") {
            return self.includes(path, true);
        }
        if self.eat("NOT") {
            return match self.eat("IN") {
                true => self.among(path, true),
                false => Err(self.unexpected()),
            };
        }
        let operator = self.operator()?;
        let value = self.literal()?;
        Ok(Condition::Compare { path, operator, value })
    }

    fn operator(&mut self) -> Result<Operator, SoqlError> {
        let operator = match self.peek() {
            Token::Symbol("=") => Operator::Equal,
            Token::Symbol("!=" | "<>") => Operator::NotEqual,
            Token::Symbol("<") => Operator::Less,
            Token::Symbol("<=") => Operator::LessEqual,
            Token::Symbol(">") => Operator::Greater,
            Token::Symbol(">=") => Operator::GreaterEqual,
            _ => return Err(self.unexpected()),
        };
        self.take();
        Ok(operator)
    }

    fn among(&mut self, path: Path, negated: bool) -> Result<Condition, SoqlError> {
        self.expect_symbol("(")?;
        if self.is("SELECT") {
            let query = Box::new(self.query(false)?);
            self.expect_symbol(")")?;
            return Ok(Condition::Join { path, negated, query });
        }
        let mut values = vec![self.literal()?];
        while self.eat_symbol(",") {
            values.push(self.literal()?);
        }
        self.expect_symbol(")")?;
        Ok(Condition::Among { path, negated, values })
    }

    fn includes(&mut self, path: Path, negated: bool) -> Result<Condition, SoqlError> {
        self.expect_symbol("(")?;
        let mut values = vec![self.text()?];
        while self.eat_symbol(",") {
            values.push(self.text()?);
        }
        self.expect_symbol(")")?;
        Ok(Condition::Includes { path, negated, values })
    }

    fn quoted(&mut self) -> Result<String, SoqlError> {
        let Token::Quoted(raw) = self.peek() else {
            return Err(self.unexpected());
        };
        if raw.chars().count() > MAX_STRING {
            let message = format!("maximum length of a string literal is {MAX_STRING}");
            return Err(SoqlError::malformed(self.at(), message));
        }
        let raw = raw.clone();
        self.take();
        Ok(raw)
    }

    fn text(&mut self) -> Result<String, SoqlError> {
        let at = self.at();
        let raw = self.quoted()?;
        Ok(letters(&raw, at, false)?.iter().map(|l| l.c).collect())
    }

    fn literal(&mut self) -> Result<Literal, SoqlError> {
        let literal = match self.peek() {
            Token::Quoted(_) => return self.text().map(Literal::Text),
            Token::Number(number) => Literal::Number(*number),
            Token::Date(date) => Literal::Date(*date),
            Token::Datetime(time) => Literal::Datetime(*time),
            Token::Word(word) if word.eq_ignore_ascii_case("null") => Literal::Null,
            Token::Word(word) if word.eq_ignore_ascii_case("true") => Literal::Flag(true),
            Token::Word(word) if word.eq_ignore_ascii_case("false") => Literal::Flag(false),
            Token::Word(_) => return self.named(),
            Token::Symbol(_) | Token::End => return Err(self.unexpected()),
        };
        self.take();
        Ok(literal)
    }

    fn named(&mut self) -> Result<Literal, SoqlError> {
        let error = self.unexpected();
        let name = self.path()?.text.to_ascii_uppercase();
        let known = super::dates::takes_count(&name).ok_or_else(|| error.clone())?;
        if !known {
            return Ok(Literal::Named { name, count: None });
        }
        self.expect_symbol(":")?;
        match self.take() {
            Token::Number(number) => {
                let count = number.to_string().parse().map_err(|_| error)?;
                Ok(Literal::Named { name, count: Some(count) })
            }
            _ => Err(error),
        }
    }
}

//! Reads a filter by recursive descent. From loosest to tightest: `or`, `and`, comparisons and
//! `in`, `not`.

use super::ast::{Function, Node, Operator};
use super::lex::{Token, lex};
use super::literal::Literal;
use crate::odata::store::Version;

/// The deepest nesting of brackets, `not` and calls.
const DEEPEST: usize = 64;

/// Reads a whole filter; the error says what is wrong.
pub(super) fn parse(text: &str, version: Version) -> Result<Node, String> {
    let mut parser = Parser { tokens: lex(text, version)?, at: 0, depth: 0, version };
    let node = parser.any()?;
    match parser.next() {
        None => Ok(node),
        Some(token) => Err(format!("{} is not expected here.", shown(&token))),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    version: Version,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn takes(&mut self, token: &Token) -> bool {
        let found = self.peek() == Some(token);
        self.at += usize::from(found);
        found
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(found)) if found == word);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, token: &Token) -> Result<(), String> {
        match self.next() {
            Some(found) if found == *token => Ok(()),
            Some(found) => {
                Err(format!("{} stands where {} is expected.", shown(&found), shown(token)))
            }
            None => Err(format!("The filter ends where {} is expected.", shown(token))),
        }
    }

    fn any(&mut self) -> Result<Node, String> {
        let first = self.all()?;
        let mut branches = vec![first];
        while self.takes_word("or") {
            branches.push(self.all()?);
        }
        Ok(joined(branches, Node::Any))
    }

    fn all(&mut self) -> Result<Node, String> {
        let first = self.comparison()?;
        let mut branches = vec![first];
        while self.takes_word("and") {
            branches.push(self.comparison()?);
        }
        Ok(joined(branches, Node::All))
    }

    fn comparison(&mut self) -> Result<Node, String> {
        let left = self.operand()?;
        let Some(Token::Word(word)) = self.peek() else {
            return Ok(left);
        };
        if let Some(operator) = Operator::named(word) {
            self.at += 1;
            let right = self.operand()?;
            return Ok(Node::Compare(operator, Box::new(left), Box::new(right)));
        }
        if word == "in" && self.version == Version::V4 {
            self.at += 1;
            return Ok(Node::In(Box::new(left), self.list()?));
        }
        Ok(left)
    }

    /// The bracketed list of an `in`.
    fn list(&mut self) -> Result<Vec<Literal>, String> {
        self.expect(&Token::Open)?;
        let mut literals = Vec::new();
        loop {
            match self.next() {
                Some(Token::Literal(literal)) => literals.push(literal),
                _ => return Err("The list of an 'in' holds literals.".to_owned()),
            }
            if !self.takes(&Token::Comma) {
                self.expect(&Token::Close)?;
                return Ok(literals);
            }
        }
    }

    fn operand(&mut self) -> Result<Node, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("The filter nests deeper than {DEEPEST}."));
        }
        let node = match self.next() {
            Some(Token::Literal(literal)) => Node::Literal(literal),
            Some(Token::Open) => {
                let inner = self.any()?;
                self.expect(&Token::Close)?;
                inner
            }
            Some(Token::Word(word)) if word == "not" => Node::Not(Box::new(self.operand()?)),
            Some(Token::Word(word)) if self.takes(&Token::Open) => self.call(&word)?,
            Some(Token::Word(word)) => Node::Path(word.split('/').map(str::to_owned).collect()),
            Some(token) => {
                return Err(format!("{} stands where a value is expected.", shown(&token)));
            }
            None => return Err("The filter ends where a value is expected.".to_owned()),
        };
        self.depth -= 1;
        Ok(node)
    }

    /// A call whose opening bracket is read already.
    fn call(&mut self, name: &str) -> Result<Node, String> {
        let function = Function::named(name, self.version == Version::V2)
            .ok_or_else(|| format!("The function '{name}' is not supported."))?;
        let mut arguments = vec![self.any()?];
        while self.takes(&Token::Comma) {
            arguments.push(self.any()?);
        }
        self.expect(&Token::Close)?;
        match arguments.len() == function.arguments() {
            true => Ok(Node::Call(function, arguments)),
            false => Err(format!(
                "The function '{name}' takes {} arguments, not {}.",
                function.arguments(),
                arguments.len()
            )),
        }
    }
}

fn joined(mut branches: Vec<Node>, join: fn(Vec<Node>) -> Node) -> Node {
    match branches.pop() {
        Some(only) if branches.is_empty() => only,
        Some(last) => {
            branches.push(last);
            join(branches)
        }
        None => join(branches),
    }
}

fn shown(token: &Token) -> String {
    match token {
        Token::Open => "'('".to_owned(),
        Token::Close => "')'".to_owned(),
        Token::Comma => "','".to_owned(),
        Token::Equals => "'='".to_owned(),
        Token::Word(word) => format!("'{word}'"),
        Token::Literal(_) => "A literal".to_owned(),
    }
}

//! The text of a search: words, phrases and wildcards, joined by AND, OR and AND NOT.

use std::{iter::Peekable, str::CharIndices};

use super::{
    super::soql::{SoqlError, like::Pattern, token::Letter},
    words::{Word, belongs, composed},
};

/// Characters that stand in a search only behind a backslash.
const RESERVED: &str = r"&|!{}[]^~:'+-";
/// The deepest nesting of parentheses.
const MAX_DEPTH: usize = 100;
/// A longer text loses its operators: any of its words is enough.
const MAX_WITH_OPERATORS: usize = 4_000;

/// A parsed search.
#[derive(Debug, Clone)]
pub(super) enum Find {
    /// Words that stand one behind the other in one field.
    Phrase(Vec<Pattern>),
    All(Vec<Find>),
    Any(Vec<Find>),
    Not(Box<Find>),
}

impl Find {
    /// Reads a search; `at` is the byte of the statement where it begins.
    pub(super) fn parse(text: &str, at: usize) -> Result<Self, SoqlError> {
        let tokens = tokens(text, at)?;
        let longest = tokens.iter().map(|(token, _)| token.letters()).max().unwrap_or(0);
        if longest < 2 {
            let message = format!("search term must be longer than one character: {text}");
            return Err(SoqlError::new("MALFORMED_SEARCH", message));
        }
        if text.chars().count() > MAX_WITH_OPERATORS {
            let phrases = tokens.into_iter().filter_map(|(token, _)| token.phrase()).collect();
            return Ok(Self::Any(phrases));
        }
        let mut parser = Parser { tokens, next: 0, depth: 0, end: at + text.len() };
        let find = parser.any()?;
        match parser.peek() {
            None => Ok(find),
            Some(_) => Err(parser.unexpected()),
        }
    }

    /// Whether a record with these fields is found.
    pub(super) fn matches(&self, fields: &[Vec<Word>]) -> bool {
        match self {
            Self::Phrase(patterns) => fields.iter().any(|words| stands_in(patterns, words)),
            Self::All(all) => all.iter().all(|find| find.matches(fields)),
            Self::Any(any) => any.iter().any(|find| find.matches(fields)),
            Self::Not(find) => !find.matches(fields),
        }
    }
}

fn stands_in(patterns: &[Pattern], words: &[Word]) -> bool {
    words.windows(patterns.len()).any(|window| {
        window
            .iter()
            .zip(patterns)
            .all(|(Word(forms), pattern)| forms.iter().any(|form| pattern.matches(form)))
    })
}

#[derive(Debug)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    /// The words of one term or of one quoted phrase.
    Words(Vec<Vec<Letter>>),
}

impl Token {
    /// The most characters of a word, wildcards not counted.
    fn letters(&self) -> usize {
        let Self::Words(words) = self else { return 0 };
        let count = |word: &Vec<Letter>| word.iter().filter(|letter| letter.escaped).count();
        words.iter().map(count).max().unwrap_or(0)
    }

    fn phrase(self) -> Option<Find> {
        match self {
            Self::Words(words) => {
                Some(Find::Phrase(words.iter().map(|word| Pattern::new(word)).collect()))
            }
            _ => None,
        }
    }
}

fn tokens(text: &str, at: usize) -> Result<Vec<(Token, usize)>, SoqlError> {
    let mut tokens = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((index, c)) = rest.peek().copied() {
        let place = at + index;
        let token = match c {
            _ if c.is_whitespace() => {
                rest.next();
                continue;
            }
            '(' => Token::Open,
            ')' => Token::Close,
            '"' => {
                rest.next();
                let letters = letters(&mut rest, at, |c| c == '"')?;
                if rest.peek().is_none() {
                    return Err(mismatched("<EOF>", '"', at + text.len()));
                }
                Token::Words(split(&letters, place)?)
            }
            _ => {
                let ends = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"');
                let letters = letters(&mut rest, at, ends)?;
                let word: String = letters.iter().map(|letter| letter.c).collect();
                let token = match word.to_ascii_uppercase().as_str() {
                    "AND" => Token::And,
                    "OR" => Token::Or,
                    "NOT" => Token::Not,
                    _ => Token::Words(split(&letters, place)?),
                };
                tokens.push((token, place));
                continue;
            }
        };
        rest.next();
        tokens.push((token, place));
    }
    Ok(tokens)
}

/// The letters up to, and without, the character that ends the term.
fn letters(
    rest: &mut Peekable<CharIndices<'_>>,
    at: usize,
    ends: impl Fn(char) -> bool,
) -> Result<Vec<Letter>, SoqlError> {
    let mut letters = Vec::new();
    while let Some((index, c)) = rest.next_if(|(_, c)| !ends(*c)) {
        letters.push(letter(c, at + index, rest)?);
    }
    Ok(letters)
}

/// One character of a term. A wildcard comes out as the one of LIKE, all others as themselves.
fn letter(
    c: char,
    at: usize,
    rest: &mut impl Iterator<Item = (usize, char)>,
) -> Result<Letter, SoqlError> {
    match c {
        '*' => Ok(Letter { c: '%', escaped: false }),
        '?' => Ok(Letter { c: '_', escaped: false }),
        '\\' => match rest.next() {
            Some((_, c)) => Ok(Letter { c, escaped: true }),
            None => Err(mismatched("<EOF>", '}', at + 1)),
        },
        _ if RESERVED.contains(c) => Err(mismatched(&c.to_string(), '}', at)),
        _ => Ok(Letter { c, escaped: true }),
    }
}

fn mismatched(found: &str, expected: char, at: usize) -> SoqlError {
    SoqlError::malformed(at, format!("mismatched character '{found}' expecting '{expected}'"))
}

/// Cuts a term where the index cuts texts; a wildcard belongs to its word and may not begin it.
fn split(letters: &[Letter], at: usize) -> Result<Vec<Vec<Letter>>, SoqlError> {
    let words: Vec<Vec<Letter>> = letters
        .split(|letter| letter.escaped && !belongs(letter.c))
        .filter(|word| !word.is_empty())
        .map(compose)
        .collect();
    match words.iter().any(|word| word.first().is_some_and(|letter| !letter.escaped)) {
        true => Err(SoqlError::malformed(at, "a wildcard may not begin a search term")),
        false => Ok(words),
    }
}

/// Composes what stands between the wildcards, as the index does with texts.
fn compose(letters: &[Letter]) -> Vec<Letter> {
    letters
        .chunk_by(|left, right| left.escaped && right.escaped)
        .flat_map(|run| match run {
            [wildcard] if !wildcard.escaped => vec![*wildcard],
            _ => {
                let text: String = run.iter().map(|letter| letter.c).collect();
                composed(&text).chars().map(|c| Letter { c, escaped: true }).collect()
            }
        })
        .collect()
}

struct Parser {
    tokens: Vec<(Token, usize)>,
    next: usize,
    depth: usize,
    end: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    fn unexpected(&self) -> SoqlError {
        let (found, at) = match self.tokens.get(self.next) {
            Some((Token::Open, at)) => ("(", *at),
            Some((Token::Close, at)) => (")", *at),
            Some((Token::And, at)) => ("AND", *at),
            Some((Token::Or, at)) => ("OR", *at),
            Some((Token::Not, at)) => ("NOT", *at),
            Some((Token::Words(_), at)) => ("word", *at),
            None => ("}", self.end),
        };
        SoqlError::unexpected(at, found)
    }

    fn any(&mut self) -> Result<Find, SoqlError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(SoqlError::malformed(self.end, "the search is nested too deeply"));
        }
        let mut any = vec![self.all()?];
        while matches!(self.peek(), Some(Token::Or)) {
            self.next += 1;
            any.push(self.all()?);
        }
        self.depth -= 1;
        Ok(Find::Any(any))
    }

    /// Terms joined by AND, by AND NOT, or by nothing, which means AND.
    fn all(&mut self) -> Result<Find, SoqlError> {
        let mut all = vec![self.term()?];
        loop {
            let joined = match self.peek() {
                Some(Token::And) => {
                    self.next += 1;
                    true
                }
                Some(Token::Words(_) | Token::Open) => false,
                _ => return Ok(Find::All(all)),
            };
            if joined && matches!(self.peek(), Some(Token::Not)) {
                self.next += 1;
                all.push(Find::Not(Box::new(self.term()?)));
            } else {
                all.push(self.term()?);
            }
        }
    }

    fn term(&mut self) -> Result<Find, SoqlError> {
        match self.peek() {
            Some(Token::Open) => {
                self.next += 1;
                let inner = self.any()?;
                if !matches!(self.peek(), Some(Token::Close)) {
                    return Err(self.unexpected());
                }
                self.next += 1;
                Ok(inner)
            }
            Some(Token::Words(words)) => {
                let patterns = words.iter().map(|word| Pattern::new(word)).collect();
                self.next += 1;
                Ok(Find::Phrase(patterns))
            }
            _ => Err(self.unexpected()),
        }
    }
}

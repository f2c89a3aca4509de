//! Words of PostgreSQL's that the parser does not know, in words that it knows.

use datafusion::sql::sqlparser::tokenizer::{Token, Word};

/// The tokens of a statement as the parser knows them, and whether it moves a cursor rather than
/// fetches from it.
pub(super) fn known(tokens: &[Token]) -> (Vec<Token>, bool) {
    let mut tokens: Vec<Token> =
        tokens.iter().filter(|token| !matches!(token, Token::Whitespace(_))).cloned().collect();
    let mut moves = false;
    let first = tokens.first().map(word).unwrap_or_default();
    match &*first {
        "table" => {
            let select = [Token::make_keyword("SELECT"), Token::Mul, Token::make_keyword("FROM")];
            tokens.splice(0..1, select);
        }
        "abort" => tokens[0] = Token::make_keyword("ROLLBACK"),
        "move" => {
            moves = true;
            tokens[0] = Token::make_keyword("FETCH");
            fetch(&mut tokens);
        }
        "fetch" => fetch(&mut tokens),
        "begin" | "start" | "set" => commas(&mut tokens),
        "copy" => force_quote(&mut tokens),
        _ => {}
    }
    (tokens, moves)
}

/// A bare word, in lower case; empty for anything else.
fn word(token: &Token) -> String {
    match token {
        Token::Word(Word { value, quote_style: None, .. }) => value.to_lowercase(),
        _ => String::new(),
    }
}

/// `FETCH [direction] [FROM | IN] cursor`: the parser wants all of it.
fn fetch(tokens: &mut Vec<Token>) {
    let has_from = tokens.iter().any(|token| matches!(&*word(token), "from" | "in"));
    if has_from {
        return;
    }
    let end = tokens.len() - 1;
    if tokens.len() == 2 {
        tokens.splice(1..1, [Token::make_keyword("NEXT"), Token::make_keyword("FROM")]);
    } else if end > 0 {
        tokens.insert(end, Token::make_keyword("FROM"));
    }
}

/// `FORCE_QUOTE *` and the older `FORCE QUOTE *`: the parser wants a list of columns.
fn force_quote(tokens: &mut Vec<Token>) {
    let all = Token::make_word("*", Some('"'));
    for place in 2..tokens.len() {
        match (&*word(&tokens[place - 2]), &*word(&tokens[place - 1]), &tokens[place]) {
            (_, "force_quote", Token::Mul) => {
                tokens.splice(place..=place, [Token::LParen, all, Token::RParen]);
                return;
            }
            ("force", "quote", Token::Mul) => {
                tokens[place] = all;
                return;
            }
            _ => {}
        }
    }
}

/// Transaction modes may stand without commas between them.
fn commas(tokens: &mut Vec<Token>) {
    let is_mode = |pair: &[Token]| {
        matches!(
            (&*word(&pair[0]), &*word(&pair[1])),
            ("read", "only" | "write") | ("isolation", "level") | ("not", "deferrable")
        )
    };
    let mut place = 1;
    while place + 1 < tokens.len() {
        let after = word(&tokens[place - 1]);
        let begins = is_mode(&tokens[place..=place + 1]);
        let is_first = matches!(&*after, "begin" | "transaction" | "work" | "level" | "as" | "");
        if begins && !is_first && tokens[place - 1] != Token::Comma {
            tokens.insert(place, Token::Comma);
            place += 1;
        }
        place += 1;
    }
}

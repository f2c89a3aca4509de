//! Functions of text.

use std::fmt::Write;

use datafusion::common::ScalarValue;
use md5::{Digest, Md5};

use super::call::{Declared, Form, Kind, text};
use crate::Failure;

pub(super) const FUNCTIONS: &[Declared] = &[
    Declared { name: "lower", forms: &[cased(|args| Ok(letters(&args[0], lower)))] },
    Declared { name: "upper", forms: &[cased(|args| Ok(letters(&args[0], upper)))] },
    MD5,
];

const fn cased(body: fn(&[ScalarValue]) -> Result<ScalarValue, Failure>) -> Form {
    Form { arguments: &[Kind::Text], result: Kind::Text, body }
}

fn letters(value: &ScalarValue, of: fn(char) -> char) -> ScalarValue {
    ScalarValue::from(text(value).chars().map(of).collect::<String>())
}

/// The small letter of a letter. PostgreSQL puts one for one.
fn lower(letter: char) -> char {
    match letter {
        'İ' => 'i',
        letter => alone(letter, letter.to_lowercase()),
    }
}

/// The capital of a letter; of one that has several for its capital, itself.
fn upper(letter: char) -> char {
    match letter {
        // Greek letters with an iota below, which their capitals have beside them.
        '\u{1f80}'..='\u{1faf}' | 'ᾳ' | 'ῃ' | 'ῳ' => match letter.to_uppercase().len() {
            1 => alone(letter, letter.to_uppercase()),
            _ => titled(letter),
        },
        letter => alone(letter, letter.to_uppercase()),
    }
}

fn titled(letter: char) -> char {
    let by = match letter {
        'ᾳ' | 'ῃ' | 'ῳ' => 9,
        letter if u32::from(letter) % 16 < 8 => 8,
        _ => 0,
    };
    char::from_u32(u32::from(letter) + by).unwrap_or(letter)
}

fn alone(letter: char, mut changed: impl Iterator<Item = char>) -> char {
    match (changed.next(), changed.next()) {
        (Some(one), None) => one,
        _ => letter,
    }
}

const MD5: Declared = Declared {
    name: "md5",
    forms: &[Form {
        arguments: &[Kind::Text],
        result: Kind::Text,
        body: |args| {
            let mut out = String::with_capacity(32);
            Md5::digest(text(&args[0])).iter().for_each(|byte| _ = write!(out, "{byte:02x}"));
            Ok(ScalarValue::from(out))
        },
    }],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_changed_to_one_letter() {
        let all = |text: &str, of: fn(char) -> char| text.chars().map(of).collect::<String>();
        assert_eq!(all("ÄÉİ ΑΣ", lower), "äéi ας".replace('ς', "σ"));
        assert_eq!(all("straße ü ŉ", upper), "STRAßE Ü ŉ");
        assert_eq!(all("ᾳᾀᾈ", upper), "ᾼᾈᾈ");
    }
}

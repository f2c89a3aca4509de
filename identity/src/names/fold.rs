//! Folding: the letters of names in one form, and their tokens.

use channelgraph_schema::mapping::plain_letter;
use unicode_normalization::UnicodeNormalization;

/// Bytes of a name that are looked at: no company's name is longer.
const LONGEST: usize = 400;

/// The least number of letters of a word in which `ue` is an umlaut: acronyms are shorter.
const SPELLED_OUT: usize = 4;

/// Returns true for a word that means `and`.
pub(super) fn is_and(word: &str) -> bool {
    AND.contains(&word)
}

/// Words between words, which may be written otherwise (`&`) or left out.
const AND: &[&str] = &["and", "und", "et", "og", "och", "ve", "и", "та", "και", "en"];

/// A name without case, marks and punctuation, cut into tokens.
pub(super) struct Tokens {
    text: String,
    /// The tokens' places in the text; that of an `and` is empty.
    places: Vec<(u32, u32)>,
}

impl Tokens {
    /// Cuts a name into tokens.
    pub(super) fn of(name: &str) -> Self {
        let name = &name[..name.floor_char_boundary(LONGEST)];
        let mut all =
            Self { text: String::with_capacity(name.len() + 8), places: Vec::with_capacity(8) };
        let mut word = Open { start: 0, composed: true };
        for char in name.chars() {
            if char.is_ascii() {
                all.add(char.to_ascii_lowercase(), &mut word);
            } else if matches!(char, '™' | '℠') {
                all.end(&mut word);
            } else {
                let apart = std::iter::once(char).nfkd().flat_map(char::to_lowercase).nfkd();
                apart.for_each(|char| all.add(char, &mut word));
            }
        }
        all.end(&mut word);
        all
    }

    /// The number of tokens.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// A token; empty for an `and`.
    pub(super) fn get(&self, index: usize) -> &str {
        self.places.get(index).map_or("", |(from, to)| &self.text[*from as usize..*to as usize])
    }

    /// Tokens as one, without what stands between them.
    pub(super) fn joined(&self, from: usize, to: usize) -> &str {
        let start = self.places.get(from).map_or(0, |(start, _)| *start as usize);
        let end = to.checked_sub(1).and_then(|last| self.places.get(last));
        self.text.get(start..end.map_or(start, |(_, end)| *end as usize)).unwrap_or_default()
    }

    /// Reads letters that mean `and` between words as that: `Gomez y Hijos`.
    pub(super) fn read_small_and(&mut self) {
        for at in 1..self.len().saturating_sub(1) {
            let is_word = |at: usize| self.get(at).len() > 2;
            if matches!(self.get(at), "y" | "i" | "u") && is_word(at - 1) && is_word(at + 1) {
                self.places[at].1 = self.places[at].0;
            }
        }
    }

    /// Cuts a token into two.
    pub(super) fn split(&mut self, index: usize, at: usize) {
        if let Some((from, to)) = self.places.get(index).copied() {
            let middle = from + at as u32;
            self.places.splice(index..=index, [(from, middle), (middle, to)]);
        }
    }

    fn add(&mut self, char: char, word: &mut Open) {
        match char {
            'a'..='z' | '0'..='9' => self.text.push(char),
            '&' | '+' => {
                self.end(word);
                self.places.push((word.start, word.start));
            }
            '\'' | '`' => {}
            char if char.is_ascii() => self.end(word),
            char => match plain(char) {
                Plain::Letters(letters) => self.text.push_str(letters),
                Plain::Itself => self.text.push(char),
                Plain::Composed => {
                    word.composed = false;
                    self.text.push(char);
                }
                Plain::Nothing => {}
                Plain::Gap => self.end(word),
            },
        }
    }

    /// Ends the word that stands at the end of the text.
    fn end(&mut self, word: &mut Open) {
        let start = word.start as usize;
        if !word.composed {
            let composed: String = self.text[start..].nfc().collect();
            self.text.truncate(start);
            self.text.push_str(&composed);
        }
        let text = &self.text[start..];
        let end = self.text.len() as u32;
        if is_and(text) {
            self.text.truncate(start);
            self.places.push((word.start, word.start));
            *word = Open { start: word.start, composed: true };
            return;
        }
        if !text.is_empty() {
            self.places.push((word.start, end));
        }
        *word = Open { start: end, composed: true };
    }
}

/// A word that has not ended.
struct Open {
    start: u32,
    /// False if it holds characters that have to be composed.
    composed: bool,
}

/// What stands for a decomposed character in small letters.
enum Plain {
    Letters(&'static str),
    Itself,
    /// Itself, composed with those beside it.
    Composed,
    Nothing,
    Gap,
}

fn plain(char: char) -> Plain {
    if let Some(letters) = plain_letter(char) {
        return Plain::Letters(letters);
    }
    match char {
        'ŋ' => Plain::Letters("n"),
        '\u{300}'..='\u{36f}'
        | '\u{591}'..='\u{5c7}'
        | '\u{610}'..='\u{61a}'
        | '\u{640}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '’'
        | '‘'
        | 'ʼ'
        | '´'
        | '′'
        | '\u{200b}'..='\u{200f}'
        | '\u{feff}'
        | '\u{ad}' => Plain::Nothing,
        // Marks of scripts in which they are vowels or make other consonants, and Korean letters.
        char if unicode_normalization::char::is_combining_mark(char) => Plain::Composed,
        '\u{1100}'..='\u{11ff}' => Plain::Composed,
        char if char.is_alphanumeric() => Plain::Itself,
        _ => Plain::Gap,
    }
}

/// Appends a token as words are compared: Cyrillic and Greek in Latin letters, umlauts that are
/// spelled out (`ue`) as those that are not.
pub(super) fn fold_into(token: &str, folded: &mut String) {
    let start = folded.len();
    if token.is_ascii() {
        folded.push_str(token);
    } else {
        let mut before = ' ';
        for char in token.chars() {
            match latin(char, before) {
                Some(letters) => folded.push_str(letters),
                None => folded.push(char),
            }
            before = char;
        }
    }
    let has_umlaut = |text: &str| ["ae", "oe", "ue", "aa"].iter().any(|pair| text.contains(pair));
    let word = &folded[start..];
    if word.is_ascii() && word.len() >= SPELLED_OUT && has_umlaut(word) {
        let mut before = [' '; 2];
        let is_kept = |char: char| {
            // After a `q`, the `u` is no vowel.
            let is_dropped = match (before, char) {
                (['q', 'u'], 'e') => false,
                ([_, 'a' | 'o' | 'u'], 'e') | ([_, 'a'], 'a') => true,
                _ => false,
            };
            if !is_dropped {
                before = [before[1], char];
            }
            !is_dropped
        };
        let mut short = folded.split_off(start);
        short.retain(is_kept);
        folded.push_str(&short);
    }
}

/// A Cyrillic or Greek letter in Latin ones, as most passports and registers write it.
fn latin(char: char, before: char) -> Option<&'static str> {
    Some(match char {
        'а' | 'α' => "a",
        'б' => "b",
        'в' | 'β' => "v",
        'г' | 'ґ' | 'γ' => "g",
        'д' | 'δ' => "d",
        'е' | 'э' | 'ε' => "e",
        'ж' => "zh",
        'з' | 'ζ' => "z",
        'и' | 'і' | 'η' | 'ι' => "i",
        'к' | 'κ' => "k",
        'л' | 'λ' => "l",
        'м' | 'μ' => "m",
        'н' | 'ν' => "n",
        'о' | 'ο' | 'ω' => "o",
        'п' | 'π' => "p",
        'р' | 'ρ' => "r",
        'с' | 'σ' => "s",
        'т' | 'τ' => "t",
        'υ' if before == 'ο' => "u",
        'у' => "u",
        'ы' | 'υ' => "y",
        'ф' | 'φ' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' | 'χ' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ю' => "yu",
        'я' => "ya",
        'є' => "ye",
        'ј' => "j",
        'љ' => "lj",
        'њ' => "nj",
        'ћ' => "c",
        'ђ' => "dj",
        'џ' => "dz",
        'θ' => "th",
        'ξ' => "x",
        'ψ' => "ps",
        _ => return None,
    })
}

//! Numbers that stand for none: what people type where a field must not be empty.

/// Returns true for a number that stands for no company: one digit repeated, the digits in their
/// order, or one that an authority or a product keeps for those without.
pub(crate) fn is_placeholder(number: &str) -> bool {
    if KEPT.contains(&number) {
        return true;
    }
    let mut digits = [0_u8; 24];
    let mut length = 0;
    for byte in number.bytes().filter(u8::is_ascii_digit) {
        let Some(place) = digits.get_mut(length) else { return false };
        *place = byte - b'0';
        length += 1;
    }
    let digits = &digits[..length];
    length >= 5 && (is_repeated(digits) || is_run(digits, 1) || is_run(digits, 9))
}

/// Numbers that Mexico's tax office keeps for the public and for foreigners.
const KEPT: &[&str] = &["XAXX010101000", "XEXX010101000"];

/// Returns true for one digit again and again; also with another one at the end, which makes check
/// digits right, but for short numbers, which may be the first of a register.
fn is_repeated(digits: &[u8]) -> bool {
    let [first, rest @ ..] = digits else { return false };
    let like_first = rest.iter().filter(|digit| *digit == first).count();
    match rest.len() - like_first {
        0 => true,
        1 => rest.last() != Some(first) && digits.len() >= 8 || is_round(digits),
        _ => is_round(digits),
    }
}

/// Returns true for one digit with zeros alone behind it.
fn is_round(digits: &[u8]) -> bool {
    digits.len() >= 8 && digits.iter().skip(1).all(|&digit| digit == 0)
}

/// Returns true for digits that rise or fall by one, with the nine beside the zero.
fn is_run(digits: &[u8], step: u8) -> bool {
    digits.windows(2).all(|pair| (pair[0] + step) % 10 == pair[1])
}

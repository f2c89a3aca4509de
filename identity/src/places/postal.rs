//! Postal codes.

/// Characters of the longest postal code with what is written around it.
const LONGEST: usize = 16;

/// Reads a postal code as people write it, in the country of the record: capitals and digits,
/// without blanks, the country before it, the four digits of a delivery route in the United States,
/// and with zeros that a spreadsheet took. Nothing for what is no postal code.
pub fn postal_code(text: &str, country: Option<&str>) -> Option<String> {
    let mut buffer = [0_u8; LONGEST];
    let code = compact(text, &mut buffer)?;
    let mut upper = [0_u8; 2];
    let country = country.map(str::trim).filter(|country| country.len() == 2);
    let country = country.and_then(|country| {
        upper.copy_from_slice(country.as_bytes());
        upper.make_ascii_uppercase();
        str::from_utf8(&upper).ok()
    });
    let code = without_country(code, country);
    let code = of_length(code, country);
    let digits = code.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let is_repeated = |digit: u8| digits.bytes().all(|byte| byte == digit);
    let has_digit = code.bytes().any(|byte| byte.is_ascii_digit());
    if !has_digit || !(3..=10).contains(&code.len()) || is_repeated(b'0') || is_repeated(b'9') {
        return None;
    }
    let zeros = country.and_then(all_digits).filter(|_| code.bytes().all(|b| b.is_ascii_digit()));
    let zeros = zeros.map_or(0, |length| length.saturating_sub(code.len()));
    let mut padded = String::with_capacity(code.len() + zeros);
    padded.extend(std::iter::repeat_n('0', zeros));
    padded.push_str(code);
    Some(padded)
}

/// Letters in capitals and digits, up to the first comma or bracket.
fn compact<'a>(text: &str, buffer: &'a mut [u8; LONGEST]) -> Option<&'a str> {
    let mut length = 0;
    let text = text.trim();
    // A number of a spreadsheet.
    let text = text.strip_suffix(".0").unwrap_or(text);
    for c in text.chars() {
        let c = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xff01 + 0x21)?,
            c => c,
        };
        if c.is_ascii_alphanumeric() {
            *buffer.get_mut(length)? = u8::try_from(c).ok()?.to_ascii_uppercase();
            length += 1;
        } else if length >= 3 && matches!(c, ',' | ';' | '(' | '/' | '\n') {
            break;
        }
    }
    str::from_utf8(&buffer[..length]).ok()
}

/// A code without its country's letters (`D-10117`, `NL-1012 AB`). In some countries they are part
/// of it.
fn without_country<'a>(code: &'a str, country: Option<&str>) -> &'a str {
    let digits = code.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let letters = &code[..code.len() - digits.len()];
    let is_country = country.is_some_and(|country| {
        letters == country || LETTERS.iter().any(|(code, of)| *of == country && *code == letters)
    });
    let is_plain = digits.len() >= 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_known = || {
        (letters.len() == 2 && !WITH_LETTERS.contains(&letters))
            || LETTERS.iter().any(|(code, _)| *code == letters)
    };
    let is_someones =
        is_plain && country.is_none_or(|one| !WITH_LETTERS.contains(&one)) && is_known();
    if is_country && digits.len() >= 3 && country != Some("AR") || is_someones {
        return digits;
    }
    code
}

/// The part of a code that says the place.
fn of_length<'a>(code: &'a str, country: Option<&str>) -> &'a str {
    let is_digits = code.bytes().all(|byte| byte.is_ascii_digit());
    match country {
        Some("US" | "PR" | "VI" | "GU" | "AS" | "MP") | None if is_digits && code.len() == 9 => {
            &code[..5]
        }
        // A letter before four digits, and three letters behind, came in 1998.
        Some("AR") => code.trim_matches(|c: char| c.is_ascii_uppercase()),
        _ => code,
    }
}

/// The letters of countries on cars, where they are not those of ISO, and before postal codes.
const LETTERS: &[(&str, &str)] = &[
    ("A", "AT"),
    ("B", "BE"),
    ("D", "DE"),
    ("E", "ES"),
    ("F", "FR"),
    ("FIN", "FI"),
    ("FL", "LI"),
    ("H", "HU"),
    ("I", "IT"),
    ("L", "LU"),
    ("N", "NO"),
    ("P", "PT"),
    ("S", "SE"),
    ("SLO", "SI"),
];

/// Countries whose postal codes begin with letters of their own.
const WITH_LETTERS: &[&str] = &[
    "AI", "AR", "BB", "BM", "BN", "CA", "FK", "GB", "GG", "GI", "IE", "IM", "JE", "JM", "KY", "MS",
    "MT", "SH", "SO", "SZ", "TC", "VC", "VG",
];

/// The digits of a country's postal codes, where all have as many and may begin with zeros.
fn all_digits(country: &str) -> Option<usize> {
    Some(match country {
        "AU" | "BE" | "BG" | "DK" | "NO" | "NZ" | "ZA" | "HU" | "CH" | "AT" => 4,
        "CZ" | "DE" | "DZ" | "EE" | "EG" | "ES" | "FI" | "FR" | "GR" | "HR" | "IT" | "KR"
        | "LT" | "MA" | "MC" | "MX" | "MY" | "PE" | "PL" | "PR" | "RS" | "SE" | "SK" | "SM"
        | "TH" | "TR" | "UA" | "US" => 5,
        "CN" | "CO" | "KZ" | "RO" | "RU" | "SG" => 6,
        "JP" => 7,
        "BR" => 8,
        _ => return None,
    })
}

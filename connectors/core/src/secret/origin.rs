//! Secrets out of the environment and out of files.

use std::{
    fs::File,
    io::{self, Read},
};

use secrecy::zeroize::Zeroizing;

use super::MOST_BYTES;

/// The content of an environment variable.
pub(super) fn environment(name: &str) -> Result<Zeroizing<String>, String> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    // Somebody may have put the secret itself there.
    if name.is_empty() || !name.bytes().all(is_part) {
        return Err(
            "behind `env:` stands the name of a variable: letters, digits and `_`".to_owned()
        );
    }
    std::env::var(name).map(Zeroizing::new).map_err(|_| {
        format!("the environment variable `{name}` is not set; set it, or name another with `env:`")
    })
}

/// The content of a file, without white space at its end.
pub(super) fn file(path: &str) -> Result<Zeroizing<String>, String> {
    let content = File::open(path).and_then(bounded);
    let content =
        content.map_err(|error| format!("the secret file `{path}` cannot be read: {error}"))?;
    trimmed(&content).ok_or_else(|| format!("the secret file `{path}` is no UTF-8 text"))
}

/// All bytes of a reader; an error if there are more than a secret may have.
pub(super) fn bounded(from: impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    // Its full size from the start: a buffer that grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(MOST_BYTES as usize + 64));
    from.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(io::Error::other(format!("it has more than {MOST_BYTES} bytes")));
    }
    Ok(bytes)
}

/// The text of these bytes without white space at its end; none if it is no text.
pub(super) fn trimmed(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(Zeroizing::new(text.trim_end().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_an_end_is_refused() {
        assert!(file("/dev/zero").unwrap_err().contains("more than 65536 bytes"));
        assert!(file("/dev/null").unwrap().is_empty());
        assert!(file("/").unwrap_err().starts_with("the secret file `/` cannot be read"));
    }

    #[test]
    fn the_end_of_the_last_line_is_no_part_of_a_secret() {
        assert_eq!(trimmed(b"word\r\n\n").unwrap().as_str(), "word");
        assert_eq!(trimmed(b" two words").unwrap().as_str(), " two words");
        assert!(trimmed(b"\xff").is_none());
    }
}

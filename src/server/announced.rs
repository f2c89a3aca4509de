//! The size that a chunked body announces: hyper tells a length of the whole only, so a chunk of a
//! gigabyte would be waited for until it had come or the time was over.

/// Bytes of a request that are looked at; a longer head is refused elsewhere.
const MOST: usize = 16 << 10;
const HEAD_END: &[u8] = b"\r\n\r\n";

/// Reads the size of a request's first chunk off the bytes of its connection.
#[derive(Debug, Default)]
pub(super) struct Announced {
    seen: Vec<u8>,
    is_done: bool,
}

impl Announced {
    /// Forgets what came before: a request begins.
    pub(super) fn begin(&mut self) {
        self.seen.clear();
        self.is_done = false;
    }

    /// Takes more bytes; tells the size of the first chunk once it is there.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Option<u64> {
        if self.is_done {
            return None;
        }
        self.seen.extend_from_slice(bytes.get(..MOST).unwrap_or(bytes));
        let size = self.size();
        self.is_done |= size.is_some() || self.seen.len() >= MOST;
        if self.is_done {
            self.seen = Vec::new();
        }
        size
    }

    fn size(&mut self) -> Option<u64> {
        let end = self.seen.windows(HEAD_END.len()).position(|window| window == HEAD_END)?;
        let (head, body) = self.seen.split_at(end + HEAD_END.len());
        if !head.split(|byte| *byte == b'\n').any(is_chunked) {
            self.is_done = true;
            return None;
        }
        let line = &body[..body.windows(2).position(|window| window == b"\r\n")?];
        let digits = line.split(|byte| *byte == b';').next().unwrap_or_default();
        let digits = std::str::from_utf8(digits).unwrap_or_default().trim();
        // A line that is no size is refused by hyper.
        Some(u64::from_str_radix(digits, 16).unwrap_or_default())
    }
}

/// Tests if a line of a head says that the body comes in chunks.
fn is_chunked(line: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line).to_ascii_lowercase();
    line.strip_prefix("transfer-encoding:").is_some_and(|value| value.contains("chunked"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "POST /graphql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n";

    #[test]
    fn the_first_chunk_says_how_long_it_is_however_its_bytes_arrive() {
        for (line, size) in [
            ("40000000\r\n", 1 << 30),
            ("3b9ACA00;name=value\r\n", 1_000_000_000),
            ("0\r\n\r\n", 0),
            ("no\r\n", 0),
        ] {
            let request = format!("{HEAD}{line}");
            for step in [1, 7, 10_000] {
                let mut announced = Announced::default();
                let told: Vec<u64> = request
                    .as_bytes()
                    .chunks(step)
                    .filter_map(|part| announced.read(part))
                    .collect();
                assert_eq!(told, [size], "{line:?} by {step}");
                announced.begin();
                assert_eq!(announced.read(request.as_bytes()), Some(size), "the next request");
            }
        }
    }

    #[test]
    fn other_requests_announce_nothing() {
        let mut announced = Announced::default();
        assert_eq!(announced.read(b"GET / HTTP/1.1\r\n\r\n40000000\r\n"), None);
        assert_eq!(announced.read(HEAD.as_bytes()), None, "it looks no further");
        announced.begin();
        assert_eq!(announced.read(&vec![b'a'; 2 * MOST]), None);
        assert!(announced.seen.is_empty());
    }
}

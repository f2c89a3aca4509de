//! The end of an HTTP/1.1 answer: as much of the protocol as a load generator needs.

use anyhow::{Context, bail, ensure};

/// How long an answer is, told from its head.
enum Body {
    /// So many bytes in all, head included.
    Ends(usize),
    /// Chunks, of which the last is empty.
    Chunked,
}

/// Finds out when an answer is whole, reading its head once.
#[derive(Default)]
pub struct Answer {
    body: Option<Body>,
}

impl Answer {
    /// Tells whether these bytes are a whole answer.
    ///
    /// # Errors
    /// If the server did not answer with 200, or in a way that is not understood.
    pub fn is_whole(&mut self, bytes: &[u8]) -> anyhow::Result<bool> {
        if self.body.is_none() {
            self.body = head(bytes)?;
        }
        Ok(match self.body {
            None => false,
            Some(Body::Ends(length)) => bytes.len() >= length,
            // JSON has no bare line breaks, so this can only be the last chunk.
            Some(Body::Chunked) => bytes.ends_with(b"\r\n0\r\n\r\n"),
        })
    }
}

/// Reads a head; nothing while it is not all there.
fn head(bytes: &[u8]) -> anyhow::Result<Option<Body>> {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&bytes[..end])?;
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap_or_default();
    ensure!(status.split(' ').nth(1) == Some("200"), "the server answered `{status}`");
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        if name.eq_ignore_ascii_case("content-length") {
            let length: usize = value.trim().parse().context("content-length is no number")?;
            return Ok(Some(Body::Ends(end + 4 + length)));
        }
        if name.eq_ignore_ascii_case("transfer-encoding") && value.trim() == "chunked" {
            return Ok(Some(Body::Chunked));
        }
    }
    bail!("the server does not tell how long its answer is")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(bytes: &[u8]) -> bool {
        Answer::default().is_whole(bytes).unwrap()
    }

    #[test]
    fn an_answer_ends_where_its_head_says() {
        assert!(!whole(b"HTTP/1.1 200 OK\r\nContent-Le"));
        assert!(!whole(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n{\"a\""));
        assert!(whole(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n[1,2]"));
        let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
        assert!(whole(chunked));
        assert!(!whole(&chunked[..chunked.len() - 5]));
    }

    #[test]
    fn a_refusal_is_an_error() {
        let refused = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n";
        assert!(Answer::default().is_whole(refused).is_err());
    }
}

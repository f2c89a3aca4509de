//! What goes to the client: whole messages, gathered and written together.

use bytes::{Buf, BufMut, BytesMut};
use pgwire::messages::{
    PgWireBackendMessage as Message,
    response::{CommandComplete, ErrorResponse, NoticeResponse},
};
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::encode::framed;
use crate::{Code, Failure};

/// Bytes that are gathered before they are written.
const FULL: usize = 64 << 10;

/// The way to a client. Messages stand in a buffer until it is full or flushed, and no future that
/// is dropped can leave half a message behind: what is written leaves the buffer as it goes.
pub(super) struct Out {
    writer: Box<dyn AsyncWrite + Send + Unpin>,
    buffer: BytesMut,
}

impl Out {
    pub(super) fn new(writer: Box<dyn AsyncWrite + Send + Unpin>) -> Self {
        Self { writer, buffer: BytesMut::with_capacity(FULL) }
    }

    /// Adds a message.
    pub(super) fn put(&mut self, message: &Message) {
        if let Err(error) = message.encode(&mut self.buffer) {
            tracing::error!(%error, "A message to a SQL client could not be encoded.");
        }
    }

    /// Adds a message of this kind, whose body is written straight into the buffer.
    pub(super) fn put_raw(&mut self, kind: u8, write: impl FnOnce(&mut BytesMut)) {
        self.buffer.put_u8(kind);
        // The length of a message counts itself.
        let at = self.buffer.len();
        framed(&mut self.buffer, false, write);
        let length = u32::try_from(self.buffer.len() - at).unwrap_or(u32::MAX);
        self.buffer[at..at + 4].copy_from_slice(&length.to_be_bytes());
    }

    /// Says that a command is done.
    pub(super) fn done(&mut self, tag: impl Into<String>) {
        self.put(&Message::CommandComplete(CommandComplete::new(tag.into())));
    }

    /// Says that a statement failed.
    pub(super) fn failed(&mut self, failure: &Failure, severity: &str) {
        let fields = fields(failure, severity, failure.code.sqlstate());
        self.put(&Message::ErrorResponse(ErrorResponse::new(fields)));
    }

    /// Says what a client should know, though the statement goes on. What would be an error where
    /// it is one is a plain warning here.
    pub(super) fn warn(&mut self, failure: &Failure) {
        let code = match failure.code {
            Code::NoTransaction | Code::InTransaction => failure.code.sqlstate(),
            _ => "01000",
        };
        let fields = fields(failure, "WARNING", code);
        self.put(&Message::NoticeResponse(NoticeResponse::new(fields)));
    }

    /// Says what a client may want to know.
    pub(super) fn notice(&mut self, notice: &Failure) {
        let fields = fields(notice, "NOTICE", "00000");
        self.put(&Message::NoticeResponse(NoticeResponse::new(fields)));
    }

    /// Writes what is gathered, if it is much.
    pub(super) async fn relieve(&mut self) -> std::io::Result<()> {
        if self.buffer.len() >= FULL { self.flush().await } else { Ok(()) }
    }

    /// Writes what is gathered.
    pub(super) async fn flush(&mut self) -> std::io::Result<()> {
        while self.buffer.has_remaining() {
            if self.writer.write_buf(&mut self.buffer).await? == 0 {
                return Err(std::io::ErrorKind::WriteZero.into());
            }
        }
        self.writer.flush().await
    }
}

fn fields(failure: &Failure, severity: &str, code: &str) -> Vec<(u8, String)> {
    let mut fields = vec![
        (b'S', severity.to_owned()),
        (b'V', severity.to_owned()),
        (b'C', code.to_owned()),
        (b'M', failure.message.clone()),
    ];
    fields.extend(failure.detail.clone().map(|detail| (b'D', detail)));
    fields.extend(failure.hint.clone().map(|hint| (b'H', hint)));
    fields
}

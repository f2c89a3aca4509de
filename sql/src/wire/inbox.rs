//! What comes from the client: whole messages, none longer than it may be.

use bytes::BytesMut;
use pgwire::messages::{DecodeContext, PgWireFrontendMessage as Message, ProtocolVersion};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    sync::mpsc,
    task::AbortHandle,
};
use tokio_util::sync::CancellationToken;

use crate::{Code, Failure};

/// Messages that wait to be handled.
const WAITING: usize = 64;

/// Messages of a client, read beside the work that they ask for: so it is noticed at once when the
/// client goes away.
pub(super) struct Inbox {
    messages: mpsc::Receiver<Result<Message, Failure>>,
    /// Cancelled when the client is gone.
    pub(super) gone: CancellationToken,
    reads: AbortHandle,
}

/// The reading half of a connection.
pub(super) type Reader = Box<dyn AsyncRead + Send + Unpin>;

impl Inbox {
    /// Reads messages of at most so many bytes.
    pub(super) fn of(mut reader: Reader, max_bytes: usize) -> Self {
        let (sender, messages) = mpsc::channel(WAITING);
        let gone = CancellationToken::new();
        let told = gone.clone();
        let reads = tokio::spawn(async move {
            let _tells = told.drop_guard();
            loop {
                match read(&mut reader, max_bytes).await {
                    Ok(Some(message)) => {
                        if sender.send(Ok(message)).await.is_err() {
                            return;
                        }
                    }
                    Ok(None) => return,
                    Err(failure) => {
                        // The client is told before it is taken for gone.
                        let _ = sender.send(Err(failure)).await;
                        return sender.closed().await;
                    }
                }
            }
        });
        Self { messages, gone, reads: reads.abort_handle() }
    }

    /// The next message; none when there will be no more.
    ///
    /// # Errors
    /// If what comes is no message.
    pub(super) async fn next(&mut self) -> Result<Option<Message>, Failure> {
        self.messages.recv().await.transpose()
    }
}

/// The connection closes with its session, however that ends.
impl Drop for Inbox {
    fn drop(&mut self) {
        self.reads.abort();
    }
}

/// Reads one message; none at the end.
pub(super) async fn read(
    reader: &mut (impl AsyncRead + Unpin),
    max_bytes: usize,
) -> Result<Option<Message>, Failure> {
    let mut head = [0_u8; 5];
    if reader.read_exact(&mut head).await.is_err() {
        return Ok(None);
    }
    let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]);
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if length < 4 {
        return Err(Failure::new(Code::Protocol, "a message is shorter than its own length"));
    }
    if length > max_bytes {
        let message = format!("a message has {length} bytes; at most {max_bytes} are taken");
        return Err(Failure::new(Code::TooComplex, message));
    }
    let mut frame = BytesMut::zeroed(length + 1);
    frame[..5].copy_from_slice(&head);
    if reader.read_exact(&mut frame[5..]).await.is_err() {
        return Ok(None);
    }
    let mut context = DecodeContext::new(ProtocolVersion::PROTOCOL3_0);
    context.awaiting_frontend_ssl = false;
    context.awaiting_frontend_startup = false;
    match Message::decode(&mut frame, &context) {
        Ok(Some(message)) => Ok(Some(message)),
        Ok(None) | Err(_) => Err(Failure::new(Code::Protocol, "a message is malformed")),
    }
}

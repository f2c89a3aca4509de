//! Logging in: a password that is never sent, or a token over TLS.

use std::sync::Arc;

use async_trait::async_trait;
use pgwire::{
    api::{
        DefaultClient,
        auth::{
            AuthSource, LoginInfo, Password,
            mechanism::{AuthMechanism, AuthMechanismFactory, AuthState},
            sasl::scram::{SCRAM_ITERATIONS, ScramAuth, ScramSecret},
        },
    },
    error::{PgWireError, PgWireResult},
    messages::{
        PgWireBackendMessage as Message, PgWireFrontendMessage as FromClient,
        startup::Authentication,
    },
};

use super::{
    Door,
    inbox::{Reader, read},
    out::Out,
};
use crate::{Code, Failure, Source};

/// Bytes of a message before its sender is known.
const MAX_BYTES: usize = 10_000;

/// What is known of who logs in.
pub(super) struct Login<'a> {
    pub(super) user: &'a str,
    pub(super) database: &'a str,
    pub(super) address: std::net::SocketAddr,
    pub(super) secure: bool,
}

/// Lets a user prove who he is.
///
/// # Errors
/// If he does not.
pub(super) async fn login(
    door: &dyn Door,
    login: &Login<'_>,
    reader: &mut Reader,
    out: &mut Out,
) -> Result<Arc<dyn Source>, Failure> {
    let verifier = door.verifier(login.user);
    if verifier.is_none() && login.secure {
        let password = ask(reader, out).await?;
        return door.login(login.user, Some(&password)).await;
    }
    // Whether there is such a user is not told: the exchange goes on with a secret nobody knows.
    let known = verifier.as_deref().and_then(secret);
    let exists = known.is_some();
    let scram = ScramAuth::new(Arc::new(Verifier(known.unwrap_or_else(|| unknown(login.user)))));
    exchange(AuthMechanismFactory::<()>::create(&scram), login, reader, out).await?;
    if exists { door.login(login.user, None).await } else { Err(wrong(login.user)) }
}

/// Asks for a password in the clear.
async fn ask(reader: &mut Reader, out: &mut Out) -> Result<String, Failure> {
    out.put(&Message::Authentication(Authentication::CleartextPassword));
    out.flush().await.map_err(gone)?;
    match read(reader, MAX_BYTES).await? {
        Some(FromClient::PasswordMessageFamily(message)) => {
            message.into_password().map(|password| password.password).map_err(malformed)
        }
        _ => Err(Failure::new(Code::Protocol, "a password was expected")),
    }
}

/// Exchanges the messages of SCRAM-SHA-256.
async fn exchange(
    mut mechanism: Box<dyn AuthMechanism<()>>,
    login: &Login<'_>,
    reader: &mut Reader,
    out: &mut Out,
) -> Result<(), Failure> {
    let mut client = DefaultClient::<()>::new(login.address, login.secure);
    client.metadata.insert("user".to_owned(), login.user.to_owned());
    client.metadata.insert("database".to_owned(), login.database.to_owned());
    let mut state = mechanism.begin(&client).await.map_err(|_| wrong(login.user))?;
    loop {
        match state {
            AuthState::InProgress(message) => {
                out.put(&Message::Authentication(message));
                out.flush().await.map_err(gone)?;
            }
            AuthState::Ok { final_message, .. } => {
                if let Some(message) = final_message {
                    out.put(&Message::Authentication(message));
                }
                return Ok(());
            }
            AuthState::Failed(_) => return Err(wrong(login.user)),
        }
        let Some(FromClient::PasswordMessageFamily(answer)) = read(reader, MAX_BYTES).await? else {
            return Err(Failure::new(Code::Protocol, "a message of SASL was expected"));
        };
        state = mechanism.next(&client, answer).await.map_err(|_| wrong(login.user))?;
    }
}

/// The parts of a verifier in PostgreSQL's own form; none if it has another.
fn secret(verifier: &str) -> Option<Parts> {
    let (iterations, rest) = verifier.strip_prefix("SCRAM-SHA-256$")?.split_once(':')?;
    let (salt, keys) = rest.split_once('$')?;
    let (stored, server) = keys.split_once(':')?;
    let bytes =
        |text: &str| base64::Engine::decode(&base64::engine::general_purpose::STANDARD, text).ok();
    Some(Parts {
        salt: bytes(salt)?,
        iterations: iterations.parse().ok()?,
        stored_key: bytes(stored)?,
        server_key: bytes(server)?,
    })
}

/// Parts that no password fits, always the same for one name: a salt that changes would tell.
fn unknown(user: &str) -> Parts {
    let digest = ring::digest::digest(&ring::digest::SHA256, user.as_bytes());
    let salt = digest.as_ref()[..16].to_vec();
    Parts { salt, iterations: SCRAM_ITERATIONS, stored_key: vec![0; 32], server_key: vec![0; 32] }
}

struct Parts {
    salt: Vec<u8>,
    iterations: usize,
    stored_key: Vec<u8>,
    server_key: Vec<u8>,
}

/// The verifier of whoever logs in now.
struct Verifier(Parts);

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[verifier]")
    }
}

#[expect(elided_lifetimes_in_paths, reason = "the trait elides them, and they must be alike")]
#[async_trait]
impl AuthSource for Verifier {
    async fn get_password(&self, login: &LoginInfo) -> PgWireResult<Password> {
        Err(PgWireError::InvalidPassword(login.user().unwrap_or_default().to_owned()))
    }

    async fn get_scram_secret(&self, _: &LoginInfo) -> PgWireResult<(ScramSecret, Option<()>)> {
        let Parts { salt, iterations, stored_key, server_key } = &self.0;
        let secret = ScramSecret::Verifier {
            salt: salt.clone(),
            iterations: *iterations,
            stored_key: stored_key.clone(),
            server_key: server_key.clone(),
        };
        Ok((secret, None))
    }
}

/// What is told of a login that failed, whatever the reason.
pub(super) fn wrong(user: &str) -> Failure {
    Failure::new(Code::Password, format!("password authentication failed for user \"{user}\""))
}

fn malformed(_: PgWireError) -> Failure {
    Failure::new(Code::Protocol, "a password was expected")
}

fn gone(_: std::io::Error) -> Failure {
    Failure::new(Code::Protocol, "the client is gone")
}

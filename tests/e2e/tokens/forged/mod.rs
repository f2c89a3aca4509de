//! The table of malformed and forged tokens: each is refused, and nothing of any is logged.

mod contents;
mod encodings;
mod signatures;

use jsonwebtoken::Algorithm::{ES256, ES384, PS256, RS256};
use serde_json::{Value, json};

use super::{
    SUBJECT, claims,
    door::{Door, Log},
    issuer,
    provider::Provider,
    signing::{RSA_ONE, RSA_SHORT, RSA_TWO, Signer, encoded},
};

/// The issuer's keys.
struct Keys {
    rsa: Signer,
    any_rsa: Signer,
    short: Signer,
    p256: Signer,
    p384: Signer,
    ed: Signer,
    /// A key that nobody publishes.
    own: Signer,
}

const SHARED: &[u8] = b"a secret that is no secret any more";

impl Keys {
    fn new() -> Self {
        Self {
            rsa: Signer::rsa(RSA_ONE, RS256),
            any_rsa: Signer::rsa(RSA_TWO, RS256),
            short: Signer::rsa(RSA_SHORT, RS256),
            p256: Signer::curve(ES256),
            p384: Signer::curve(ES384),
            ed: Signer::edwards(),
            own: Signer::curve(ES256),
        }
    }

    fn published(&self) -> Vec<Value> {
        vec![
            self.rsa.jwk("rsa", json!({ "alg": "RS256", "use": "sig" })),
            self.any_rsa.jwk("any", json!({})),
            self.short.jwk("short", json!({})),
            self.p256.jwk("p256", json!({ "key_ops": ["verify"] })),
            self.p384.jwk("p384", json!({})),
            self.ed.jwk("ed", json!({ "use": "sig", "alg": "EdDSA" })),
            self.any_rsa.jwk("enc", json!({ "use": "enc" })),
            self.p256.jwk("ops", json!({ "key_ops": ["sign"] })),
            self.p256.jwk("private", json!({ "d": encoded([7; 32]) })),
            self.p256.jwk("twice", json!({})),
            self.own.jwk("twice", json!({})),
            json!({ "kty": "oct", "kid": "oct", "k": encoded(SHARED) }),
            json!({ "kty": "AKP", "kid": "new", "alg": "ML-DSA-44", "pub": "AAAA" }),
            json!(7),
        ]
    }
}

type Table = Vec<(String, String)>;

fn add(table: &mut Table, name: &str, token: String) {
    table.push((name.to_owned(), token));
}

#[tokio::test]
async fn forged_tokens_are_refused_and_never_logged() {
    let log = Log::begin();
    let keys = Keys::new();
    let provider = Provider::start(keys.published()).await;
    provider.publish("/evil", vec![keys.own.jwk("rsa", json!({}))]);
    // Another issuer, which signs with one algorithm alone.
    let narrow = format!("{}/narrow", provider.url);
    let narrow_key = Signer::rsa(RSA_TWO, RS256);
    provider.publish("/narrow/keys", vec![narrow_key.jwk("narrow", json!({}))]);
    let patient = format!("jwks_url = \"{}/keys\"\ncooldown_seconds = 3600", provider.url);
    let strict = format!("jwks_url = \"{narrow}/keys\"\nalgorithms = [\"ES256\"]");
    let door = Door::new(&format!(
        "{}{}",
        issuer("acme", &provider.url, &patient),
        issuer("narrow", &narrow, &strict)
    ));
    let good = claims(&provider.url);
    for (kid, signer) in [
        ("rsa", &keys.rsa),
        ("any", &keys.any_rsa.with(PS256)),
        ("p256", &keys.p256),
        ("p384", &keys.p384),
        ("ed", &keys.ed),
    ] {
        let said = door.hears(&signer.token(kid, &good)).await;
        assert!(said.is_let_in(), "{kid}: {said:?}");
    }

    let mut table = signatures::algorithms(&keys, &good);
    table.extend(signatures::names_of_keys(&keys, &good));
    table.extend(signatures::headers(&keys, &good, &provider.url));
    table.extend(contents::times(&keys, &good));
    table.extend(contents::other_claims(&keys, &good));
    table.extend(encodings::encodings(&keys, &good));
    let of_narrow = claims(&narrow);
    add(&mut table, "another issuer's key", narrow_key.token("narrow", &good));
    add(&mut table, "an algorithm that is not allowed", narrow_key.token("narrow", &of_narrow));
    assert!(table.len() >= 200, "{} forged tokens", table.len());

    let before = log.text().len();
    for (name, token) in &table {
        let said = door.hears(token).await;
        assert_eq!(said.status, 401, "{name}: {said:?}");
        assert_eq!(said.code, "UNAUTHENTICATED", "{name}");
        assert!(said.challenge().starts_with("Bearer realm="), "{name}: {said:?}");
        assert!(said.challenge().ends_with("error=\"invalid_token\""), "{name}: {said:?}");
        for part in token.split(['.', ' ']).filter(|part| part.len() >= 8) {
            assert!(!said.message.contains(part), "{name}");
        }
    }
    assert_eq!(provider.asked("/evil"), 0, "no address in a token is ever asked");
    let logged = log.text();
    let logged = &logged[before..];
    for (name, token) in &table {
        for part in token.split(['.', ' ']).filter(|part| part.len() >= 8) {
            assert!(!logged.contains(part), "{name}: {part}");
        }
    }
    for told in [SUBJECT, "jndi", "DROP TABLE", "evil", "/dev/null"] {
        assert!(!logged.contains(told), "{told}");
    }
    assert!(logged.contains("Credentials were refused."), "{logged}");
}

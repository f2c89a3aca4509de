//! Keys that sign tokens, and tokens as an attacker makes them: byte by byte.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, crypto, jwk::Jwk};
use ring::{
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
        Ed25519KeyPair, KeyPair,
    },
};
use serde_json::{Value, json};

pub const RSA_ONE: &str = include_str!("keys/rsa_one.pem");
pub const RSA_TWO: &str = include_str!("keys/rsa_two.pem");
pub const RSA_SHORT: &str = include_str!("keys/rsa_short.pem");

/// A key of an issuer, and its public part as a JWK.
pub struct Signer {
    key: EncodingKey,
    algorithm: Algorithm,
    jwk: Value,
}

impl Signer {
    pub fn rsa(pem: &str, algorithm: Algorithm) -> Self {
        Self::of(EncodingKey::from_rsa_pem(pem.as_bytes()).expect("a key"), algorithm)
    }

    /// A new key for ES256 or ES384.
    pub fn curve(algorithm: Algorithm) -> Self {
        let curve = match algorithm {
            Algorithm::ES384 => &ECDSA_P384_SHA384_FIXED_SIGNING,
            _ => &ECDSA_P256_SHA256_FIXED_SIGNING,
        };
        let der = EcdsaKeyPair::generate_pkcs8(curve, &SystemRandom::new()).expect("a key");
        Self::of(EncodingKey::from_ec_der(der.as_ref()), algorithm)
    }

    /// A new key for EdDSA.
    pub fn edwards() -> Self {
        let der = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a key");
        let pair = Ed25519KeyPair::from_pkcs8(der.as_ref()).expect("a key");
        let x = encoded(pair.public_key());
        let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": x });
        let key = EncodingKey::from_ed_der(der.as_ref());
        Self { key, algorithm: Algorithm::EdDSA, jwk }
    }

    fn of(key: EncodingKey, algorithm: Algorithm) -> Self {
        let jwk = Jwk::from_encoding_key(&key, algorithm).expect("its public part");
        let mut jwk = serde_json::to_value(jwk).expect("JSON");
        jwk.as_object_mut().expect("an object").remove("alg");
        Self { key, algorithm, jwk }
    }

    /// The same key for another algorithm.
    pub fn with(&self, algorithm: Algorithm) -> Self {
        Self { key: self.key.clone(), algorithm, jwk: self.jwk.clone() }
    }

    /// The published key under a name, with more members.
    pub fn jwk(&self, kid: &str, more: Value) -> Value {
        let mut jwk = self.jwk.clone();
        jwk["kid"] = kid.into();
        for (name, value) in more.as_object().expect("an object") {
            jwk[name] = value.clone();
        }
        jwk
    }

    /// A token of these claims, as it should be.
    pub fn token(&self, kid: &str, claims: &Value) -> String {
        let header = json!({ "alg": self.algorithm, "typ": "JWT", "kid": kid });
        self.raw(&header.to_string(), &claims.to_string())
    }

    /// A token of these bytes.
    pub fn raw(&self, header: &str, claims: &str) -> String {
        self.over(&format!("{}.{}", encoded(header), encoded(claims)))
    }

    /// A token of this text, signed as it stands.
    pub fn over(&self, message: &str) -> String {
        let signature = crypto::sign(message.as_bytes(), &self.key, self.algorithm);
        format!("{message}.{}", signature.expect("a signature"))
    }
}

/// A token that a shared secret signs.
pub fn by_secret(secret: &[u8], algorithm: Algorithm, kid: &str, claims: &Value) -> String {
    let signer = Signer { key: EncodingKey::from_secret(secret), algorithm, jwk: Value::Null };
    signer.token(kid, claims)
}

/// Bytes in base64url.
pub fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

//! The keys that an issuer signs with (JWKS, RFC 7517), read from what it publishes.

use std::{collections::HashMap, sync::Arc};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{
    Algorithm::{self, ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512},
    DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse},
};
use serde::Deserialize;
use serde_json::Value;

use super::super::api_key::sha256;

/// Keys that a set may have. Providers publish two to ten.
const MAX_KEYS: usize = 100;
/// Bytes that the name of a key may have.
pub(super) const MAX_KID: usize = 256;
/// Bits from which an RSA key is long enough (RFC 7518, 3.3).
const RSA_BITS: usize = 2048;
/// The members of a JWK that hold private or shared keys (RFC 7518, 6).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A key that verifies signatures.
pub(super) struct SigningKey {
    /// The key as the library takes it.
    pub(super) key: DecodingKey,
    /// The algorithms that it is for.
    algorithms: Vec<Algorithm>,
    /// The hash of the published key: another key of the same name has another.
    pub(super) print: [u8; 32],
}

/// The keys of one issuer, by their names (`kid`).
#[derive(Default)]
pub(super) struct KeySet(HashMap<String, Vec<Arc<SigningKey>>>);

#[derive(Deserialize)]
struct Published {
    keys: Vec<Value>,
}

impl KeySet {
    /// Reads a published set, and counts the keys that are left out: private ones, too short ones,
    /// those for another use, and kinds that are not known.
    ///
    /// # Errors
    /// If it is no set, or has too many keys.
    pub(super) fn read(body: &[u8]) -> Result<(Self, usize), &'static str> {
        let published: Published =
            serde_json::from_slice(body).map_err(|_| "what it publishes is no set of keys")?;
        if published.keys.len() > MAX_KEYS {
            return Err("it publishes more than 100 keys");
        }
        let (mut set, mut left_out) = (Self::default(), 0);
        for value in published.keys {
            match usable(value) {
                Some((kid, key)) => set.0.entry(kid).or_default().push(Arc::new(key)),
                None => left_out += 1,
            }
        }
        Ok((set, left_out))
    }

    /// The one key of this name for this algorithm. Of several, none: which is meant is not told.
    pub(super) fn find(&self, kid: &str, algorithm: Algorithm) -> Option<&Arc<SigningKey>> {
        let mut keys = self.0.get(kid)?.iter().filter(|key| key.algorithms.contains(&algorithm));
        keys.next().filter(|_| keys.next().is_none())
    }

    /// Tests if a key is still in the set.
    pub(super) fn has(&self, kid: &str, print: &[u8; 32]) -> bool {
        self.0.get(kid).is_some_and(|keys| keys.iter().any(|key| key.print == *print))
    }

    /// The number of keys.
    pub(super) fn len(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }
}

/// The key that a published one is, with its name; none if it is to be left out.
fn usable(value: Value) -> Option<(String, SigningKey)> {
    if PRIVATE.iter().any(|member| value.get(member).is_some()) {
        return None;
    }
    let jwk: Jwk = serde_json::from_value(value).ok()?;
    let common = &jwk.common;
    let kid = common.key_id.clone().filter(|kid| !kid.is_empty() && kid.len() <= MAX_KID)?;
    let is_for_signatures =
        common.public_key_use.as_ref().is_none_or(|of| *of == PublicKeyUse::Signature)
            && common.key_operations.as_ref().is_none_or(|of| of.contains(&KeyOperations::Verify));
    let mut algorithms = fitting(&jwk.algorithm)?.to_vec();
    if let Some(only) = common.key_algorithm {
        algorithms.retain(|algorithm| is_same(*algorithm, only));
    }
    if !is_for_signatures || algorithms.is_empty() {
        return None;
    }
    let print = sha256(&serde_json::to_vec(&jwk).ok()?);
    let key = DecodingKey::from_jwk(&jwk).ok()?;
    Some((kid, SigningKey { key, algorithms, print }))
}

/// The algorithms that a key of this kind, curve and length is for.
fn fitting(parameters: &AlgorithmParameters) -> Option<&'static [Algorithm]> {
    match parameters {
        AlgorithmParameters::RSA(rsa) => {
            let modulus = URL_SAFE_NO_PAD.decode(&rsa.n).ok()?;
            let first = modulus.iter().position(|byte| *byte != 0)?;
            let bits = (modulus.len() - first) * 8 - modulus[first].leading_zeros() as usize;
            let all: &[_] = &[RS256, RS384, RS512, PS256, PS384, PS512];
            (bits >= RSA_BITS).then_some(all)
        }
        AlgorithmParameters::EllipticCurve(curve) => match curve.curve {
            EllipticCurve::P256 => Some(&[ES256]),
            EllipticCurve::P384 => Some(&[ES384]),
            _ => None,
        },
        AlgorithmParameters::OctetKeyPair(pair) => {
            (pair.curve == EllipticCurve::Ed25519).then_some(&[EdDSA])
        }
        AlgorithmParameters::OctetKey(_) => None,
    }
}

fn is_same(algorithm: Algorithm, other: KeyAlgorithm) -> bool {
    other.to_string().parse() == Ok(algorithm)
}

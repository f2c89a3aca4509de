//! Signed assertions: JSON Web Tokens with RS256 (RFC 7515, RFC 7523).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rustls::{
    SignatureScheme,
    crypto::ring::sign::any_supported_type,
    pki_types::{PrivateKeyDer, pem::PemObject},
    sign::Signer,
};
use serde::Serialize;

/// The header of every assertion.
const HEADER: &str = r#"{"typ":"JWT","alg":"RS256"}"#;

/// An RSA private key, which signs assertions.
pub(crate) struct SigningKey(Box<dyn Signer>);

impl SigningKey {
    /// Reads a key in PEM form, PKCS #8 or PKCS #1; none if it is not an RSA private key.
    pub(crate) fn from_pem(pem: &str) -> Option<Self> {
        let der = PrivateKeyDer::from_pem_slice(pem.as_bytes()).ok()?;
        let key = any_supported_type(&der).ok()?;
        key.choose_scheme(&[SignatureScheme::RSA_PKCS1_SHA256]).map(Self)
    }

    /// Signs claims; returns the token.
    ///
    /// # Errors
    /// If the claims cannot be written as JSON, or the key cannot sign.
    pub(crate) fn sign(&self, claims: &impl Serialize) -> Result<String, String> {
        let claims = serde_json::to_vec(claims).map_err(|error| error.to_string())?;
        let message =
            format!("{}.{}", URL_SAFE_NO_PAD.encode(HEADER), URL_SAFE_NO_PAD.encode(claims));
        let signature = self.0.sign(message.as_bytes()).map_err(|error| error.to_string())?;
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_rsa_keys_only() {
        assert!(SigningKey::from_pem(include_str!("../tests/jwt-test-key.pem")).is_some());
        for wrong in ["", "no key", include_str!("../tests/jwt-test-key.pub.pem")] {
            assert!(SigningKey::from_pem(wrong).is_none(), "{wrong}");
        }
    }
}

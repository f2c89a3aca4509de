//! The `Authorization` header of a signed request.

use super::errors::ApiError;

/// The algorithm of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    /// Signature Version 4: with a key derived from the secret, for one region.
    V4,
    /// Signature Version 4A: with an elliptic curve, for a set of regions.
    V4a,
}

/// The parsed header.
#[derive(Debug)]
pub(super) struct Authorization<'a> {
    pub(super) algorithm: Algorithm,
    pub(super) access_key_id: &'a str,
    /// `YYYYMMDD`.
    pub(super) date: &'a str,
    /// None in 4A, where a header of its own tells the regions.
    pub(super) region: Option<&'a str>,
    pub(super) service: &'a str,
    /// Names of headers, small letters, sorted.
    pub(super) signed_headers: Vec<&'a str>,
    /// Hexadecimal.
    pub(super) signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Reads `AWS4-HMAC-SHA256 Credential=key/date/region/service/aws4_request, SignedHeaders=a;b,
    /// Signature=hex`; in 4A the scope is without the region.
    pub(super) fn parse(header: &'a str) -> Result<Self, ApiError> {
        let incomplete = |what: &str| {
            ApiError::Unauthenticated(
                "IncompleteSignatureException",
                format!("The authorization header {what}."),
            )
        };
        let (algorithm, rest) =
            header.split_once(' ').ok_or_else(|| incomplete("has no algorithm"))?;
        let algorithm = match algorithm {
            "AWS4-HMAC-SHA256" => Algorithm::V4,
            "AWS4-ECDSA-P256-SHA256" => Algorithm::V4a,
            _ => return Err(incomplete("names an algorithm that is not known")),
        };
        let part = |name: &str| {
            let found = rest
                .split(',')
                .filter_map(|part| part.trim().split_once('='))
                .find(|(known, _)| *known == name);
            found.map(|(_, value)| value).ok_or_else(|| incomplete(&format!("has no {name}")))
        };
        let scope: Vec<_> = part("Credential")?.split('/').collect();
        let (access_key_id, date, region, service) = match (algorithm, &scope[..]) {
            (Algorithm::V4, [key, date, region, service, "aws4_request"]) => {
                (*key, *date, Some(*region), *service)
            }
            (Algorithm::V4a, [key, date, service, "aws4_request"]) => (*key, *date, None, *service),
            _ => return Err(incomplete("has a credential scope of another form")),
        };
        let signed_headers: Vec<_> = part("SignedHeaders")?.split(';').collect();
        let signature = part("Signature")?;
        if signature.is_empty() || !signature.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(incomplete("has a signature that is not hexadecimal"));
        }
        Ok(Self { algorithm, access_key_id, date, region, service, signed_headers, signature })
    }
}

//! Authentication: the holder of the account's access key, which every request proves by its
//! signature.

use axum::http::HeaderMap;
use chrono::{NaiveDateTime, Utc};

use super::authorization::{Algorithm, Authorization};
use super::errors::ApiError;
use super::operations::Service;
use super::signature::signature;
use super::simulator::Simulator;

/// Refuses a request that the account's access key has not signed. A signature of Version 4A is
/// looked at, but not worked out again.
pub(super) fn authenticate(
    simulator: &Simulator,
    service: Service,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), ApiError> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let refuse = |kind, message: &str| Err(ApiError::Unauthenticated(kind, message.to_owned()));
    let config = &simulator.config;

    let Some(header) = text("authorization") else {
        return refuse("MissingAuthenticationTokenException", "Missing Authentication Token");
    };
    let given = Authorization::parse(header)?;
    let Some(time) = text("x-amz-date") else {
        return refuse("IncompleteSignatureException", "The request has no x-amz-date.");
    };
    if given.access_key_id != config.access_key_id
        || text("x-amz-security-token") != config.session_token.as_deref()
    {
        return refuse(
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        );
    }
    if simulator.switches.read().expired_credentials {
        return refuse(
            "ExpiredTokenException",
            "The security token included in the request is expired",
        );
    }
    if given.service != service.signing_name() {
        let message = format!(
            "Credential should be scoped to correct service: '{}'.",
            service.signing_name()
        );
        return refuse("InvalidSignatureException", &message);
    }
    let own = |name: &str| name == "host" || name.starts_with("x-amz-");
    if let Some(name) = headers
        .keys()
        .find(|name| own(name.as_str()) && !given.signed_headers.contains(&name.as_str()))
    {
        return refuse("InvalidSignatureException", &format!("The header {name} is not signed."));
    }
    in_time(simulator, &given, time)?;
    match given.algorithm {
        Algorithm::V4a if service != Service::Channel => {
            refuse("InvalidSignatureException", "This service takes Signature Version 4 alone.")
        }
        Algorithm::V4a => match text("x-amz-region-set") {
            Some(regions)
                if regions.split(',').any(|region| region == "*" || region == config.region) =>
            {
                Ok(())
            }
            _ => refuse(
                "InvalidSignatureException",
                "Credential should be scoped to a valid region.",
            ),
        },
        Algorithm::V4 if given.region != Some(&config.region) => {
            refuse("InvalidSignatureException", "Credential should be scoped to a valid region.")
        }
        Algorithm::V4 => {
            let expected = signature(&config.secret_access_key, &given, time, headers, body);
            if expected.as_deref() == Some(given.signature) {
                return Ok(());
            }
            refuse(
                "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided. Check your secret access key.",
            )
        }
    }
}

/// Refuses a signature of another day than its scope's, or of too long ago or to come.
fn in_time(simulator: &Simulator, given: &Authorization<'_>, time: &str) -> Result<(), ApiError> {
    let refuse = |message: &str| {
        Err(ApiError::Unauthenticated("InvalidSignatureException", message.to_owned()))
    };
    let Ok(signed) = NaiveDateTime::parse_from_str(time, "%Y%m%dT%H%M%SZ") else {
        return refuse("The x-amz-date is not a time in the basic form of ISO 8601.");
    };
    if !time.starts_with(given.date) {
        return refuse("The date of the credential scope is not that of the request.");
    }
    let off = Utc::now().naive_utc().signed_duration_since(signed).num_seconds().unsigned_abs();
    match simulator.switches.read().signature_window_s {
        Some(window) if off > window => refuse("Signature expired, or not yet current."),
        _ => Ok(()),
    }
}

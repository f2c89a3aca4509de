//! Refusals, in the words of each dialect.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::call::Reply;
use super::store::{Vendor, Version};

/// A part of an answer, or a refusal.
pub(super) type Answer<T> = Result<T, Refusal>;

/// Why a call is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// An option, a filter or a key that cannot be read, or that asks for what the service does not
    /// do.
    BadRequest,
    /// A property that the type does not have.
    NoProperty,
    /// A path that leads nowhere.
    NoResource,
    /// A key that no row has.
    NoEntity,
    Unauthenticated,
    /// A write, or a batch that needs a token, without one.
    Csrf,
    NotAllowed,
    NotAcceptable,
    TooLong,
    TooManyCalls,
    Unavailable,
    /// A page whose token has expired.
    Gone,
    /// Something that the service fails at.
    Failed,
    /// Something that the service does not do.
    NotImplemented,
}

impl Reason {
    fn status(self) -> StatusCode {
        match self {
            Self::BadRequest | Self::NoProperty => StatusCode::BAD_REQUEST,
            Self::NoResource | Self::NoEntity => StatusCode::NOT_FOUND,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Csrf => StatusCode::FORBIDDEN,
            Self::NotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::TooLong => StatusCode::URI_TOO_LONG,
            Self::TooManyCalls => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Gone => StatusCode::GONE,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NotImplemented => StatusCode::NOT_IMPLEMENTED,
        }
    }

    /// The code of an SAP Gateway error, v2.
    fn gateway(self) -> &'static str {
        match self {
            Self::BadRequest => "005056A509B11EE1B9A8FEC11C21D78E",
            Self::NoProperty => "/IWFND/CM_MGW/011",
            Self::NoResource => "/IWFND/CM_MGW/003",
            Self::NoEntity => "/IWBEP/CM_MGW_RT/020",
            Self::Failed => "SY/530",
            _ => "/IWFND/CM_MGW/099",
        }
    }

    /// The code of a Business Central error (its page "Troubleshooting REST API/OData calls").
    fn business_central(self) -> &'static str {
        match self {
            Self::BadRequest | Self::NotAcceptable | Self::TooLong => "BadRequest",
            Self::NoProperty => "BadRequest_NotFound",
            Self::NoResource => "BadRequest_ResourceNotFound",
            Self::NoEntity => "Internal_DataNotFoundFilter",
            Self::Unauthenticated => "Authentication_InvalidCredentials",
            Self::Csrf | Self::NotAllowed => "BadRequest_MethodNotAllowed",
            Self::TooManyCalls => "Application_TooManyRequests",
            Self::Gone => "BadRequest",
            Self::Unavailable | Self::Failed => "Internal_ServerError",
            Self::NotImplemented => "BadRequest_MethodNotImplemented",
        }
    }
}

/// A refusal, not yet in any dialect.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    reason: Reason,
    message: String,
    retry_after: Option<u64>,
}

impl Refusal {
    pub(super) fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self { reason, message: message.into(), retry_after: None }
    }

    /// 400 with this message.
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::new(Reason::BadRequest, message)
    }

    /// With a `Retry-After` header, in seconds.
    pub(super) fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The refusal as this kind of service says it.
    pub(super) fn reply(self, version: Version, vendor: Vendor) -> Reply {
        let status = self.reason.status();
        let number = status.as_u16().to_string();
        let refusal = REFUSALS.fetch_add(1, Ordering::Relaxed);
        let mut reply = match (vendor, version, self.reason) {
            // SAP's log-in stands before the service and knows no OData.
            (Vendor::Sap, _, Reason::Unauthenticated) => {
                Reply::text("text/html; charset=utf-8", LOG_IN.to_owned())
            }
            (Vendor::Sap, _, Reason::Csrf) => {
                Reply::text("text/plain; charset=utf-8", "CSRF token validation failed".to_owned())
            }
            (Vendor::BusinessCentral, ..) => {
                let message = format!(
                    "{}  CorrelationId:  00000000-0000-4000-8000-{refusal:012x}.",
                    self.message
                );
                Reply::json(
                    json!({ "error": { "code": self.reason.business_central(), "message": message } }),
                )
            }
            (Vendor::Sap, Version::V2, _) => {
                Reply::json(gateway(self.reason.gateway(), &self.message, refusal))
            }
            (Vendor::Sap, Version::V4, _) => Reply::json(json!({
                "error": { "code": number, "message": self.message, "@Common.numericSeverity": 4, "details": [] }
            })),
        };
        reply.status = status;
        if let Some(seconds) = self.retry_after {
            reply = reply.header("retry-after", seconds.to_string());
        }
        match (self.reason, vendor) {
            (Reason::Unauthenticated, Vendor::Sap) => reply.header(
                "www-authenticate",
                "Basic realm=\"SAP NetWeaver Application Server\"".to_owned(),
            ),
            (Reason::Unauthenticated, Vendor::BusinessCentral) => {
                reply.header("www-authenticate", "Bearer realm=\"\"".to_owned())
            }
            (Reason::Csrf, _) => reply.header("x-csrf-token", "Required".to_owned()),
            _ => reply,
        }
    }
}

static REFUSALS: AtomicU64 = AtomicU64::new(1);

const LOG_IN: &str =
    "<html><head><title>Logon failed</title></head><body><h1>401 Unauthorized</h1></body></html>";

/// The error document of an SAP Gateway: the message twice, the second time among the inner errors.
fn gateway(code: &str, message: &str, refusal: u64) -> Value {
    json!({
        "error": {
            "code": code,
            "message": { "lang": "en", "value": message },
            "innererror": {
                "transactionid": format!("{refusal:032X}"),
                "timestamp": "",
                "errordetails": [
                    { "code": code, "message": message, "propertyref": "", "severity": "error", "target": "" }
                ]
            }
        }
    })
}

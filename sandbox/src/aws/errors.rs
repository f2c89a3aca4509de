//! Refusals, in the spelling of each service.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::operations::Service;

/// A refusal.
#[derive(Debug)]
pub(super) enum ApiError {
    /// There is no such operation.
    UnknownOperation,
    /// The body is no JSON object, or a value in it is of the wrong type.
    Unreadable(String),
    /// The input breaks the model's rules.
    Invalid(Vec<Problem>),
    /// There is no such record: its kind, and the id given.
    NotFound(&'static str, String),
    /// The caller may not do this.
    Denied(&'static str),
    /// Too many calls.
    Throttled,
    /// Something is wrong at the service's side.
    Internal,
    /// The caller is not known: the error's type, and what is wrong.
    Unauthenticated(&'static str, String),
}

/// A problem with one member of the input.
#[derive(Debug)]
pub(super) struct Problem {
    field: String,
    code: &'static str,
    message: String,
}

impl Problem {
    pub(super) fn new(field: String, code: &'static str, message: &str) -> Self {
        let message = format!("{field} {message}.");
        Self { field, code, message }
    }
}

impl ApiError {
    /// Its HTTP status. Of access the lists of common errors say now 400, now 403: a switch
    /// decides.
    pub(super) fn status(&self, refused_access_is_403: bool) -> StatusCode {
        match self {
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Denied(_) | Self::Unauthenticated(..) if refused_access_is_403 => {
                StatusCode::FORBIDDEN
            }
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// Its body, in the words of a service; what comes from before any service is common to all.
    pub(super) fn body(&self, service: Option<Service>) -> Value {
        let service = service.unwrap_or(Service::Selling);
        let own = |kind: &str| format!("{}#{kind}", service.namespace());
        let common = |kind: &str| format!("com.amazon.coral.service#{kind}");
        let mut details = Map::new();
        let (kind, message) = match self {
            Self::UnknownOperation => {
                return json!({ "__type": common("UnknownOperationException") });
            }
            Self::Unreadable(message) => (common("SerializationException"), message.clone()),
            Self::Denied(operation) => {
                let message =
                    format!("The caller is not authorized to perform: partnercentral:{operation}");
                (common("AccessDeniedException"), message)
            }
            Self::Unauthenticated(kind, message) => (common(kind), message.clone()),
            Self::Internal => {
                (own("InternalServerException"), "The request could not be processed.".to_owned())
            }
            Self::Throttled => (own("ThrottlingException"), "Rate exceeded".to_owned()),
            Self::NotFound(kind, id) => {
                if service == Service::Channel {
                    details.insert("resourceId".to_owned(), id.as_str().into());
                    details.insert("resourceType".to_owned(), (*kind).into());
                }
                (own("ResourceNotFoundException"), format!("{kind} {id} is not found."))
            }
            Self::Invalid(problems) => {
                details = invalid(service, problems);
                let messages: Vec<_> =
                    problems.iter().map(|problem| problem.message.as_str()).collect();
                (own("ValidationException"), messages.join(" "))
            }
        };
        // The spelling of `message` is a model's own; what is common to all comes with a small
        // letter.
        let name = if kind.starts_with("com.amazon.coral") {
            "message".to_owned()
        } else {
            service.spell("Message")
        };
        let mut body = Map::from_iter([("__type".to_owned(), kind.into()), (name, message.into())]);
        body.extend(details);
        Value::Object(body)
    }
}

/// The details of a `ValidationException`.
fn invalid(service: Service, problems: &[Problem]) -> Map<String, Value> {
    let (reason, list, field) = match service {
        Service::Selling => ("REQUEST_VALIDATION_FAILED", "ErrorList", "FieldName"),
        Service::Benefits => ("fieldValidationFailed", "FieldList", "Name"),
        Service::Channel => ("REQUEST_VALIDATION_FAILED", "FieldList", "Name"),
    };
    let entry = |problem: &Problem| -> Value {
        let members = [
            (field, problem.field.as_str()),
            ("Code", problem.code),
            ("Message", problem.message.as_str()),
        ];
        members.into_iter().map(|(name, value)| (service.spell(name), value)).collect()
    };
    Map::from_iter([
        (service.spell("Reason"), reason.into()),
        (service.spell(list), problems.iter().map(entry).collect()),
    ])
}

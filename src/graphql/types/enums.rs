//! Enums and abstract types of the schema.

use channelgraph_core::ErrorCode;
use channelgraph_schema::{EntityKind, entities::ENUMS};
use strum::VariantArray;

use super::{Field, Meaning, TypeDef, TypeKind};
use crate::engine::LinkState;

/// The enums, the interface `Node` and the union `SearchHit`.
pub(super) fn types() -> Vec<TypeDef> {
    let of = |name: &str, doc: &str, of| TypeDef { name: name.to_owned(), doc: doc.to_owned(), of };
    let mut types: Vec<_> = ENUMS
        .iter()
        .map(|def| {
            let words = def.words.iter().map(|word| (word.word, word.doc)).collect();
            of(def.name, def.doc, TypeKind::Enum(words))
        })
        .collect();
    let id = Field::new("id", "ID!", Meaning::Id, "Node id.");
    let searched = EntityKind::SEARCHED.iter().map(|kind| kind.into());
    types.extend([
        of("EntityKind", "Entities.", TypeKind::Enum(entity_kinds())),
        of("SourceStatus", "Health of a source.", TypeKind::Enum(STATUS.to_vec())),
        of("LinksState", LINKS_STATE, TypeKind::Enum(links_states())),
        of("Direction", "Direction of an order.", TypeKind::Enum(DIRECTION.to_vec())),
        of("ErrorCode", ERROR_CODE, TypeKind::Enum(error_codes())),
        of("Node", "An object with an id.", TypeKind::Interface(vec![id])),
        of("SearchHit", "A node found by `search`.", TypeKind::Union(searched.collect())),
    ]);
    types
}

fn entity_kinds() -> Vec<(&'static str, &'static str)> {
    EntityKind::VARIANTS.iter().map(|kind| (kind.entity().word, kind.entity().doc)).collect()
}

/// The entity of a word of the enum `EntityKind`.
pub fn entity_of_word(word: &str) -> Option<EntityKind> {
    EntityKind::VARIANTS.iter().copied().find(|kind| kind.entity().word == word)
}

const STATUS: [(&str, &str); 4] = [
    ("UP", "Answers."),
    ("DEGRADED", "Some of its calls fail."),
    ("DOWN", "All of its calls fail, or it answers nothing any more."),
    ("UNKNOWN", "Was not asked in the last minute."),
];

const LINKS_STATE: &str = "State of the index of links for one rule. Unless it is ready, the \
    source is asked who names a record.";

fn links_states() -> Vec<(&'static str, &'static str)> {
    LinkState::VARIANTS.iter().map(|state| (state.into(), describe_links(*state))).collect()
}

fn describe_links(state: LinkState) -> &'static str {
    match state {
        LinkState::Absent => "Nothing has been read yet.",
        LinkState::Building => "A part of the object has been read.",
        LinkState::Ready => "The index tells who names a record.",
        LinkState::Stale => "The last complete look at the object is too long ago.",
        LinkState::OverBound => "The pairs take more memory than `links.memory_mb`.",
        LinkState::Unlistable => "No list of the source tells who names whom.",
    }
}

const DIRECTION: [(&str, &str); 2] = [
    ("ASC", "Ascending: smallest, oldest, or first in the alphabet first."),
    ("DESC", "Descending: greatest, newest, or last in the alphabet first."),
];

const ERROR_CODE: &str =
    "All error codes. The same codes stand in `errors[].extensions.code` and in the documentation.";

fn error_codes() -> Vec<(&'static str, &'static str)> {
    ErrorCode::VARIANTS.iter().map(|code| (code.into(), describe(*code))).collect()
}

fn describe(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::UpstreamUnavailable => "The source cannot be reached, or reports an outage.",
        ErrorCode::UpstreamTimeout => "The source did not answer in time.",
        ErrorCode::UpstreamRateLimited => {
            "The source's short-term limit is exhausted; `retryAfter` tells until when."
        }
        ErrorCode::UpstreamQuotaExhausted => "The source's daily quota is exhausted.",
        ErrorCode::UpstreamAuth => {
            "The source rejects the gateway's credentials, or they lack a permission."
        }
        ErrorCode::UpstreamBadResponse => "The source's answer cannot be understood.",
        ErrorCode::UpstreamRejected => "The source rejected the request.",
        ErrorCode::BadInput => "The request is invalid; the message says what to change.",
        ErrorCode::NotFound => "The object does not exist.",
        ErrorCode::Conflict => "Several objects match where one was expected.",
        ErrorCode::Unauthenticated => "The caller is not authenticated.",
        ErrorCode::Forbidden => "The caller lacks the permission.",
        ErrorCode::QueryTooComplex => "The query asks for more than one request may.",
        ErrorCode::RateLimited => "The caller sends too many requests.",
        ErrorCode::Overloaded => "The gateway is overloaded.",
        ErrorCode::PersistedQueryNotFound => {
            "The document of this hash is not known; send its text with the hash."
        }
        ErrorCode::PersistedQueryNotSupported => {
            "Documents cannot be named by their hash; send their text."
        }
        ErrorCode::Internal => "The gateway failed.",
    }
}

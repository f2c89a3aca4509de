//! Tests of named documents: manifests as the real tools wrote them (relay-compiler 21.0.1,
//! `@apollo/generate-persisted-query-manifest` 1.4.0, `@graphql-codegen/client-preset` 6.2.0), and
//! the exchange of automatic persisted queries.

use std::path::PathBuf;

use apollo_compiler::Schema;
use serde_json::{Map, Value as Json, json};

use super::{manifest::Listed, *};
use crate::graphql::{document::Limits, rights::boundless, types::sdl};

const MANIFESTS: [&str; 3] = ["relay.json", "apollo.json", "codegen.json"];

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/graphql/persisted/fixtures").join(name)
}

fn documents() -> Documents {
    let schema = Schema::parse_and_validate(sdl(), "schema.graphql").unwrap();
    let limits = Limits { tokens: 10_000, depth: 20, fields: 1_000, cached_bytes: 1 << 20 };
    Documents::new(Arc::new(schema), limits)
}

fn persisted(manifest: Option<&Path>, bytes: u64) -> Persisted {
    Persisted::new(manifest, bytes, &documents()).unwrap()
}

fn rights(free_documents: bool) -> Rights {
    Rights { free_documents, ..boundless().0 }
}

/// A request that names a document by its hash, with its text or without.
fn by_hash(hash: &str, text: &str) -> Request {
    let named = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
    let extensions = named.as_object().cloned();
    Request { query: text.to_owned(), extensions, ..Request::default() }
}

fn by_id(id: &str) -> Request {
    Request { document_id: Some(id.to_owned()), ..Request::default() }
}

fn hex(text: &str) -> String {
    let hash = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The kind, code and message of a refusal.
fn refused(found: Result<Found, Answer>) -> (Status, String, String) {
    let answer = found.expect_err("a refusal");
    let [error] = &answer.errors[..] else { panic!("{:?}", answer.errors) };
    (answer.status, error.problem.code.to_string(), error.problem.message.clone())
}

fn code(found: Result<Found, Answer>) -> String {
    refused(found).1
}

#[test]
fn manifests_of_every_tool_are_read_and_their_documents_named_by_id_and_by_hash() {
    for name in MANIFESTS {
        let trusted = persisted(Some(&fixture(name)), 0);
        assert_eq!(trusted.trusted.count(), 2, "{name}");
        let listed = manifest::read(&std::fs::read_to_string(fixture(name)).unwrap()).unwrap();
        for Listed { id, text } in listed {
            let prefixed = format!("sha256:{id}");
            for request in [by_id(&id), by_id(&prefixed), by_hash(&id, ""), by_hash(&id, &text)] {
                let found = trusted.find(&request, &rights(false)).ok().expect("it is trusted");
                assert_eq!((&*found.text, found.trusted.as_deref()), (&*text, Some(&*id)));
            }
        }
    }
}

#[test]
fn where_only_trusted_documents_are_answered_everything_else_is_refused() {
    let trusted = persisted(Some(&fixture("apollo.json")), 1 << 20);
    let text = "{ __typename }";
    let free = Request { query: text.to_owned(), ..Request::default() };
    let id = "1a45d8906862ff1bdc95e95eab26326fa48ea6aa241eee292f6674b0c464cb11";
    let one = trusted.trusted.get(id).expect("a document");
    for (request, expected) in [
        (free, "FORBIDDEN"),
        (by_hash(&hex(text), text), "FORBIDDEN"),
        (by_hash(&hex(text), ""), "NOT_FOUND"),
        (by_hash(&one.id, text), "FORBIDDEN"),
        (by_id("no-such"), "NOT_FOUND"),
        (Request { query: text.to_owned(), ..by_id(&one.id) }, "BAD_INPUT"),
    ] {
        assert_eq!(code(trusted.find(&request, &rights(false))), expected, "{request:?}");
    }
    let free = Request { query: text.to_owned(), ..Request::default() };
    assert!(trusted.find(&free, &rights(true)).is_ok());
    let (_, code, message) = refused(trusted.find(&by_id("secret-name"), &rights(true)));
    assert_eq!(code, "NOT_FOUND");
    assert!(!message.contains("secret-name"), "{message}");
}

#[test]
fn a_hash_is_known_once_its_text_was_sent_and_found_valid() {
    let (persisted, rights) = (persisted(None, 1 << 20), rights(true));
    let (text, not_found) = ("{ __typename }", "PersistedQueryNotFound".to_owned());
    let hash = hex(text);
    let ask = || persisted.find(&by_hash(&hash, ""), &rights);
    let expected = (Status::AskAgain, "PERSISTED_QUERY_NOT_FOUND".to_owned(), not_found);
    assert_eq!(refused(ask()), expected);
    let sent = persisted.find(&by_hash(&hash, text), &rights).ok().expect("its text");
    assert_eq!(refused(ask()), expected, "it was not found valid yet");
    persisted.keep(&sent);
    assert_eq!(&*ask().ok().expect("it is known").text, text);
    let upper = by_hash(&hash.to_uppercase(), "");
    assert!(persisted.find(&upper, &rights).is_ok());
    let free = persisted.find(&Request { query: text.into(), ..Request::default() }, &rights);
    assert_eq!(free.ok().expect("a text").hash, None, "who names no hash wants none kept");
}

#[test]
fn a_wrong_hash_and_a_malformed_name_are_told() {
    let (persisted, rights) = (persisted(None, 1 << 20), rights(true));
    for (hash, text) in [(hex("{ a }"), "{ b }"), ("abc".to_owned(), "{ b }")] {
        let (status, code, message) = refused(persisted.find(&by_hash(&hash, text), &rights));
        assert_eq!((status, &*code), (Status::Refused, "BAD_INPUT"), "{message}");
        assert!(message.contains("sha256Hash"), "{message}");
    }
    for odd in ["abc", "", &"é".repeat(32), &"+f".repeat(32)] {
        assert_eq!(code(persisted.find(&by_hash(odd, ""), &rights)), "PERSISTED_QUERY_NOT_FOUND");
    }
    for named in [json!(1), json!({}), json!({ "version": 2, "sha256Hash": hex("x") })] {
        let extensions = Map::from_iter([("persistedQuery".to_owned(), named)]);
        let request = Request { extensions: Some(extensions), ..Request::default() };
        assert_eq!(code(persisted.find(&request, &rights)), "BAD_INPUT");
    }
}

#[test]
fn without_a_registry_clients_are_told_so_and_texts_still_answered() {
    let (persisted, rights) = (persisted(None, 0), rights(true));
    let hash = hex("{ __typename }");
    assert_eq!(
        refused(persisted.find(&by_hash(&hash, ""), &rights)),
        (
            Status::AskAgain,
            "PERSISTED_QUERY_NOT_SUPPORTED".to_owned(),
            "PersistedQueryNotSupported".to_owned()
        )
    );
    assert!(persisted.find(&by_hash(&hash, "{ __typename }"), &rights).is_ok());
}

#[test]
fn a_flood_of_documents_stays_within_its_bytes_and_leaves_those_in_use() {
    let (persisted, rights) = (persisted(None, 100_000), rights(true));
    let keep = |text: &str| {
        let found = persisted.find(&by_hash(&hex(text), text), &rights).ok().expect("its text");
        persisted.keep(&found);
    };
    let used = "query Used { __typename }";
    keep(used);
    let ask = || persisted.find(&by_hash(&hex(used), ""), &rights).is_ok();
    let registry = persisted.registry.as_ref().unwrap();
    for _ in 0..100 {
        assert!(ask());
        registry.bytes();
    }
    for number in 0..5_000 {
        keep(&format!("query Q{number} {{ __typename }}"));
    }
    assert!(registry.bytes() <= 100_000, "{}", registry.bytes());
    assert!(ask(), "who floods displaces nothing that is asked for");
}

#[test]
fn what_is_wrong_with_a_manifest_is_told_with_its_document() {
    let read = |text: Json| {
        let listed = manifest::read(&text.to_string())?;
        TrustedDocuments::of(listed, &documents()).map(|known| known.count())
    };
    let apollo = |version: u64, operations: Json| json!({ "format": "apollo-persisted-query-manifest", "version": version, "operations": operations });
    assert_eq!(read(json!({})), Ok(0));
    assert_eq!(read(json!({ "a": "{ __typename }", "b": "{ __typename }" })), Ok(2));
    for (manifest, expected) in [
        (json!([]), "it is no JSON object"),
        (json!({ "a": 1 }), "the document `a` is no text"),
        (json!({ "format": "other" }), "its `format` is \"other\""),
        (apollo(2, json!([])), "its `version` is 2"),
        (apollo(1, json!([{ "id": "a" }])), "missing field `body`"),
        (
            json!({ "x1": "query Gone {\n  gone\n}", "x2": "{ __typename }" }),
            "1 of its documents do not fit the schema; mend them, and write the manifest \
             anew:\n  `x1` (Gone): ",
        ),
        (
            apollo(
                1,
                json!([{ "id": "a", "body": "{ __typename }" }, { "id": "sha256:a", "body": "{ viewer { subject } }" }]),
            ),
            "`a` stands for two documents",
        ),
    ] {
        let told = read(manifest).unwrap_err();
        assert!(told.contains(expected), "{told}");
    }
    let gone = read(json!({ "x1": "query Gone {\n  gone\n}" })).unwrap_err();
    assert!(gone.contains("(line 2, column 3)"), "{gone}");
    let many: Map<_, _> = (0..30).map(|at| (at.to_string(), json!("{ gone }"))).collect();
    let told = read(Json::Object(many)).unwrap_err();
    assert!(told.lines().count() == 12 && told.ends_with("and 20 more"), "{told}");
    let missing = Persisted::new(Some(Path::new("/not/there")), 0, &documents()).err().unwrap();
    assert!(missing.to_string().contains("/not/there"), "{missing}");
}

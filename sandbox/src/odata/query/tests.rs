//! The parser: what it makes of filters, and that no input breaks it.

use proptest::prelude::*;

use super::ast::{Node, Operator};
use super::literal::Literal;
use super::parse::parse;
use crate::odata::store::Version::{self, V2, V4};

fn path(name: &str) -> Node {
    Node::Path(vec![name.to_owned()])
}

fn eq(name: &str, literal: Literal) -> Node {
    Node::Compare(Operator::Eq, Box::new(path(name)), Box::new(Node::Literal(literal)))
}

#[test]
fn and_binds_tighter_than_or_and_chains_are_flat() {
    let one = |name| eq(name, Literal::Number(1.into()));
    let expected = Node::Any(vec![
        one("A"),
        Node::All(vec![one("B"), Node::Not(Box::new(one("C")))]),
        one("D"),
    ]);
    assert_eq!(parse("A eq 1 or B eq 1 and not (C eq 1) or D eq 1", V4).unwrap(), expected);
}

#[test]
fn a_long_chain_is_no_deep_one() {
    let chain = vec!["A eq 1"; 5_000].join(" or ");
    assert!(matches!(parse(&chain, V2).unwrap(), Node::Any(branches) if branches.len() == 5_000));
    for (open, close) in [("(", ")"), ("not ", ""), ("tolower(", ")")] {
        let deep = format!("{}A{}", open.repeat(5_000), close.repeat(5_000));
        assert!(parse(&deep, V2).unwrap_err().contains("nests deeper"), "{open}");
    }
}

#[test]
fn each_version_has_its_literals() {
    let moment = |text: &str| text.parse().unwrap();
    for (version, written, literal) in [
        (V2, "datetime'2026-03-01T10:00:00'", Literal::Day(moment("2026-03-01T10:00:00"))),
        (V2, "datetime'2026-03-01T10:00'", Literal::Day(moment("2026-03-01T10:00:00"))),
        (
            V2,
            "datetimeoffset'2026-03-01T10:00:00.5+02:00'",
            Literal::Moment(moment("2026-03-01T08:00:00.5")),
        ),
        (V2, "time'PT1H2M3S'", Literal::Time("01:02:03".parse().unwrap())),
        (V2, "time'PT10H'", Literal::Time("10:00:00".parse().unwrap())),
        (V2, "40.5M", Literal::Number("40.5".parse().unwrap())),
        (V2, "-7L", Literal::Number((-7).into())),
        (V4, "6.5E+2", Literal::Number(650.into())),
        (V4, "-5e-1", Literal::Number("-0.5".parse().unwrap())),
        (V4, "2026-03-01", Literal::Day(moment("2026-03-01T00:00:00"))),
        (V4, "2026-03-01T10:00:00Z", Literal::Moment(moment("2026-03-01T10:00:00"))),
        (V4, "10:00:00", Literal::Time("10:00:00".parse().unwrap())),
        (
            V4,
            "5F1C7B2E-0000-4000-8000-00000000000B",
            Literal::Guid("5f1c7b2e-0000-4000-8000-00000000000b".into()),
        ),
        (V4, "'O''Neil '''", Literal::Text("O'Neil '".into())),
        (V4, "null", Literal::Null),
    ] {
        assert_eq!(
            parse(&format!("A eq {written}"), version).unwrap(),
            eq("A", literal),
            "{written}"
        );
    }
    for (version, wrong) in [
        (V2, "A in ('1')"),
        (V2, "contains(A,'x')"),
        (V2, "A eq datetime'2026-03-01'"),
        (V2, "A eq time'PT25H'"),
        (V2, "A eq time'10:00:00'"),
        (V2, "A eq 2026-03-01"),
        (V2, "A eq guid'1'"),
        (V4, "A eq datetime'2026-03-01T10:00:00'"),
        (V4, "substringof('x',A)"),
        (V4, "A eq 40.5M"),
        (V4, "A eq 1e"),
        (V4, "A eq 1e999999999999"),
        (V2, "A eq 1e3"),
        (V4, "A in ()"),
        (V4, "A in ('1',B)"),
        (V4, "A eq 'x"),
        (V4, "A eq"),
        (V4, "A eq 1 B"),
        (V4, "(A eq 1"),
        (V4, "A eq 1)"),
        (V4, "to_B/any(b:b/C eq 1)"),
        (V4, "contains(A)"),
        (V4, ""),
        (V4, "A eq 1 ; B"),
    ] {
        assert!(parse(wrong, version).is_err(), "{wrong}");
    }
}

/// Text made of the pieces that filters are made of, so that more than the first token is reached.
fn filterish() -> impl Strategy<Value = String> {
    let pieces = [
        "A",
        "to_B/C",
        "(",
        ")",
        ",",
        " ",
        "'",
        "''",
        "'x'",
        " eq ",
        " and ",
        " or ",
        "not ",
        " in ",
        "1",
        "-",
        "40.5M",
        "null",
        "true",
        "datetime'",
        "2026-03-01",
        "T10:00:00Z",
        "time'PT",
        "H",
        "guid'",
        "startswith(",
        "substringof(",
        "contains(",
        "tolower(",
        "ä",
        "=",
        "+",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..40)
        .prop_map(|pieces| pieces.concat())
}

fn version() -> impl Strategy<Value = Version> {
    prop_oneof![Just(V2), Just(V4)]
}

proptest! {
    #[test]
    fn no_text_breaks_the_parser(text in any::<String>(), version in version()) {
        let _ = parse(&text, version);
    }

    #[test]
    fn nothing_like_a_filter_breaks_the_parser(text in filterish(), version in version()) {
        let _ = parse(&text, version);
    }

    #[test]
    fn any_text_is_read_back_from_its_literal(text in any::<String>(), version in version()) {
        let written = format!("A eq '{}'", text.replace('\'', "''"));
        prop_assert_eq!(parse(&written, version), Ok(eq("A", Literal::Text(text))));
    }
}

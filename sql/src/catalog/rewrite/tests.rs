use datafusion::sql::sqlparser::ast::Statement;
use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
use datafusion::sql::sqlparser::parser::Parser;

use super::{elements, label, reads_only_catalog, rewrite};

fn parsed(sql: &str) -> Statement {
    Parser::parse_sql(&PostgreSqlDialect {}, sql).unwrap().remove(0)
}

fn rewritten(sql: &str) -> String {
    let mut statement = parsed(sql);
    rewrite(&mut statement, &[]);
    statement.to_string()
}

#[test]
fn relations_of_the_catalog_get_their_schema() {
    assert_eq!(rewritten("SELECT oid FROM pg_class"), r#"SELECT oid FROM "pg_catalog"."pg_class""#);
    assert_eq!(rewritten("SELECT id FROM deals"), "SELECT id FROM deals");
    let hidden = "WITH pg_class AS (SELECT 1 AS x) SELECT x FROM pg_class";
    assert_eq!(rewritten(hidden), hidden);
}

#[test]
fn casts_to_names_of_objects_become_calls() {
    let sql = "SELECT 'deals'::regclass AS a, x::pg_catalog.regtype::text AS b, y::oid AS c";
    let expected =
        r#"SELECT "$regclass"('deals') AS a, "$shown"("$regtype"(x)) AS b, "$oid"(y) AS c"#;
    assert_eq!(rewritten(sql), expected);
    let sql = "SELECT '{a,\"b c\"}'::text[] AS a, '5'::pg_catalog.int4 AS b";
    let expected =
        "SELECT ARRAY[CAST('a' AS TEXT), CAST('b c' AS TEXT)] AS a, CAST('5' AS INT) AS b";
    assert_eq!(rewritten(sql), expected);
}

#[test]
fn operators_and_quantifiers_become_plain() {
    let sql = "SELECT 1 AS n WHERE a OPERATOR(pg_catalog.~) '^x$' COLLATE pg_catalog.default";
    assert_eq!(rewritten(sql), "SELECT 1 AS n WHERE a ~ '^x$'");
    let sql = "SELECT 1 AS n WHERE k = ANY (ARRAY['r', 'p']) AND k <> ALL ('{v}')";
    assert_eq!(rewritten(sql), "SELECT 1 AS n WHERE k IN ('r', 'p') AND k NOT IN ('v')");
    let sql = "SELECT 1 AS n WHERE a NOT LIKE 'pg/_%' ESCAPE '/'";
    assert_eq!(rewritten(sql), r"SELECT 1 AS n WHERE a NOT LIKE 'pg\_%'");
}

#[test]
fn functions_in_from_become_queries() {
    let sql = "SELECT k.n FROM t, unnest(t.a) WITH ORDINALITY AS k(x, n)";
    let expected = r#"SELECT k.n FROM t, LATERAL (SELECT "unnest"(t.a) AS "x", "unnest"("$ordinality"(t.a)) AS "n") AS "k""#;
    assert_eq!(rewritten(sql), expected);
    let sql = "SELECT i FROM generate_series(1, 3) AS i";
    let expected = r#"SELECT i FROM (SELECT "unnest"("$series"(1, 3)) AS "i") AS "i""#;
    assert_eq!(rewritten(sql), expected);
}

#[test]
fn columns_get_the_names_that_postgresql_gives() {
    let names = |sql: &str| {
        let text = rewritten(sql);
        let parts = text.split(" AS \"").skip(1);
        parts.map(|part| part.split('"').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        names("SELECT count(*), 1 + 1, x::int4, 'a'::text, CASE WHEN a THEN 1 END"),
        ["count", "?column?", "x", "text", "case"],
    );
    let twice = names("SELECT 1, 2");
    assert_eq!(twice.iter().map(|name| label(name)).collect::<Vec<_>>(), ["?column?", "?column?"]);
    assert_ne!(twice[0], twice[1]);
    let covered = rewritten("SELECT n.oid, n.* FROM pg_namespace n");
    assert!(covered.starts_with("SELECT n.oid AS \"oid\u{1}1\", n.*"), "{covered}");
}

#[test]
fn a_statement_over_the_catalog_is_known() {
    let reads = |sql: &str| reads_only_catalog(&parsed(sql));
    assert!(reads("SELECT 1"));
    assert!(reads("SELECT * FROM pg_class, INFORMATION_SCHEMA.tables, pg_get_keywords()"));
    assert!(reads("WITH x AS (SELECT 1) SELECT * FROM x, pg_catalog.pg_type"));
    assert!(!reads("SELECT * FROM pg_class, deals"));
    assert!(!reads("SELECT (SELECT count(*) FROM public.deals) FROM pg_class"));
}

#[test]
fn the_text_of_an_array_is_read() {
    let texts = |items: &[&str]| Some(items.iter().map(|it| Some((*it).to_owned())).collect());
    assert_eq!(elements("{}"), Some(vec![]));
    assert_eq!(elements("{a, b}"), texts(&["a", "b"]));
    assert_eq!(elements(r#"{"a" , " b"}"#), texts(&["a", " b"]));
    assert_eq!(elements(r#"{"a,\"b",NULL}"#), Some(vec![Some("a,\"b".into()), None]));
    let quoted = r#"{NULL,"NULL","a,b","c\"d"}"#;
    let [null, a, c] = ["NULL", "a,b", "c\"d"].map(|text| Some(text.to_owned()));
    assert_eq!(elements(quoted), Some(vec![None, null, a, c]));
    assert_eq!(elements("{\"a}"), None);
    assert_eq!(elements("{{a},{b}}"), None);
    assert_eq!(elements("a"), None);
}

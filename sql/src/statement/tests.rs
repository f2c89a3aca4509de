use super::*;

fn one(text: &str) -> Command {
    parse_one(text).unwrap_or_else(|failure| panic!("{text}: {failure}")).unwrap()
}

fn code(text: &str) -> Code {
    parse(text).expect_err(text).code
}

#[test]
fn what_drivers_say_is_understood() {
    for text in [
        "BEGIN",
        "BEGIN READ ONLY",
        "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
        "START TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY",
        "COMMIT",
        "END",
        "ROLLBACK",
        "ABORT",
        "SAVEPOINT a",
        "RELEASE SAVEPOINT a",
        "RELEASE a",
        "ROLLBACK TO SAVEPOINT a",
        "ROLLBACK TO a",
        "SET DateStyle = 'ISO'",
        "SET extra_float_digits = 3",
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED",
        "SET search_path = \"public\"",
        "SET search_path TO public, pg_catalog",
        "SET client_min_messages TO warning",
        "SET TIME ZONE 'UTC'",
        "SET TIME ZONE LOCAL",
        "set timezone to default",
        "SET NAMES 'UTF8'",
        "SET LOCAL statement_timeout = '5s'",
        "SET statement_timeout TO 60000",
        "SET application_name = 'psql'",
        "RESET ALL",
        "RESET statement_timeout",
        "SHOW transaction isolation level",
        "show standard_conforming_strings",
        "SHOW ALL",
        "SHOW TIME ZONE",
        "DISCARD ALL",
        "UNLISTEN *",
        "DEALLOCATE ALL",
        "DEALLOCATE \"a\"",
        "DEALLOCATE PREPARE a",
        "DECLARE \"c\" CURSOR WITHOUT HOLD FOR SELECT 1",
        "declare \"SQL_CUR0x1\" cursor with hold for select 1",
        "DECLARE c NO SCROLL CURSOR FOR SELECT 1",
        "DECLARE c BINARY CURSOR FOR SELECT 1",
        "FETCH FORWARD 50 FROM \"c\"",
        "fetch 500 in \"SQL_CUR0x1\"",
        "FETCH ALL FROM c",
        "FETCH FORWARD ALL FROM c",
        "FETCH NEXT FROM c",
        "FETCH c",
        "MOVE FORWARD 10 IN c",
        "CLOSE \"c\"",
        "CLOSE ALL",
        "COPY (SELECT 1) TO STDOUT (FORMAT binary)",
        "COPY (SELECT 1) TO STDOUT (FORMAT \"binary\")",
        "COPY deals TO STDOUT WITH CSV HEADER",
        "COPY deals (id, name) TO STDOUT",
        "COPY (SELECT 1) TO STDOUT (FORMAT csv, FORCE_QUOTE *)",
        "COPY deals TO STDOUT CSV FORCE QUOTE *",
        "EXPLAIN SELECT 1",
        "EXPLAIN (FORMAT JSON) SELECT 1",
        "EXPLAIN ANALYZE SELECT 1",
        "PREPARE a AS SELECT $1",
        "EXECUTE a(1)",
        "VALUES (1), (2)",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "TABLE deals",
    ] {
        one(text);
    }
}

#[test]
fn several_statements_are_several_commands() {
    let said = "BEGIN;declare \"a\" cursor with hold for select 1;;fetch 500 in \"a\"";
    assert_eq!(parse(said).unwrap().len(), 3);
    assert!(parse(" ; ;").unwrap().is_empty());
    assert_eq!(parse_one("SELECT 1; SELECT 2").unwrap_err().code, Code::Syntax);
}

#[test]
fn nothing_writes() {
    for text in [
        "INSERT INTO deals VALUES (1)",
        "UPDATE deals SET a = 1",
        "DELETE FROM deals",
        "DROP TABLE deals",
        "CREATE TABLE a (b int)",
        "TRUNCATE deals",
        "SELECT * INTO a FROM deals",
        "SELECT * FROM deals FOR UPDATE",
        "WITH a AS (DELETE FROM deals RETURNING *) SELECT * FROM a",
        "BEGIN READ WRITE",
        "EXPLAIN DELETE FROM deals",
    ] {
        assert_eq!(code(text), Code::ReadOnly, "{text}");
    }
    assert_eq!(code("COPY deals TO '/tmp/a'"), Code::Forbidden);
    assert_eq!(code("COPY deals FROM STDIN"), Code::ReadOnly);
    assert_eq!(code("SELEC 1"), Code::Syntax);
    assert_eq!(code(&format!("SELECT {}1{}", "(".repeat(500), ")".repeat(500))), Code::TooComplex);
}

#[test]
fn settings_are_what_they_can_be() {
    assert_eq!(change("client_encoding", "utf-8").unwrap().value, "UTF8");
    assert_eq!(change("datestyle", "ISO").unwrap().value, "ISO, MDY");
    assert!(change("datestyle", "German").is_err());
    assert!(change("timezone", "Europe/Berlin").unwrap().warning.is_some());
    assert_eq!(change("timezone", "GMT").unwrap().warning, None);
    assert_eq!(change("no_such", "1").unwrap_err().code, Code::Setting);
    assert_eq!(change("my.own", "1").unwrap().value, "1");
    assert!(change("channelgraph.no_such", "1").is_err());
    assert_eq!(settings::time("5s"), Some(std::time::Duration::from_secs(5)));
    assert_eq!(settings::time("5 parsecs"), None);
}

#[test]
fn a_star_quotes_all_columns_of_a_file() {
    for text in [
        "COPY (SELECT 2 * 3) TO STDOUT (FORMAT csv, FORCE_QUOTE *)",
        "COPY a TO STDOUT CSV FORCE QUOTE *",
    ] {
        let Command::Copy { options, .. } = one(text) else { panic!("{text}") };
        assert_eq!(options.force_quote, ["*"], "{text}");
    }
}

#[test]
fn a_transaction_begins_by_the_words_of_its_statement() {
    let word = |text| match one(text) {
        Command::Begin { word, .. } => word,
        other => panic!("{other:?}"),
    };
    assert_eq!(word("BEGIN"), "BEGIN");
    assert_eq!(word("START TRANSACTION READ ONLY"), "START TRANSACTION");
}

#[test]
fn a_long_chain_of_negations_is_too_complex() {
    assert_eq!(code(&format!("SELECT {}true", "NOT ".repeat(2_000))), Code::TooComplex);
    one(&format!("SELECT {}true", "NOT ".repeat(100)));
}

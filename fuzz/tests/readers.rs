//! What reads texts of clients, operators and vendors, each reader for itself.

use std::hint::black_box;

use channelgraph_core::{Address, wire};
use channelgraph_fuzz::run;
use channelgraph_identity::{
    domains::{label, registrable},
    names::{Name, Words, fold},
    phones::phone,
    places::{city, postal_code, street},
    tax,
};
use channelgraph_schema::{
    Cursor, Direction, EntityKind, NodeId, Order, Value, Zone, fold as folded,
    mapping::{country, day, host, typed},
};
use strum::VariantArray;

/// The text of these bytes, as readers of text get it.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn json_of_vendors() {
    let seeds: [&[u8]; 5] = [
        br#"{"records":[{"Id":"001","Name":"M\u00fcller","n":1.5e3,"x":null}],"done":true}"#,
        br#"{"d":{"results":[{"Day":"/Date(1700000000000)/"}],"__next":"x?$skiptoken=1"}}"#,
        b"\xef\xbb\xbf{\"a\":\"\xff\xed\xa0\xbd\xed\xb8\x80\",\"b\":NaN,\"c\":\"\\ud83d\"}",
        br#"{"id":1,"result":[{"create_date":{"__class__":"datetime","year":2026}}]}"#,
        br#"{"OpportunitySummaries":[{"Id":"O1","LifeCycle":{"Stage":"Qualified"}}]}"#,
    ];
    run("json", &seeds, |bytes| {
        drop(black_box(wire::from_json::<serde_json::Value>(bytes)));
    });
}

#[test]
fn node_ids_and_cursors() {
    let order = Order { key: None, direction: Direction::Asc };
    let seeds: [&[u8]; 4] = [b"UGFydG5lcjpjcm06MDAx", b"Partner:crm:001", b"eyJ2IjoxfQ", b"AAECAw"];
    run("ids and cursors", &seeds, |bytes| {
        let text = text(bytes);
        if let Ok(id) = NodeId::decode(&text) {
            assert_eq!(NodeId::decode(&id.encode()).ok(), Some(id));
        }
        for kind in EntityKind::VARIANTS {
            drop(black_box(Cursor::decode(&text, *kind, order)));
        }
    });
}

#[test]
fn values_of_records() {
    let seeds: [&[u8]; 8] = [
        b"2026-11-29T03:04:05.678+01:00",
        b"2026-02-30",
        b"/Date(1700000000000+0060)/",
        b"1234567.89",
        b"-0.00000000000000000000001",
        b"Germany",
        b"https://www.acme.co.uk:8443/x?y#z",
        b"United States of America (USA)",
    ];
    let zones = ["UTC", "America/Phoenix", "Pacific/Apia"]
        .map(|name| Zone::try_from(name.to_owned()).unwrap());
    run("values", &seeds, |bytes| {
        let text = text(bytes);
        for zone in zones {
            if let Some(day) = day(&text, zone) {
                black_box(zone.bounds_of(day));
            }
        }
        black_box((country(&text), host(&text), folded(&text)));
        drop(black_box(Address::try_from(text.clone())));
        for like in [Value::Null, Value::Number(1.into()), Value::Bool(true), Value::text("")] {
            black_box(typed(&text, &like));
        }
    });
}

#[test]
fn companies() {
    let seeds: [&[u8]; 8] = [
        "Müller & Söhne GmbH & Co. KG, München".as_bytes(),
        "株式会社アクメ".as_bytes(),
        b"ACME (UK) Ltd. t/a Acme-Tools",
        b"DE 123 456 789 / HRB 12345",
        b"www.sub.acme.co.uk",
        b"+49 (0)89 / 123-456 ext. 7",
        b"12-34 Main St., Apt. 5b",
        b"SW1A 1AA",
    ];
    let words = Words::default();
    run("companies", &seeds, |bytes| {
        let text = text(bytes);
        black_box((Name::of(&text, true, &words), Name::of(&text, false, &words), fold(&text)));
        black_box((registrable(&text).to_owned(), label(&text).to_owned()));
        for country in [None, Some("DE"), Some("US"), Some(text.as_str())] {
            black_box((
                tax::ids(&text, country),
                tax::tax_key(&text, country),
                phone(&text, country),
            ));
            black_box((postal_code(&text, country), city(&text), street(&text)));
        }
        black_box(tax::lookup_keys(&text));
    });
}

//! What a mapping says of identity beside the fields.

use super::*;
use crate::Clue;

const PARTNER: &str = r#"
[Partner.Account]
identity = { phone = "Phone", duns = "DunsNumber", cuts_at = 30 }
fields = { name = "Name" }
"#;

fn partners(over: &str) -> Result<ObjectMapping, String> {
    let read = |text: &str| toml::from_str::<MappingSpec>(text).map_err(|error| error.to_string());
    let spec = read(PARTNER)?.overlaid(read(over)?);
    let (kind, objects) = spec.0.into_iter().next().expect("an entity");
    let (object, spec) = objects.into_iter().next().expect("an object");
    ObjectMapping::new(&"crm".into(), kind, &object, &spec).map_err(|error| error.to_string())
}

fn laid_over(identity: &str) -> Result<ObjectMapping, String> {
    partners(&format!("[Partner.Account]\nidentity = {identity}\n"))
}

#[test]
fn clues_are_read_where_they_are_asked_for() {
    let mapping = partners("").unwrap();
    assert_eq!(mapping.cuts_at, 30);
    let fields = mapping.mapped();
    assert_eq!(mapping.source_fields(fields, false), ["Name"], "no read of a client needs them");
    assert_eq!(mapping.identity_fields(fields), ["DunsNumber", "Name", "Phone"]);
    let row = row(json!({ "Name": "Acme", "Phone": "+49 89 1234567", "DunsNumber": 150_483_782 }));
    let record = mapping.record(&row, fields, false, Utc::now(), &Locale::default());
    let clues: Vec<_> = record.clues.iter().map(|(clue, text)| (*clue, &**text)).collect();
    assert_eq!(clues, [(Clue::Phone, "+49 89 1234567"), (Clue::Duns, "150483782")]);
    assert!(
        mapping
            .all_source_fields()
            .contains(&("DunsNumber".to_owned(), "Partner.identity.duns".to_owned()))
    );
}

#[test]
fn keys_are_laid_over_one_by_one() {
    let mapping = laid_over("{ phone = false, lei = \"LEI__c\", cuts_at = 80 }").unwrap();
    let named = |clue: Clue, field: &str| (clue, field.to_owned());
    assert_eq!(mapping.clues, [named(Clue::Duns, "DunsNumber"), named(Clue::Lei, "LEI__c")]);
    assert_eq!(mapping.cuts_at, 80);
}

#[test]
fn mistakes_say_what_is_right() {
    for (identity, told) in [
        ("{ fone = \"Phone\" }", "unknown field `fone`, expected one of `phone`"),
        ("{ phone = true }", "expected a source field's name, or false to take it out"),
        ("{ cuts_at = 0 }", "0 is out of range; give a whole number from 10 to 1000"),
        ("{ cuts_at = -1 }", "-1 is out of range; give a whole number from 10 to 1000"),
        ("{ cuts_at = 70000 }", "70000 is out of range; give a whole number from 10 to 1000"),
        ("{ cuts_at = \"30\" }", "expected a whole number from 10 to 1000"),
    ] {
        let said = laid_over(identity).expect_err("it must be refused");
        assert!(said.contains(told), "{identity}: {said}");
    }
    let spec: ObjectSpec = toml::from_str("identity = { phone = \"Phone\" }").unwrap();
    let said = ObjectMapping::new(&"crm".into(), EntityKind::Lead, "Lead", &spec);
    let said = said.expect_err("it must be refused").to_string();
    assert_eq!(said, "mapping of Lead.Lead: only partners have an `identity`; take it out");
}

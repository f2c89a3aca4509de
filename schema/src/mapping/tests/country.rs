//! Filters by a country, over sources that hold codes or names.

use super::*;

/// A lead whose country is held as `ty` says.
fn lead(ty: &str) -> ObjectMapping {
    let spec: MappingSpec = toml::from_str(&format!(
        "[Lead.Lead.fields]\nname = \"Name\"\ncountry = {{ field = \"Country\"{ty} }}"
    ))
    .unwrap();
    let lead = &spec.0[&EntityKind::Lead]["Lead"];
    ObjectMapping::new(&"crm".into(), EntityKind::Lead, "Lead", lead).unwrap()
}

#[test]
fn a_filter_by_country_loses_no_spelling() {
    const HELD: &[&str] =
        &["DE", "de", "DEU", "276", "GB", "UK", "XI", "EL", "GRC", "AN", "ZZ", "?", "XX"];
    const NAMES: &[&str] = &["Germany", "Deutschland", "Schweiz", "U.K.", "Korea", "Atlantis"];
    let field = EntityKind::Lead.field("country").unwrap();
    let [de, gb] = ["DE", "GB"].map(Value::text);
    let tests = [
        Test::Eq(de.clone()),
        Test::Ne(gb.clone()),
        Test::In(vec![de.clone(), gb.clone(), Value::text("GR")]),
        Test::NotIn(vec![de, gb]),
        Test::Eq(Value::text("ZZ")),
        Test::Ne(Value::text("ZZ")),
        Test::In(Vec::new()),
        Test::IsNull(true),
        Test::IsNull(false),
    ];
    for (mapping, names) in [(lead(", type = \"country_code\""), &[][..]), (lead(""), NAMES)] {
        for test in &tests {
            let asked = Filter::Test(field, test.clone());
            for asked in [asked.clone(), Filter::Not(Box::new(asked))] {
                let lowered = mapping.lower(&asked, &Locale::default());
                for held in HELD.iter().chain(names).map(|held| json!(held)).chain([Json::Null]) {
                    let row = row(json!({ "Country": held }));
                    let (fields, locale) = (mapping.mapped(), Locale::default());
                    let record = mapping.record(&row, fields, false, Utc::now(), &locale);
                    let right = asked.matches(&|field| record.get(*field));
                    let raw = held.as_str().map_or(Value::Null, Value::text);
                    let found = lowered.filter.matches(&|_| &raw);
                    assert!(found || !right, "{asked:?} loses {held}: {lowered:?}");
                    assert!(!lowered.exact || found == right, "{asked:?}, {held}: {lowered:?}");
                }
            }
        }
    }
    let one = Filter::Test(field, tests[0].clone());
    let exact = lead(", type = \"country_code\"").lower(&one, &Locale::default());
    assert!(exact.exact && !exact.filter.is_all(), "{exact:?}");
}

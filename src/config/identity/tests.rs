//! `[identity]`: what it takes, what it refuses, and how.

use super::*;
use crate::config::{Config, read};

const SOURCES: &str = r#"
[salesforce.crm]
my_domain = "https://acme.my.salesforce.com"
auth = { flow = "client_credentials", client_id = "key", client_secret = "hunter2" }
[hubspot.marketing]
auth = { service_key = "hunter2" }
"#;

fn config(identity: &str) -> Result<Config, String> {
    read("gateway.toml", &format!("[identity]\n{identity}\n{SOURCES}"))
        .map_err(|error| error.to_string())
}

fn refused(identity: &str) -> String {
    config(identity).expect_err("it must be refused")
}

#[test]
fn defaults_are_those_of_the_resolver() {
    let rules = config("").unwrap().identity.rules();
    assert_eq!(rules.rules, Rules::default());
    assert!(config("").unwrap().identity.warnings().is_empty());
}

#[test]
fn every_key_reaches_the_rules() {
    let config = config(
        "mode = \"keys\"\nmerge_at = 7\nsuggest_at = 0.5\nname_alone = \"suggest\"\n\
         shared_values = [\"portal.com\"]\nshared_domains = [\"old.com\"]\n\
         generic_words = [\"cloud\"]\nbrand_words = [\"orange\"]\nmatch_by_name = true\n\
         same = [[\"crm:001\", \"marketing:companies:7\"]]\nnot_same = [[\"crm:1\", \"crm:2\"]]",
    );
    let identity = config.unwrap().identity;
    let IdentityRules { rules, same, not_same } = identity.rules();
    let expected = Rules {
        mode: Mode::Keys,
        merge_at: 7.0,
        suggest_at: 0.5,
        name_alone: false,
        shared_values: vec!["portal.com".into(), "old.com".into()],
        generic_words: vec!["cloud".into()],
        brand_words: vec!["orange".into()],
        by_name: true,
    };
    assert_eq!(rules, expected);
    assert_eq!(same[0][1].to_string(), "marketing:companies:7");
    assert_eq!(not_same[0].len(), 2);
    assert_eq!(identity.warnings().len(), 2);
}

#[test]
fn bad_values_are_told_with_place_and_mend() {
    for (line, told) in [
        ("mode = \"evidense\"", "gateway.toml:2:8: `mode`: "),
        ("mode = \"evidense\"", "did you mean `evidence`?"),
        ("name_alone = \"merg\"", "did you mean `merge`?"),
        ("merge_a = 5", "did you mean `merge_at`?"),
        ("not_sam = []", "did you mean `not_same`?"),
        ("merge_at = -1", "2:12: `merge_at`: -1 is out of range; give a number from 0 to 40"),
        ("merge_at = inf", "`merge_at`: inf is out of range; give a number from 0 to 40"),
        ("merge_at = nan", "`merge_at`: NaN is out of range"),
        ("suggest_at = 41", "`suggest_at`: 41 is out of range; give a number from -20 to 40"),
        ("suggest_at = \"x\"", "expected a number from -20 to 40"),
        ("suggest_at = 6", "`identity.suggest_at` is 6, above `merge_at`, which is 5"),
        ("same = [[\"crm:1\"]]", "a group of records has two or more"),
        ("same = [[\"crm\", \"crm:2\"]]", "`crm` names no record; write `source:id`"),
        ("same = [[\"crn:1\", \"crm:2\"]]", "gateway.toml:2:10: `identity.same` names `crn:1`"),
        ("not_same = [[\"crn:1\", \"crm:2\"]]", "did you mean `crm`?"),
        (
            "same = [[\"crm:1\", \"crm:2\"]]\nnot_same = [[\"crm:2\", \"crm:3\", \"crm:1\"]]",
            "take it out of one of them",
        ),
    ] {
        let said = refused(line);
        assert!(said.contains(told), "{line}: {said}");
    }
}

#[test]
fn old_keys_are_read_with_a_warning() {
    let warned = |identity: &str| config(identity).unwrap().identity.warnings().join(" ");
    assert!(warned("shared_domains = [\"a.com\"]").contains("shared_values"));
    assert!(warned("match_by_name = false").contains("does nothing"));
    assert!(warned("mode = \"keys\"\nmatch_by_name = true").contains("will go"));
}

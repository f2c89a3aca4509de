use channelgraph_schema::EntityKind;

use super::Roles;
use crate::engine::{Mode, Rows};

fn roles(text: &str) -> Roles {
    toml::from_str(text).unwrap()
}

fn refused(text: &str) -> String {
    let roles = roles(&format!("[r]\n{text}"));
    roles["r"].engine("r").map(|_| ()).unwrap_err()
}

#[test]
fn what_is_not_said_is_not_seen() {
    let role = roles("[r]")["r"].engine("r").unwrap();
    for kind in [EntityKind::Partner, EntityKind::Deal, EntityKind::Contact] {
        assert!(matches!(role.rows(kind), Rows::Granted(grants) if grants.is_empty()));
    }
    let mode = |name| role.mode(EntityKind::Deal, EntityKind::Deal.field(name).unwrap());
    assert_eq!(mode("amount"), Mode::Forbid);
    assert_eq!(mode("currency"), Mode::Forbid);
    assert_eq!(mode("name"), Mode::Show);
    assert_eq!((role.provenance, role.attributes), (Mode::Forbid, Mode::Forbid));
}

#[test]
fn a_name_goes_before_its_class() {
    let text = "[r.fields]\nfinance = \"hide\"\npersonal = \"mask\"\n\"Deal.amount\" = \"show\"\n\
                \"Lead.owner\" = \"forbid\"";
    let role = roles(text)["r"].engine("r").unwrap();
    let mode = |kind: EntityKind, name| role.mode(kind, kind.field(name).unwrap());
    assert_eq!(mode(EntityKind::Deal, "amount"), Mode::Show);
    assert_eq!(mode(EntityKind::Lead, "estimatedValue"), Mode::Hide);
    assert_eq!(mode(EntityKind::Lead, "email"), Mode::Mask);
    assert_eq!(mode(EntityKind::Lead, "owner.email"), Mode::Forbid);
}

#[test]
fn an_object_is_meant_with_all_that_is_in_it_however_deep() {
    let text = "[r.fields]\npersonal = \"show\"\n\"Onboarding.steps\" = \"mask\"\n\
                \"Onboarding.steps.owner\" = \"forbid\"\n\"Onboarding.steps.owner.name\" = \"hide\"";
    let role = roles(text)["r"].engine("r").unwrap();
    let kind = EntityKind::Onboarding;
    let mode = |name| role.mode(kind, kind.field(name).unwrap());
    assert_eq!(mode("steps.name"), Mode::Mask);
    assert_eq!(mode("steps.owner.email"), Mode::Forbid);
    assert_eq!(mode("steps.owner.name"), Mode::Hide);
    assert_eq!(mode("owner.name"), Mode::Show);
}

#[test]
fn what_there_is_not_is_refused_with_its_place() {
    let place = refused("rows.Deal = [{ where = { partnr = { eq = \"$partner\" } } }]");
    assert_eq!(
        place,
        "[roles.r] rows.Deal, grant 1: `where`: a Deal has no field `partnr`; did you mean `partner`?"
    );
    for (text, expected) in [
        ("rows.Deal = [{ where = {} }]", "the filter is empty"),
        ("rows.Deal = [{ where = { partner = {} } }]", "`partner` has no test"),
        ("rows.Deal = [{ where = { and = [] } }]", "at least one filter"),
        ("rows.Deal = [{ where = { or = [{ isWon = { eq = true } }, {}] } }]", "a filter is empty"),
        ("rows.Deal = [{ where = { not = {} } }]", "a filter is empty"),
        ("rows.Deal = [{ where = { not = { or = [] } } }]", "at least one filter"),
        (
            "rows.Deal = [{ where = { not = { partner = { eq = \"$partner\" } } } }]",
            "`not` cannot stand before",
        ),
        (
            "rows.Deal = [{ where = { not = { or = [{ not = { partner = { in = [\"$children\"] } } }] } } }]",
            "`not` cannot stand before",
        ),
        ("rows.Deal = [{ where = { partner = { eq = \"x\" } } }]", "expected \"$partner\""),
        ("rows.Deal = [{ where = { stage = { eq = \"WN\" } } }]", "a word of DealStage"),
        ("rows.Deal = [{ where = { amount = { above = 1 } } }]", "there is no such test"),
        ("rows.Deal = [{ where = { source = { eq = \"crm\" } } }]", "cannot be tested"),
        ("rows.Deal = [{ where = { or = 1 } }]", "takes a list of filters"),
        ("fields.financ = \"show\"", "did you mean `finance`?"),
        ("fields.\"Deal.amout\" = \"show\"", "did you mean `Deal.amount`?"),
    ] {
        assert!(refused(text).contains(expected), "{text}: {}", refused(text));
    }
}

#[test]
fn a_word_that_is_none_is_refused() {
    for text in ["[r]\nrows = \"some\"", "[r]\nrows.Deal = \"some\"", "[r]\nfields.finance = \"x\""]
    {
        assert!(toml::from_str::<Roles>(text).is_err(), "{text}");
    }
}

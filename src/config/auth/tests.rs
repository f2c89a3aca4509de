//! Mistakes in `[auth]`, and how they are told.

use crate::{auth::ApiKey, config};

const SOURCE: &str = "[hubspot.crm]\nauth = { service_key = \"key\" }\n[roles.manager]\n";

fn refused(text: &str) -> String {
    let text = format!("{SOURCE}{text}");
    config::read("gateway.toml", &text).expect_err("it must be refused").to_string()
}

fn issuer(more: &str) -> String {
    let base = "[auth.issuers.acme]\nissuer = \"https://id.acme.com/\"\naudience = [\"gateway\"]\n\
                roles = { claim = \"roles\", map = [{ value = \"team\", role = \"manager\" }] }\n";
    format!("{base}{more}\n")
}

fn key(name: &str, label: &str, more: &str) -> String {
    let hash = ApiKey::of_label(label).hash();
    format!("[[auth.keys]]\nname = \"{name}\"\nhash = \"{hash}\"\nrole = \"manager\"\n{more}\n")
}

#[test]
fn an_issuer_and_a_key_are_enough() {
    let text = format!("{SOURCE}{}{}", issuer(""), key("export", "a", "expires = \"2027-01-31\""));
    let config = config::read("gateway.toml", &text).unwrap();
    assert_eq!(config.check_callers(), Ok(()));
    let issuer = &config.auth.issuers["acme"];
    assert_eq!(issuer.algorithms.len(), 9);
    assert_eq!((issuer.leeway_seconds, &*issuer.subject), (60, "sub"));
}

#[test]
fn mistakes_are_told_with_the_mend() {
    let same = |more: &str| format!("{}{more}", key("one", "a", ""));
    for (text, told) in [
        ("[auth]\nanonymous_role = \"manger\"".into(), "did you mean `manager`?"),
        ("[auth]\nopne = true".into(), "did you mean `open`?"),
        (same(&key("one", "b", "")), "two [[auth.keys]] are called `one`"),
        (same(&key("two", "a", "")), "has the hash of another"),
        (key("", "a", ""), "1 to 100 characters"),
        (key("one", "a", "expires = \"soon\""), "write it like \"2027-01-31\""),
        (key("one", "a", "expires = 2027-01-31"), "put it in quotes"),
        (key("one", "a", "partner = \"acme.de\""), "`domain:acme.de`"),
        (key("one", "a", "partner = \"record:crn:1\""), "did you mean `crm`?"),
        (key("one", "a", "rloe = \"x\""), "did you mean `role`?"),
        (key("one", "a", "").replace("\"manager\"", "\"manger\""), "did you mean `manager`?"),
        (issuer("algorithms = [\"HS256\"]"), "`HS256` is no algorithm with a public key"),
        (issuer("algorithms = [\"none\"]"), "`none` is no algorithm with a public key"),
        (issuer("algorithms = []"), "allows no algorithm"),
        (issuer("jwks_url = \"http://id.acme.com/keys\""), "use https://"),
        (issuer("jwks_url = \"https://me:hush@id.acme.com/keys\""), "has credentials"),
        (issuer("leeway_seconds = 3600"), "from 0 to 300"),
        (issuer("partner = { claim = \"p\", as = \"record\" }"), "name its `source`"),
        (
            issuer("partner = { claim = \"p\", as = \"record\", source = \"crn\" }"),
            "did you mean `crm`?",
        ),
        (issuer("partner = { claim = \"p\", as = \"domain\", source = \"crm\" }"), "alone"),
        (issuer("partner = { claim = \"p\", as = \"taxid\" }"), "`taxId`"),
        (issuer("").replace("role = \"manager\"", "role = \"mangr\""), "did you mean `manager`?"),
        (issuer("").replace("https://id", "http://id"), "use https://"),
        (issuer("").replace("[\"gateway\"]", "[]"), "needs an `audience`"),
        (issuer("").replace("[{ value = \"team\", role = \"manager\" }]", "[]"), "a role"),
        (issuer("").replace("issuers.acme", "issuers.key"), "needs another name"),
        (
            format!("{}{}", issuer(""), issuer("").replace("acme]", "other]")),
            "has the `issuer` of another",
        ),
        (
            "[[auth.personas]]\nname = \"Jane\"\nabout = \"her\"\nkey = \"cgk_1\"".into(),
            "the persona `Jane` has a key that none",
        ),
    ] {
        let said = refused(&text);
        assert!(said.contains(told), "{text}\n{said}");
        assert!(!said.contains("hush"), "{said}");
    }
}

#[test]
fn a_key_in_place_of_its_hash_is_not_repeated() {
    let own = ApiKey::of_label("a");
    let text = key("one", "a", "").replace(&own.hash().to_string(), own.expose());
    let said = refused(&text);
    assert!(said.contains("this is the key itself"), "{said}");
    assert!(!said.contains(&own.expose()[4..]), "{said}");
}

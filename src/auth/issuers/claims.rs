//! What the claims of a token say: who calls, in which role, for which partner.

use std::{fmt, sync::Arc};

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, Visitor},
};
use serde_json::{Map, Value};

use super::super::{Caller, Reason};
use crate::{
    config::{Issuer, PartnerClaim, PartnerClaimKind, RoleClaim},
    engine::PartnerName,
};

/// Characters that a name in a claim may have.
const MAX_NAME: usize = 256;

/// The claims of a token, none of them twice.
pub(super) struct Claims(Map<String, Value>);

impl<'de> Deserialize<'de> for Claims {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Once;
        impl<'de> Visitor<'de> for Once {
            type Value = Claims;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("claims")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Claims, A::Error> {
                let mut claims = Map::new();
                while let Some((name, value)) = entries.next_entry::<String, Value>()? {
                    if claims.insert(name, value).is_some() {
                        return Err(de::Error::custom("a claim stands twice"));
                    }
                }
                Ok(Claims(claims))
            }
        }
        deserializer.deserialize_map(Once)
    }
}

impl Claims {
    /// The caller that the claims name.
    ///
    /// # Errors
    /// If they name none, or give him no role.
    pub(super) fn caller(&self, name: &str, config: &Issuer) -> Result<Caller, Reason> {
        let subject = self.at(&config.subject).and_then(Value::as_str).ok_or(Reason::Claims)?;
        let subject = fitting(subject).ok_or(Reason::Claims)?;
        let partner = config.partner.as_ref().map(|claim| self.partner(claim)).transpose()?;
        Ok(Caller {
            subject: format!("{name}:{subject}").into(),
            role: Some(self.role(&config.roles).ok_or(Reason::Role)?),
            partner: partner.flatten(),
        })
    }

    /// A moment of a claim in seconds; none if the claim is missing.
    ///
    /// # Errors
    /// If it is no whole number.
    pub(super) fn seconds(&self, claim: &str) -> Result<Option<u64>, Reason> {
        let value = self.0.get(claim);
        value.map(|value| value.as_u64().ok_or(Reason::Claims)).transpose()
    }

    /// The role of the first value in the configured order that the claim holds.
    fn role(&self, claim: &RoleClaim) -> Option<Arc<str>> {
        let held = self.at(&claim.claim)?;
        let holds = |value: &str| match held {
            Value::String(text) => text == value,
            Value::Array(texts) => texts.iter().any(|text| text == value),
            _ => false,
        };
        claim.map.iter().find(|of| holds(&of.value)).map(|of| of.role.as_str().into())
    }

    /// The partner that a claim names; none if the claim is missing.
    fn partner(&self, claim: &PartnerClaim) -> Result<Option<PartnerName>, Reason> {
        let name = match self.at(&claim.claim) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) if number.is_u64() => number.to_string(),
            Some(_) => return Err(Reason::Claims),
        };
        let name = fitting(&name).ok_or(Reason::Claims)?.to_owned();
        Ok(Some(match claim.kind {
            PartnerClaimKind::Id => PartnerName::Id(name),
            PartnerClaimKind::Domain => PartnerName::Domain(name),
            PartnerClaimKind::TaxId => PartnerName::TaxId(name),
            PartnerClaimKind::Record => {
                let source = claim.source.clone().unwrap_or_default();
                PartnerName::Record { source, id: name }
            }
        }))
    }

    /// The value at the end of a path.
    fn at(&self, path: &str) -> Option<&Value> {
        at(&self.0, path)
    }
}

/// The value at the end of a path. Names may have dots themselves, as those of Auth0's claims do
/// (`https://acme.com/roles`): the longest name that is there goes first.
fn at<'a>(claims: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    let whole = claims.get(path);
    whole.or_else(|| {
        path.rmatch_indices('.').find_map(|(dot, _)| {
            let below = claims.get(&path[..dot])?.as_object()?;
            at(below, &path[dot + 1..])
        })
    })
}

/// A name that is neither empty nor long, and has no control characters.
fn fitting(name: &str) -> Option<&str> {
    let fits =
        !name.is_empty() && name.chars().count() <= MAX_NAME && !name.chars().any(char::is_control);
    fits.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issuer(text: &str) -> Issuer {
        let fixed = "issuer = \"https://id.acme.com\"\naudience = [\"gateway\"]\n";
        toml::from_str(&format!("{fixed}{text}")).unwrap()
    }

    fn caller(config: &str, claims: &str) -> Result<Caller, Reason> {
        let claims: Claims = serde_json::from_str(claims).map_err(|_| Reason::Claims)?;
        claims.caller("acme", &issuer(config))
    }

    const ROLES: &str = "roles = { claim = \"roles\", map = [\
                         { value = \"a\", role = \"first\" }, { value = \"b\", role = \"second\" }] }";

    #[test]
    fn the_first_configured_value_that_is_there_gives_the_role() {
        for (claims, role) in [
            (r#"{"sub":"x","roles":"a"}"#, Ok("first")),
            (r#"{"sub":"x","roles":["b","a"]}"#, Ok("first")),
            (r#"{"sub":"x","roles":["c","b",1]}"#, Ok("second")),
            (r#"{"sub":"x","roles":["ab"]}"#, Err(Reason::Role)),
            (r#"{"sub":"x","roles":"a b"}"#, Err(Reason::Role)),
            (r#"{"sub":"x","roles":{"a":true}}"#, Err(Reason::Role)),
            (r#"{"sub":"x"}"#, Err(Reason::Role)),
            (r#"{"sub":"x","roles":"c","roles":"a"}"#, Err(Reason::Claims)),
            (r#"{"sub":"","roles":"a"}"#, Err(Reason::Claims)),
            (r#"{"sub":7,"roles":"a"}"#, Err(Reason::Claims)),
            ("{\"sub\":\"x\\n\",\"roles\":\"a\"}", Err(Reason::Claims)),
            (r#"{"roles":"a"}"#, Err(Reason::Claims)),
        ] {
            let found = caller(ROLES, claims).map(|caller| caller.role.unwrap());
            assert_eq!(found.as_deref(), role.as_ref().copied(), "{claims}");
        }
    }

    #[test]
    fn a_claim_is_a_path_or_a_name_with_dots() {
        let config = |claim: &str| ROLES.replacen("\"roles\"", &format!("\"{claim}\""), 1);
        for (claim, claims) in [
            ("realm_access.roles", r#"{"sub":"x","realm_access":{"roles":["a"]}}"#),
            ("https://acme.com/roles", r#"{"sub":"x","https://acme.com/roles":["a"]}"#),
            (
                "resource_access.my.app.roles",
                r#"{"sub":"x","resource_access":{"my.app":{"roles":"a"}}}"#,
            ),
        ] {
            assert!(caller(&config(claim), claims).is_ok(), "{claim}");
        }
        assert!(caller(&config("a.b"), r#"{"sub":"x","a":"a","b":"a"}"#).is_err());
    }

    #[test]
    fn a_claim_names_the_partner() {
        let config =
            format!("{ROLES}\npartner = {{ claim = \"pid\", as = \"record\", source = \"crm\" }}");
        let partner = |value: &str| {
            let claims = format!("{{\"sub\":\"x\",\"roles\":\"a\"{value}}}");
            caller(&config, &claims).map(|caller| caller.partner)
        };
        let record = |id: &str| Some(PartnerName::Record { source: "crm".into(), id: id.into() });
        assert_eq!(partner(r#","pid":"001""#), Ok(record("001")));
        assert_eq!(partner(r#","pid":17"#), Ok(record("17")));
        assert_eq!(partner(""), Ok(None));
        for wrong in [r#","pid":["001"]"#, r#","pid":"""#, r#","pid":1.5"#, r#","pid":true"#] {
            assert_eq!(partner(wrong), Err(Reason::Claims), "{wrong}");
        }
    }
}

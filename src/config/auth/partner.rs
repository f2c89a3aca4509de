//! The partner of a caller, as text: `id:…`, `record:SOURCE:ID`, `domain:…` or `taxId:…`.

use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};

use crate::engine::PartnerName;

const FORMS: &str = "write `id:` and the id of a partner's node, `record:SOURCE:ID` for a record of \
                     a source, `domain:acme.de`, or `taxId:DE136695976`";

/// Reads `domain:acme.de` and the like.
impl FromStr for PartnerName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` names no partner; {FORMS}");
        let (kind, name) = text.split_once(':').ok_or_else(bad)?;
        if name.is_empty() {
            return Err(bad());
        }
        let name = name.to_owned();
        match kind {
            "id" => Ok(Self::Id(name)),
            "domain" => Ok(Self::Domain(name)),
            "taxId" => Ok(Self::TaxId(name)),
            "record" => match name.split_once(':') {
                Some((source, id)) if !source.is_empty() && !id.is_empty() => {
                    Ok(Self::Record { source: source.to_owned(), id: id.to_owned() })
                }
                _ => Err(bad()),
            },
            _ => Err(bad()),
        }
    }
}

/// Reads the partner of a key.
pub(super) fn some<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<PartnerName>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map(Some).map_err(de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partner_is_named_in_four_ways() {
        for (text, partner) in [
            ("id:UGFydG5lcg", PartnerName::Id("UGFydG5lcg".into())),
            ("record:crm:001:A", PartnerName::Record { source: "crm".into(), id: "001:A".into() }),
            ("domain:acme.de", PartnerName::Domain("acme.de".into())),
            ("taxId:DE136695976", PartnerName::TaxId("DE136695976".into())),
        ] {
            assert_eq!(text.parse(), Ok(partner));
        }
        for text in ["", "acme.de", "domain:", "record:crm", "record:crm:", "record::1", "tax:1"] {
            let said = text.parse::<PartnerName>().unwrap_err();
            assert!(said.contains("`domain:acme.de`"), "{said}");
        }
    }
}

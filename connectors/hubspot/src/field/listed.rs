//! Objects outside of the CRM: campaigns and files have an API each, which lists them and searches
//! by little.

use channelgraph_schema::Value;
use chrono::{DateTime, NaiveDate};
use rust_decimal::Decimal;

use super::{Field, OwnerPart, id};

/// An object with an API of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listed {
    /// Campaigns of the marketing tools.
    Campaigns,
    /// Files of the file manager.
    Files,
}

/// Properties of campaigns that every account has, with their types (campaigns guide). The API
/// describes none: an account's own are read by the names that a mapping has for them, unchecked.
const CAMPAIGNS: [(&str, &str); 16] = [
    ("createdAt", "datetime"),
    ("hs_audience", "string"),
    ("hs_budget_items_sum_amount", "number"),
    ("hs_campaign_status", "enumeration"),
    ("hs_currency_code", "string"),
    ("hs_end_date", "date"),
    ("hs_goal", "string"),
    ("hs_name", "string"),
    ("hs_notes", "string"),
    ("hs_owner", "enumeration"),
    ("hs_owner.email", "string"),
    ("hs_owner.name", "string"),
    ("hs_spend_items_sum_amount", "number"),
    ("hs_start_date", "date"),
    ("hs_utm", "string"),
    ("updatedAt", "datetime"),
];

/// Members of a file (files reference), with `folder` and `isPublic`, which follow from them.
const FILES: [(&str, &str); 14] = [
    ("access", "enumeration"),
    ("createdAt", "datetime"),
    ("expiresAt", "datetime"),
    ("extension", "string"),
    ("folder", "string"),
    ("isPublic", "bool"),
    ("isUsableInContent", "bool"),
    ("name", "string"),
    ("parentFolderId", "string"),
    ("path", "string"),
    ("size", "number"),
    ("type", "enumeration"),
    ("updatedAt", "datetime"),
    ("url", "string"),
];

impl Listed {
    /// The object of this name, if it is one of these.
    pub(crate) fn parse(object: &str) -> Option<Self> {
        match object {
            "campaigns" => Some(Self::Campaigns),
            "files" => Some(Self::Files),
            _ => None,
        }
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Campaigns => "campaigns",
            Self::Files => "files",
        }
    }

    /// What it takes to read it (the references' lists of products and scopes).
    pub(crate) fn takes(self) -> &'static str {
        match self {
            Self::Campaigns => {
                "Marketing Hub Professional and the scope `marketing.campaigns.read`"
            }
            Self::Files => "the scope `files`",
        }
    }

    /// The fields that are known, each with its type.
    pub(crate) fn fields(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Campaigns => &CAMPAIGNS,
            Self::Files => &FILES,
        }
    }

    /// Reads a name as one of its fields.
    pub(crate) fn field(self, name: &str) -> Field {
        match (self, name) {
            (Self::Campaigns, "hs_owner.name") => {
                Field::Owner("hs_owner".to_owned(), OwnerPart::Name)
            }
            (Self::Campaigns, "hs_owner.email") => {
                Field::Owner("hs_owner".to_owned(), OwnerPart::Email)
            }
            _ if name.is_empty() || name.contains(['.', '#', '[']) => Field::Unknown,
            _ => Field::Property(name.to_owned()),
        }
    }

    /// Returns true if a name is known to stand for something.
    pub(crate) fn has(self, name: &str) -> bool {
        self.fields().iter().any(|(known, _)| *known == name)
    }

    /// A value of the kind as which a field is compared.
    pub(crate) fn like(self, name: &str) -> Value {
        let known = self.fields().iter().find(|(known, _)| *known == name);
        match known.map_or("", |(_, kind)| kind) {
            "number" => Value::Number(Decimal::ZERO),
            "bool" => Value::Bool(false),
            "date" => Value::Date(NaiveDate::default()),
            "datetime" => Value::Time(DateTime::UNIX_EPOCH),
            _ => Value::Null,
        }
    }

    /// An id as HubSpot writes it: a GUID in small letters, or digits.
    pub(crate) fn canonical(self, text: &str) -> Option<String> {
        match self {
            Self::Campaigns => guid(text),
            Self::Files => id::digits(text),
        }
    }
}

/// A GUID without what stands around it, also out of the address of a page that ends with it.
fn guid(text: &str) -> Option<String> {
    const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
    let last = text.trim().trim_matches(['"', '\'', '{', '}']).rsplit('/').next()?;
    let id = last.to_ascii_lowercase();
    let is_hex = |group: &str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
    let groups: Vec<&str> = id.split('-').collect();
    let fits = groups.iter().map(|group| group.len()).eq(GROUPS) && groups.into_iter().all(is_hex);
    fits.then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_is_read_however_it_was_typed() {
        let id = "edb9b6c3-d2e2-4ca8-8396-832262aed0d4";
        for form in [
            id.to_owned(),
            format!(" {{{}}}\n", id.to_uppercase()),
            format!("https://app.hubspot.com/marketing/42/campaigns/{id}"),
        ] {
            assert_eq!(Listed::Campaigns.canonical(&form).as_deref(), Some(id), "{form}");
        }
        for none in ["", "42", "edb9b6c3d2e24ca88396832262aed0d4", &id[1..], &id.replace('e', "g")]
        {
            assert_eq!(Listed::Campaigns.canonical(none), None, "{none}");
        }
        assert_eq!(Listed::Files.canonical(" 007").as_deref(), Some("7"));
        assert_eq!(Listed::Files.canonical(id), None);
    }

    #[test]
    fn names_are_those_of_the_api() {
        let campaigns = Listed::Campaigns;
        assert_eq!(campaigns.field("hs_name"), Field::Property("hs_name".into()));
        assert_eq!(campaigns.field("hs_owner.phone"), Field::Unknown);
        assert_eq!(campaigns.field("our_region"), Field::Property("our_region".into()));
        assert!(campaigns.has("hs_owner.name") && !campaigns.has("our_region"));
        assert!(Listed::Files.has("isPublic") && !Listed::Files.has("hs_name"));
    }
}

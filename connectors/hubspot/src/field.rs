//! Names that a mapping may use: a property, what a stage or an owner stands for, an associated
//! record, or a property of that one.

pub(crate) mod id;
pub(crate) mod listed;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use channelgraph_core::{Read, Result, Select};

use crate::{
    api::wire::Property,
    describe::metadata::{Catalog, PropertyMap},
};

/// A source field, as it was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Field {
    /// `dealname`
    Property(String),
    /// `dealstage.state`: what the pipelines say of the stage that the property holds.
    Stage(String, StagePart),
    /// `dealstage[].at`: a fact about each value that the property has had, the oldest first.
    Past(String, PastPart),
    /// `hubspot_owner_id.name`: what the list of owners says of the one that the property holds.
    Owner(String, OwnerPart),
    /// `fullname` of contacts: both names.
    FullName,
    /// `companies#Partner`: the ids of associated records; with a field, that field of the first of
    /// them.
    Linked(Link, Option<Box<Field>>),
    /// A name that stands for nothing here: always null.
    Unknown,
}

/// A fact about a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StagePart {
    /// `won`, `lost`, or the label of an open stage.
    State,
    /// The label.
    Label,
    /// It ends the pipeline.
    IsClosed,
    /// It ends the pipeline with success.
    IsWon,
    /// From 0 to 1.
    Probability,
}

/// A fact about a value that a property has had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PastPart {
    /// The value itself.
    Value,
    /// The time at which the property got it.
    At,
    /// What the pipelines say of the stage that it is.
    Stage(StagePart),
}

/// A fact about an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OwnerPart {
    /// Given and family name.
    Name,
    /// The e-mail address.
    Email,
}

/// Associated records: of which object, and as what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    pub(crate) to: String,
    pub(crate) label: Label,
}

/// As what a record is associated.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Label {
    Any,
    Primary,
    /// A label, in lower case.
    Named(String),
}

/// Objects that may be named without `#`: for others a name could be a property's.
const STANDARD: [&str; 5] = ["companies", "contacts", "deals", "leads", "tickets"];

impl StagePart {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "state" => Self::State,
            "label" => Self::Label,
            "isClosed" => Self::IsClosed,
            "isWon" => Self::IsWon,
            "probability" => Self::Probability,
            _ => return None,
        })
    }
}

impl Field {
    /// Reads a name as one of `object`'s fields.
    pub(crate) fn parse(name: &str, object: &str) -> Self {
        if let Some(listed) = listed::Listed::parse(object) {
            return listed.field(name);
        }
        if let Some((to, rest)) = name.split_once('#') {
            let (label, field) = match rest.split_once('.') {
                Some((label, field)) => (label, Some(field)),
                None => (rest, None),
            };
            let label = match label.to_lowercase() {
                any if any.is_empty() => Label::Any,
                primary if primary == "primary" => Label::Primary,
                named => Label::Named(named),
            };
            return Self::linked(to, label, field);
        }
        let (head, part) = match name.split_once('.') {
            Some((head, part)) => (head, Some(part)),
            None => (name, None),
        };
        if let Some(property) = head.strip_suffix("[]") {
            return Self::past(property, part);
        }
        if STANDARD.contains(&head) || head.starts_with("2-") {
            return Self::linked(head, Label::Any, part);
        }
        let head = head.to_owned();
        match part {
            None if head == "fullname" && matches!(object, "contacts" | "0-1") => Self::FullName,
            None if head.is_empty() => Self::Unknown,
            None => Self::Property(head),
            Some("name") => Self::Owner(head, OwnerPart::Name),
            Some("email") => Self::Owner(head, OwnerPart::Email),
            Some(part) => {
                StagePart::parse(part).map_or(Self::Unknown, |part| Self::Stage(head, part))
            }
        }
    }

    fn past(property: &str, part: Option<&str>) -> Self {
        let part = match part {
            Some("value") => Some(PastPart::Value),
            Some("at") => Some(PastPart::At),
            part => part.and_then(StagePart::parse).map(PastPart::Stage),
        };
        let part = part.filter(|_| !property.is_empty());
        part.map_or(Self::Unknown, |part| Self::Past(property.to_owned(), part))
    }

    fn linked(to: &str, label: Label, field: Option<&str>) -> Self {
        let field = field.map(|field| Self::parse(field, to));
        // One hop, no more.
        if to.is_empty() || matches!(field, Some(Self::Linked(..) | Self::Past(..) | Self::Unknown))
        {
            return Self::Unknown;
        }
        Self::Linked(Link { to: to.to_owned(), label }, field.map(Box::new))
    }

    /// The properties of the record itself that it is made of.
    pub(crate) fn properties(&self) -> Vec<&str> {
        match self {
            Self::Property(name)
            | Self::Stage(name, _)
            | Self::Past(name, _)
            | Self::Owner(name, _) => vec![name],
            Self::FullName => vec!["firstname", "lastname"],
            Self::Linked(..) | Self::Unknown => Vec::new(),
        }
    }
}

/// An object's properties, as far as one read needs them.
pub(crate) struct Scope {
    /// The properties; `None` if the read needs none of them.
    known: Option<Arc<PropertyMap>>,
}

impl Scope {
    /// Looks up the properties that conditions, the order and references of a read need.
    ///
    /// # Errors
    /// [`channelgraph_core::ErrorKind::NotFound`] if HubSpot has no such object.
    pub(crate) async fn new(catalog: &Catalog, read: &Read) -> Result<Self> {
        let is_own = |name: &String| {
            let field = Field::parse(name, &read.object);
            matches!(field, Field::Property(_) | Field::Stage(..) | Field::Owner(..))
        };
        let needed = match &read.select {
            Select::All => read.conditions().iter().any(is_own),
            Select::Ids(_) => false,
            Select::Children { field, .. } => {
                let refers = matches!(Field::parse(field, &read.object), Field::Property(_));
                read.order.is_some() || refers
            }
        };
        let known = if needed { Some(catalog.properties(&read.object).await?) } else { None };
        Ok(Self { known })
    }

    /// The same on the properties that the object has now; `None` if they are as before.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub(crate) async fn renewed(&self, catalog: &Catalog, read: &Read) -> Result<Option<Self>> {
        let Some(seen) = &self.known else { return Ok(None) };
        let known = catalog.renewed_properties(&read.object, seen).await?;
        Ok((!Arc::ptr_eq(&known, seen)).then_some(Self { known: Some(known) }))
    }

    /// A property of this name; `None` where the object has no such property, or the read does not
    /// need any.
    pub(crate) fn property(&self, name: &str) -> Option<&Property> {
        self.known.as_ref()?.get(name)
    }

    #[cfg(test)]
    pub(crate) fn of(properties: PropertyMap) -> Self {
        Self { known: Some(Arc::new(properties)) }
    }
}

/// The fields of one read, and what has to be read for them.
#[derive(Debug)]
pub(crate) struct Fields {
    pub(crate) named: Vec<(String, Field)>,
}

impl Fields {
    /// Reads names as fields of `object`; one named twice is read once.
    pub(crate) fn parse<'a>(names: impl IntoIterator<Item = &'a String>, object: &str) -> Self {
        let names: BTreeSet<_> = names.into_iter().collect();
        Self {
            named: names
                .into_iter()
                .map(|name| (name.clone(), Field::parse(name, object)))
                .collect(),
        }
    }

    /// The record's own properties.
    pub(crate) fn properties(&self) -> Vec<String> {
        let properties: BTreeSet<_> =
            self.named.iter().flat_map(|(_, field)| field.properties()).collect();
        properties.into_iter().map(str::to_owned).collect()
    }

    /// The record's own properties whose history is asked for.
    pub(crate) fn histories(&self) -> Vec<String> {
        let past = |(_, field): &(String, Field)| match field {
            Field::Past(name, _) => Some(name.clone()),
            _ => None,
        };
        let names: BTreeSet<String> = self.named.iter().filter_map(past).collect();
        names.into_iter().collect()
    }

    /// The objects whose associated records are asked for.
    pub(crate) fn linked_objects(&self) -> BTreeSet<&str> {
        self.links().map(|(link, _)| link.to.as_str()).collect()
    }

    /// The links with a hop, by object, and the properties wanted there.
    pub(crate) fn hops(&self) -> BTreeMap<&str, (Vec<&Link>, Vec<String>)> {
        let mut hops: BTreeMap<&str, (BTreeSet<&Link>, BTreeSet<&str>)> = BTreeMap::new();
        for (link, field) in self.links() {
            if let Some(field) = field {
                let (links, properties) = hops.entry(&link.to).or_default();
                links.insert(link);
                properties.extend(field.properties());
            }
        }
        let owned = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
        hops.into_iter()
            .map(|(to, (links, properties))| (to, (links.into_iter().collect(), owned(properties))))
            .collect()
    }

    /// Every field that stands on a record of `object` or of an associated one, with the object it
    /// stands on.
    pub(crate) fn flat<'a>(
        &'a self,
        object: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a Field)> {
        self.named.iter().filter_map(move |(_, field)| match field {
            Field::Linked(link, Some(hop)) => Some((link.to.as_str(), hop.as_ref())),
            Field::Linked(_, None) => None,
            field => Some((object, field)),
        })
    }

    fn links(&self) -> impl Iterator<Item = (&Link, Option<&Field>)> {
        self.named.iter().filter_map(|(_, field)| match field {
            Field::Linked(link, hop) => Some((link, hop.as_deref())),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_documented() {
        let link = |to: &str, label| Link { to: to.into(), label };
        let cases = [
            ("dealname", Field::Property("dealname".into())),
            ("dealstage.state", Field::Stage("dealstage".into(), StagePart::State)),
            ("hubspot_owner_id.email", Field::Owner("hubspot_owner_id".into(), OwnerPart::Email)),
            ("companies", Field::Linked(link("companies", Label::Any), None)),
            (
                "companies#Partner",
                Field::Linked(link("companies", Label::Named("partner".into())), None),
            ),
            (
                "companies#primary.name",
                Field::Linked(
                    link("companies", Label::Primary),
                    Some(Box::new(Field::Property("name".into()))),
                ),
            ),
            (
                "contacts#primary.fullname",
                Field::Linked(link("contacts", Label::Primary), Some(Box::new(Field::FullName))),
            ),
            ("p42_visit#Host", Field::Linked(link("p42_visit", Label::Named("host".into())), None)),
            ("companies#primary.deals", Field::Unknown),
            ("dealstage.colour", Field::Unknown),
            ("dealstage[].at", Field::Past("dealstage".into(), PastPart::At)),
            (
                "dealstage[].state",
                Field::Past("dealstage".into(), PastPart::Stage(StagePart::State)),
            ),
            ("amount[].value", Field::Past("amount".into(), PastPart::Value)),
            ("amount[]", Field::Unknown),
            ("[].at", Field::Unknown),
            ("companies#primary.name[].value", Field::Unknown),
            ("fullname", Field::Property("fullname".into())),
            ("", Field::Unknown),
        ];
        for (name, field) in cases {
            assert_eq!(Field::parse(name, "deals"), field, "{name}");
        }
        assert_eq!(Field::parse("fullname", "contacts"), Field::FullName);
    }
}

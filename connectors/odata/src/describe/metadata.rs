//! `$metadata` as XML, of both versions: EDMX 1.0 with SAP's annotations, and CSDL 4.0 with
//! capabilities. Types are known by their names without namespace, as no service has two of one
//! name.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use roxmltree::{Document, Node, ParsingOptions};

use super::{Entity, Kind, Model, Navigation, Property, Set};

/// Nodes that metadata may have: a large S/4HANA service has some 100,000.
const NODES: u32 = 2_000_000;

/// Types that one type may be derived from, one from the other.
const BASES: usize = 8;

/// Reads a service's metadata.
pub(crate) fn parse(text: &str) -> Result<Model, String> {
    let options = ParsingOptions { nodes_limit: NODES, ..ParsingOptions::default() };
    let document =
        Document::parse_with_options(text, options).map_err(|error| error.to_string())?;
    let all = |tag: &'static str| {
        document.descendants().filter(move |node| node.tag_name().name() == tag)
    };
    let enums: HashMap<&str, Vec<String>> =
        all("EnumType").filter_map(|node| Some((node.attribute("Name")?, words(node)))).collect();
    let roles =
        all("Association").filter_map(|node| Some((node.attribute("Name")?, node))).collect();
    let nodes: HashMap<&str, Node<'_, '_>> =
        all("EntityType").filter_map(|node| Some((node.attribute("Name")?, node))).collect();
    let types = nodes
        .iter()
        .map(|(name, node)| ((*name).to_owned(), entity(*node, &nodes, &enums, &roles)))
        .collect();
    let mut sets: HashMap<String, Set> = all("EntitySet").filter_map(set).collect();
    for node in all("Annotations") {
        // `Namespace.Container/Set`.
        let target = node.attribute("Target").and_then(|target| target.split_once('/'));
        if let Some(set) = target.and_then(|(_, name)| sets.get_mut(name)) {
            restrict(set, node);
        }
    }
    if sets.is_empty() {
        return Err("it has no entity sets".into());
    }
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    Ok(Model { sets, types, digest: hasher.finish(), ..Model::default() })
}

fn children<'a, 'i: 'a>(
    node: Node<'a, 'i>,
    tag: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.tag_name().name() == tag)
}

/// The name without its namespace.
fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn words(node: Node<'_, '_>) -> Vec<String> {
    children(node, "Member")
        .filter_map(|member| member.attribute("Name"))
        .map(str::to_owned)
        .collect()
}

/// An attribute of SAP's, which has a namespace of its own.
fn sap<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes()
        .find(|attribute| attribute.namespace().is_some() && attribute.name() == name)
        .map(|attribute| attribute.value())
}

fn entity(
    node: Node<'_, '_>,
    nodes: &HashMap<&str, Node<'_, '_>>,
    enums: &HashMap<&str, Vec<String>>,
    roles: &HashMap<&str, Node<'_, '_>>,
) -> Entity {
    let mut entity = Entity::default();
    let mut next = Some(node);
    for _ in 0..BASES {
        let Some(node) = next else { break };
        let key = children(node, "Key")
            .flat_map(|key| children(key, "PropertyRef"))
            .filter_map(|part| part.attribute("Name"));
        let key: Vec<String> = key.map(str::to_owned).collect();
        if !key.is_empty() {
            entity.key = key;
        }
        for property in children(node, "Property").filter_map(|node| property(node, enums)) {
            entity.properties.insert(property.name.clone(), Arc::new(property));
        }
        for way in children(node, "NavigationProperty") {
            if let (Some(name), Some(navigation)) = (way.attribute("Name"), navigation(way, roles))
            {
                entity.navigations.insert(name.to_owned(), navigation);
            }
        }
        next = node.attribute("BaseType").and_then(|base| nodes.get(short(base)).copied());
    }
    entity
}

fn property(node: Node<'_, '_>, enums: &HashMap<&str, Vec<String>>) -> Option<Property> {
    let name = node.attribute("Name")?.to_owned();
    let says = |word: &str| sap(node, word) != Some("false");
    Some(Property {
        kind: kind(node, enums)?,
        nullable: node.attribute("Nullable") != Some("false"),
        filterable: says("filterable"),
        sortable: says("sortable"),
        name,
    })
}

fn kind(node: Node<'_, '_>, enums: &HashMap<&str, Vec<String>>) -> Option<Kind> {
    let name = node.attribute("Type")?;
    Some(match name {
        "Edm.String" => {
            Kind::Text(node.attribute("MaxLength").and_then(|length| length.parse().ok()))
        }
        "Edm.Boolean" => Kind::Bool,
        "Edm.Byte" | "Edm.SByte" | "Edm.Int16" | "Edm.Int32" => Kind::Whole,
        "Edm.Int64" => Kind::Long,
        "Edm.Decimal" => Kind::Decimal,
        "Edm.Double" | "Edm.Single" => Kind::Double,
        "Edm.Date" => Kind::Day,
        "Edm.DateTime" if sap(node, "display-format") == Some("Date") => Kind::Day,
        "Edm.DateTime" => Kind::DateTime,
        "Edm.DateTimeOffset" => Kind::Moment,
        "Edm.Time" | "Edm.TimeOfDay" => Kind::Time,
        "Edm.Guid" => Kind::Guid,
        name => enums
            .get(short(name))
            .map_or(Kind::Other, |words| Kind::Enum(name.to_owned(), words.clone())),
    })
}

/// Version 4 names the type; version 2 the association at whose other end it stands.
fn navigation(node: Node<'_, '_>, roles: &HashMap<&str, Node<'_, '_>>) -> Option<Navigation> {
    if let Some(name) = node.attribute("Type") {
        let inside = name.strip_prefix("Collection(").and_then(|rest| rest.strip_suffix(')'));
        return Some(Navigation {
            to: short(inside.unwrap_or(name)).to_owned(),
            many: inside.is_some(),
        });
    }
    let (relation, role) = (node.attribute("Relationship")?, node.attribute("ToRole")?);
    let end = children(*roles.get(short(relation))?, "End")
        .find(|end| end.attribute("Role") == Some(role))?;
    Some(Navigation {
        to: short(end.attribute("Type")?).to_owned(),
        many: end.attribute("Multiplicity") == Some("*"),
    })
}

fn set(node: Node<'_, '_>) -> Option<(String, Set)> {
    let mut set = Set { entity: short(node.attribute("EntityType")?).to_owned(), ..Set::default() };
    restrict(&mut set, node);
    Some((node.attribute("Name")?.to_owned(), set))
}

/// Takes in `Capabilities.FilterRestrictions` and `.SortRestrictions`, under whatever alias.
fn restrict(set: &mut Set, node: Node<'_, '_>) {
    for annotation in children(node, "Annotation") {
        let (none, paths) = match annotation.attribute("Term").map(short) {
            Some("FilterRestrictions") => (&mut set.no_filter, &mut set.unfilterable),
            Some("SortRestrictions") => (&mut set.no_order, &mut set.unsortable),
            _ => continue,
        };
        for value in
            annotation.descendants().filter(|node| node.tag_name().name() == "PropertyValue")
        {
            match value.attribute("Property") {
                Some("Filterable" | "Sortable") => {
                    *none |= value.attribute("Bool") == Some("false")
                }
                Some("NonFilterableProperties" | "NonSortableProperties") => {
                    let named = value
                        .descendants()
                        .filter(|node| node.tag_name().name() == "PropertyPath")
                        .filter_map(|node| node.text());
                    paths.extend(named.map(|path| path.trim().to_owned()));
                }
                _ => {}
            }
        }
    }
}

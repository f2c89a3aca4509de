//! `$metadata`: the sets as CSDL XML 4.0, and the service document.

use std::fmt::Write;

use channelgraph_sql::{Column, ColumnType, Tests};
use serde_json::json;

use super::sets::{Link, Set, Sets};

/// The namespace of the types.
pub(super) const NAMESPACE: &str = "channelgraph";

const CORE: &str =
    "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Core.V1.xml";
const CAPABILITIES: &str =
    "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Capabilities.V1.xml";

/// The functions that filters may have.
const FUNCTIONS: [&str; 10] = [
    "contains",
    "startswith",
    "endswith",
    "tolower",
    "toupper",
    "trim",
    "length",
    "year",
    "month",
    "day",
];

/// The service document.
pub(super) fn service(sets: &Sets, context: Option<&str>) -> Vec<u8> {
    let set = |set: &Set| {
        let name = &set.table.name;
        json!({ "name": name, "kind": "EntitySet", "url": name })
    };
    let mut document = serde_json::Map::new();
    if let Some(context) = context {
        document.insert("@odata.context".to_owned(), context.into());
    }
    document.insert("value".to_owned(), sets.all().iter().map(set).collect());
    serde_json::Value::Object(document).to_string().into_bytes()
}

/// The metadata document.
pub(super) fn csdl(sets: &Sets) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    xml += "<edmx:Edmx Version=\"4.0\" xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\">\n";
    for (uri, namespace, alias) in [
        (CORE, "Org.OData.Core.V1", "Core"),
        (CAPABILITIES, "Org.OData.Capabilities.V1", "Capabilities"),
    ] {
        let _ = writeln!(
            xml,
            "<edmx:Reference Uri=\"{uri}\"><edmx:Include Namespace=\"{namespace}\" \
             Alias=\"{alias}\"/></edmx:Reference>"
        );
    }
    xml += "<edmx:DataServices>\n";
    let _ = writeln!(
        xml,
        "<Schema Namespace=\"{NAMESPACE}\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">"
    );
    for set in sets.all() {
        entity_type(set, sets, &mut xml);
    }
    xml += "<EntityContainer Name=\"Container\">\n";
    xml += "<Annotation Term=\"Capabilities.ConformanceLevel\" \
            EnumMember=\"Capabilities.ConformanceLevelType/Minimal\"/>\n";
    xml += "<Annotation Term=\"Capabilities.BatchSupported\" Bool=\"true\"/>\n";
    xml += "<Annotation Term=\"Capabilities.FilterFunctions\"><Collection>";
    for function in FUNCTIONS {
        let _ = write!(xml, "<String>{function}</String>");
    }
    xml += "</Collection></Annotation>\n";
    for set in sets.all() {
        entity_set(set, sets, &mut xml);
    }
    xml += "</EntityContainer>\n</Schema>\n</edmx:DataServices>\n</edmx:Edmx>\n";
    xml
}

fn entity_type(set: &Set, sets: &Sets, xml: &mut String) {
    let table = &set.table;
    let _ = write!(xml, "<EntityType Name=\"{}\">\n<Key>", attribute(&table.name));
    for column in set.key.iter().filter_map(|place| table.columns.get(*place)) {
        let _ = write!(xml, "<PropertyRef Name=\"{}\"/>", attribute(&column.name));
    }
    *xml += "</Key>\n";
    for (place, column) in table.columns.iter().enumerate() {
        property(column, set.key.contains(&place), xml);
    }
    for link in &set.links {
        navigation(link, set, sets, xml);
    }
    description(&table.doc, xml);
    *xml += "</EntityType>\n";
}

fn property(column: &Column, is_key: bool, xml: &mut String) {
    let (ty, facets) = match column.ty {
        ColumnType::Text => ("Edm.String", ""),
        ColumnType::Bool => ("Edm.Boolean", ""),
        ColumnType::Integer => ("Edm.Int64", ""),
        ColumnType::Number => ("Edm.Decimal", " Precision=\"38\" Scale=\"9\""),
        ColumnType::Date => ("Edm.Date", ""),
        ColumnType::Time => ("Edm.DateTimeOffset", " Precision=\"6\""),
    };
    let nullable = if column.nullable && !is_key { "" } else { " Nullable=\"false\"" };
    let name = attribute(&column.name);
    let _ = write!(xml, "<Property Name=\"{name}\" Type=\"{ty}\"{nullable}{facets}>");
    description(&column.doc, xml);
    *xml += "</Property>\n";
}

fn navigation(link: &Link, set: &Set, sets: &Sets, xml: &mut String) {
    let Some(other) = sets.at(link.to) else { return };
    let target = attribute(&other.table.name);
    let ty = if link.many {
        format!("Collection({NAMESPACE}.{target})")
    } else {
        format!("{NAMESPACE}.{target}")
    };
    let _ = write!(xml, "<NavigationProperty Name=\"{}\" Type=\"{ty}\"", attribute(&link.name));
    if let Some(partner) = &link.partner {
        let _ = write!(xml, " Partner=\"{}\"", attribute(partner));
    }
    if link.many {
        *xml += "/>\n";
        return;
    }
    let own = set.table.columns.get(link.column);
    let key = other.key.first().and_then(|place| other.table.columns.get(*place));
    if !own.is_some_and(|own| own.nullable) {
        *xml += " Nullable=\"false\"";
    }
    *xml += ">";
    if let (Some(own), Some(key)) = (own, key) {
        let (own, key) = (attribute(&own.name), attribute(&key.name));
        let _ =
            write!(xml, "<ReferentialConstraint Property=\"{own}\" ReferencedProperty=\"{key}\"/>");
    }
    *xml += "</NavigationProperty>\n";
}

fn entity_set(set: &Set, sets: &Sets, xml: &mut String) {
    let table = &set.table;
    let name = attribute(&table.name);
    let _ = writeln!(xml, "<EntitySet Name=\"{name}\" EntityType=\"{NAMESPACE}.{name}\">");
    for link in &set.links {
        if let Some(other) = sets.at(link.to) {
            let (path, target) = (attribute(&link.name), attribute(&other.table.name));
            let _ =
                writeln!(xml, "<NavigationPropertyBinding Path=\"{path}\" Target=\"{target}\"/>");
        }
    }
    let names = |is: &dyn Fn(&Column) -> bool| -> Vec<&str> {
        table.columns.iter().filter(|column| is(column)).map(|column| &*column.name).collect()
    };
    let unfiltered = names(&|column| column.tests == Tests::None);
    restriction("FilterRestrictions", "Filterable", "NonFilterableProperties", &unfiltered, xml);
    let unsorted = names(&|column| !column.sorts);
    restriction("SortRestrictions", "Sortable", "NonSortableProperties", &unsorted, xml);
    record("CountRestrictions", "Countable", true, xml);
    *xml += "<Annotation Term=\"Capabilities.SkipSupported\" Bool=\"true\"/>\n";
    *xml += "<Annotation Term=\"Capabilities.TopSupported\" Bool=\"true\"/>\n";
    let is_expandable = !set.links.is_empty();
    record("ExpandRestrictions", "Expandable", is_expandable, xml);
    for (term, property) in [
        ("InsertRestrictions", "Insertable"),
        ("UpdateRestrictions", "Updatable"),
        ("DeleteRestrictions", "Deletable"),
        ("SearchRestrictions", "Searchable"),
    ] {
        record(term, property, false, xml);
    }
    *xml += "</EntitySet>\n";
}

/// What can be done with all properties of a set but some.
fn restriction(term: &str, yes: &str, list: &str, but: &[&str], xml: &mut String) {
    let _ = write!(
        xml,
        "<Annotation Term=\"Capabilities.{term}\"><Record><PropertyValue Property=\"{yes}\" \
         Bool=\"true\"/>"
    );
    if !but.is_empty() {
        let _ = write!(xml, "<PropertyValue Property=\"{list}\"><Collection>");
        for name in but {
            let _ = write!(xml, "<PropertyPath>{}</PropertyPath>", attribute(name));
        }
        *xml += "</Collection></PropertyValue>";
    }
    *xml += "</Record></Annotation>\n";
}

fn record(term: &str, property: &str, yes: bool, xml: &mut String) {
    let _ = writeln!(
        xml,
        "<Annotation Term=\"Capabilities.{term}\"><Record><PropertyValue Property=\"{property}\" \
         Bool=\"{yes}\"/></Record></Annotation>"
    );
}

fn description(doc: &str, xml: &mut String) {
    if !doc.is_empty() {
        let doc = attribute(doc);
        let _ = write!(xml, "<Annotation Term=\"Core.Description\" String=\"{doc}\"/>");
    }
}

/// A text as the value of an attribute.
fn attribute(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\n' | '\r' | '\t' => out.push(' '),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

//! `$metadata`: what it says is there, and fits together.

use std::collections::BTreeSet;

use channelgraph_sql::Source;

use super::{ask, reader};
use crate::harness::{Gateway, small};

/// The values of an attribute of all elements of a name.
fn values<'a>(xml: &'a str, element: &str, attribute: &str) -> Vec<&'a str> {
    let opening = format!("<{element} ");
    let named = format!(" {attribute}=\"");
    xml.split(&opening)
        .skip(1)
        .filter_map(|rest| {
            let tag = rest.split('>').next()?;
            let at = format!(" {tag}").find(&named).map(|at| at + named.len() - 1)?;
            tag.get(at..)?.split('"').next()
        })
        .collect()
}

#[tokio::test]
async fn the_metadata_tell_every_table_column_and_key() {
    let gateway = Gateway::start(small(1)).await;
    let answer = ask(&gateway).get("$metadata").await;
    assert_eq!(answer.status, 200);
    assert!(answer.headers["content-type"].starts_with("application/xml"));
    assert_eq!(answer.headers["odata-version"], "4.0");
    let xml = answer.text;
    let sets: BTreeSet<&str> = values(&xml, "EntitySet", "Name").into_iter().collect();
    let reader = reader(&gateway).await;
    let tables = reader.tables();
    assert_eq!(sets, tables.iter().map(|table| &*table.name).collect());
    for table in tables {
        let opening = format!("<EntityType Name=\"{}\">", table.name);
        let ty = xml.split(&opening).nth(1).and_then(|rest| rest.split("</EntityType>").next());
        let ty = ty.expect("a type");
        let columns: Vec<&str> = table.columns.iter().map(|column| &*column.name).collect();
        assert_eq!(values(ty, "Property", "Name"), columns, "{}", table.name);
        let keys = values(ty, "PropertyRef", "Name");
        assert!(!keys.is_empty() && keys.iter().all(|key| columns.contains(key)), "{keys:?}");
        let links = values(ty, "NavigationProperty", "Name");
        let distinct: BTreeSet<&&str> = links.iter().chain(&columns).collect();
        assert_eq!(distinct.len(), links.len() + columns.len(), "{links:?}");
        for ty in values(ty, "NavigationProperty", "Type") {
            let name = ty.trim_start_matches("Collection(").trim_end_matches(')');
            let name = name.strip_prefix("channelgraph.").expect("a type of ours");
            assert!(sets.contains(name), "{ty}");
        }
    }
    for (property, ty) in [
        ("amount", "Type=\"Edm.Decimal\" Precision=\"38\" Scale=\"9\""),
        ("close_date", "Type=\"Edm.Date\""),
        ("updated_at", "Type=\"Edm.DateTimeOffset\" Precision=\"6\""),
    ] {
        assert!(xml.contains(&format!("<Property Name=\"{property}\" {ty}>")), "{property}");
    }
    assert!(xml.contains("<Property Name=\"id\" Type=\"Edm.String\" Nullable=\"false\">"));
    for part in [
        "<NavigationProperty Name=\"partner\" Type=\"channelgraph.partners\" Partner=\"deals\">",
        "<NavigationProperty Name=\"deals\" Type=\"Collection(channelgraph.deals)\" \
         Partner=\"partner\"/>",
        "<NavigationPropertyBinding Path=\"partner\" Target=\"partners\"/>",
        "Term=\"Capabilities.FilterRestrictions\"",
        "Term=\"Capabilities.SortRestrictions\"",
        "Term=\"Capabilities.CountRestrictions\"",
        "Term=\"Core.Description\"",
    ] {
        assert!(xml.contains(part), "{part}");
    }
}

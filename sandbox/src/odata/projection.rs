//! Projections: `$select` and `$expand`.

use super::errors::{Answer, Refusal};
use super::options::{Options, split};
use super::query::{Bound, Order, filter, no_property, order, passes, sort};
use super::store::{EntitySet, Navigation, Property, Row, Version};
use super::view::View;

/// The deepest nesting of expansions.
const DEEPEST: usize = 8;

/// The shown part of a set's rows.
pub(super) struct Projection<'a> {
    pub(super) set: &'a EntitySet,
    pub(super) properties: Vec<(&'a str, &'a Property)>,
    pub(super) expansions: Vec<Expansion<'a>>,
    /// Navigations that v2 shows as links only.
    pub(super) deferred: Vec<&'a str>,
    /// Whether `$select` named the properties.
    pub(super) selected: bool,
}

/// An expanded navigation; v4 may narrow it.
pub(super) struct Expansion<'a> {
    pub(super) name: &'a str,
    pub(super) navigation: &'a Navigation,
    pub(super) projection: Projection<'a>,
    filter: Option<Bound<'a>>,
    order: Vec<Order<'a>>,
    skip: usize,
    top: usize,
    pub(super) count: bool,
}

impl<'a> Projection<'a> {
    pub(super) fn read(view: &View<'a>, set: &'a EntitySet, options: &Options) -> Answer<Self> {
        if view.service.version == Version::V4 {
            return v4(view, set, options, 0);
        }
        let (selected, expanded) = (paths(options, "$select")?, paths(options, "$expand")?);
        v2(view, set, &slices(&selected), &slices(&expanded), 0)
    }
}

impl<'a> Expansion<'a> {
    /// All the rows that the navigation leads to.
    fn whole(name: &'a str, navigation: &'a Navigation, projection: Projection<'a>) -> Self {
        Self {
            name,
            navigation,
            projection,
            filter: None,
            order: Vec::new(),
            skip: 0,
            top: usize::MAX,
            count: false,
        }
    }

    /// The rows to show, and how many there are before `$skip` and `$top`.
    pub(super) fn rows(&self, view: &View<'a>, row: &'a Row) -> (Vec<&'a Row>, usize) {
        let mut rows = view.links.all(view.service, self.navigation, row);
        if let Some(filter) = &self.filter {
            rows.retain(|row| passes(view, filter, row));
        }
        if !self.order.is_empty() {
            sort(view, self.projection.set, &self.order, &mut rows);
        }
        let count = rows.len();
        (rows.into_iter().skip(self.skip).take(self.top).collect(), count)
    }
}

fn paths<'o>(options: &'o Options, name: &str) -> Answer<Vec<Vec<&'o str>>> {
    let items = split(options.get(name).unwrap_or_default(), ',')?;
    Ok(items.into_iter().map(|path| path.split('/').collect()).collect())
}

fn slices<'p, 'o>(paths: &'p [Vec<&'o str>]) -> Vec<&'p [&'o str]> {
    paths.iter().map(Vec::as_slice).collect()
}

/// The rest of the paths that begin with the name and go on.
fn behind<'p, 'o>(paths: &[&'p [&'o str]], name: &str) -> Vec<&'p [&'o str]> {
    paths.iter().filter(|path| path.len() > 1 && path[0] == name).map(|path| &path[1..]).collect()
}

fn deep_enough(depth: usize) -> Answer<()> {
    match depth < DEEPEST {
        true => Ok(()),
        false => Err(Refusal::bad(format!("$expand nests deeper than {DEEPEST}."))),
    }
}

fn navigation<'a>(set: &'a EntitySet, name: &str) -> Answer<(&'a str, &'a Navigation)> {
    let found = set.navigations.get_key_value(name).ok_or_else(|| no_property(set, name))?;
    Ok((found.0, found.1))
}

/// v2 writes both options as paths: `$select=A,to_B/C&$expand=to_B`. What is expanded is shown only
/// if `$select`, when given, names it.
fn v2<'a>(
    view: &View<'a>,
    set: &'a EntitySet,
    selected: &[&[&str]],
    expanded: &[&[&str]],
    depth: usize,
) -> Answer<Projection<'a>> {
    deep_enough(depth)?;
    let all = selected.is_empty() || selected.contains(&["*"].as_slice());
    let names = |name: &str| all || selected.iter().any(|path| path[0] == name);
    for path in selected.iter().filter(|path| **path != ["*"]) {
        if path.len() == 1 && set.properties.contains_key(path[0]) {
            continue;
        }
        navigation(set, path[0])?;
        if path.len() > 1 && !expanded.iter().any(|expanded| expanded[0] == path[0]) {
            return Err(Refusal::bad(format!(
                "$select goes through '{}', which $expand does not name.",
                path[0]
            )));
        }
    }
    for path in expanded {
        navigation(set, path[0])?;
    }
    let mut projection = Projection {
        set,
        properties: Vec::new(),
        expansions: Vec::new(),
        deferred: Vec::new(),
        selected: !all,
    };
    projection.properties.extend(
        set.properties
            .iter()
            .filter(|(name, _)| names(name))
            .map(|(name, property)| (name.as_str(), property)),
    );
    for (name, navigation) in set.navigations.iter().filter(|(name, _)| names(name)) {
        if !expanded.iter().any(|path| path[0] == name) {
            projection.deferred.push(name);
            continue;
        }
        let inner = v2(
            view,
            view.set(&navigation.to)?,
            &behind(selected, name),
            &behind(expanded, name),
            depth + 1,
        )?;
        projection.expansions.push(Expansion::whole(name, navigation, inner));
    }
    Ok(projection)
}

/// v4 nests the options: `$expand=to_B($select=C;$top=3)`.
fn v4<'a>(
    view: &View<'a>,
    set: &'a EntitySet,
    options: &Options,
    depth: usize,
) -> Answer<Projection<'a>> {
    deep_enough(depth)?;
    let selected = split(options.get("$select").unwrap_or_default(), ',')?;
    let all = selected.is_empty() || selected.contains(&"*");
    if let Some(unknown) =
        selected.iter().find(|name| **name != "*" && !set.properties.contains_key(**name))
    {
        navigation(set, unknown)?;
    }
    let properties =
        set.properties.iter().filter(|(name, _)| all || selected.contains(&name.as_str()));
    let properties = properties.map(|(name, property)| (name.as_str(), property)).collect();
    let mut projection = Projection {
        set,
        properties,
        expansions: Vec::new(),
        deferred: Vec::new(),
        selected: !all,
    };
    for item in split(options.get("$expand").unwrap_or_default(), ',')? {
        let (name, nested) = match item.split_once('(') {
            None => (item, ""),
            Some((name, rest)) => (
                name,
                rest.strip_suffix(')')
                    .ok_or_else(|| Refusal::bad(format!("'{item}' cannot be expanded.")))?,
            ),
        };
        let (name, navigation) = navigation(set, name)?;
        if projection.expansions.iter().any(|expansion| expansion.name == name) {
            return Err(Refusal::bad(format!("'{name}' is expanded twice.")));
        }
        let (other, nested) = (view.set(&navigation.to)?, Options::nested(nested)?);
        nested.only(&["$select", "$expand", "$filter", "$orderby", "$skip", "$top", "$count"])?;
        let mut expansion =
            Expansion::whole(name, navigation, v4(view, other, &nested, depth + 1)?);
        expansion.filter =
            nested.get("$filter").map(|text| filter(view, other, text)).transpose()?;
        expansion.order = nested
            .get("$orderby")
            .map(|text| order(view, other, text))
            .transpose()?
            .unwrap_or_default();
        expansion.skip = nested.number("$skip")?.unwrap_or(0);
        expansion.top = nested.number("$top")?.unwrap_or(usize::MAX);
        expansion.count = nested.get("$count") == Some("true");
        projection.expansions.push(expansion);
    }
    Ok(projection)
}

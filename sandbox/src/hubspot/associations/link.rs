//! Making and breaking links, always from both ends.

use super::super::store::{Link, Store};
use super::labels::{self, LinkType};

/// One end of a link: the object as in the store, and the record.
pub(in super::super) type End<'a> = (&'a str, u64);

/// Links two records with these types. A primary type is taken from whichever record had it, as the
/// vendor does.
pub(in super::super) fn link(store: &mut Store, from: End<'_>, to: End<'_>, types: &[LinkType]) {
    let plain = labels::plain(from.0, to.0);
    for link_type in plain.iter().chain(types) {
        let reversed = labels::reversed(store, from.0, to.0, link_type);
        point(store, from, to, link_type.clone());
        if let Some(reversed) = reversed {
            point(store, to, from, reversed);
        }
        if labels::is_primary(from.0, to.0, link_type.1) {
            keep_one_primary(store, from, to, link_type.1);
        }
    }
}

/// Breaks all links between two records.
pub(in super::super) fn unlink(store: &mut Store, from: End<'_>, to: End<'_>) {
    for (one, other) in [(from, to), (to, from)] {
        let Some(links) = store.associations.get_mut(&pair(one, other)) else {
            continue;
        };
        if let Some(links) = links.get_mut(&one.1) {
            links.retain(|link| link.to != other.1);
        }
    }
}

/// Breaks all links of a record.
pub(in super::super) fn isolate(store: &mut Store, end: End<'_>) {
    let objects: Vec<String> = store.objects.keys().cloned().collect();
    for to in &objects {
        let pair = (end.0.to_owned(), to.clone());
        let links = store.associations.get_mut(&pair).and_then(|links| links.remove(&end.1));
        for link in links.unwrap_or_default() {
            unlink(store, end, (to, link.to));
        }
    }
}

fn pair(from: End<'_>, to: End<'_>) -> (String, String) {
    (from.0.to_owned(), to.0.to_owned())
}

/// Adds a type to the link from one record to another, making the link if there is none.
fn point(store: &mut Store, from: End<'_>, to: End<'_>, link_type: LinkType) {
    let links = store.associations.entry(pair(from, to)).or_default().entry(from.1).or_default();
    match links.iter_mut().find(|link| link.to == to.1) {
        Some(link) if link.types.iter().any(|known| known.1 == link_type.1) => {}
        Some(link) => link.types.push(link_type),
        None => links.push(Link { to: to.1, types: vec![link_type] }),
    }
}

/// Takes the primary type from every other link of a record, at both ends.
fn keep_one_primary(store: &mut Store, from: End<'_>, to: End<'_>, type_id: u32) {
    let mut lost = Vec::new();
    let links =
        store.associations.get_mut(&pair(from, to)).and_then(|links| links.get_mut(&from.1));
    for link in links.into_iter().flatten().filter(|link| link.to != to.1) {
        link.types.retain(|known| known.1 != type_id);
        lost.push(link.to);
    }
    let Some(back) = labels::primary(to.0, from.0) else {
        return;
    };
    let Some(links) = store.associations.get_mut(&pair(to, from)) else {
        return;
    };
    for other in lost {
        for link in links.get_mut(&other).into_iter().flatten().filter(|link| link.to == from.1) {
            link.types.retain(|known| known.1 != back.1);
        }
    }
}

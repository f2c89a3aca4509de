//! Clustering: joins the records that a rule ties together, unless evidence contradicts.

use std::collections::HashMap;

use crate::engine::MatchedBy;

/// Evidence of one record that could tie it to others.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// Its registrable domain.
    pub domain: Option<String>,
    /// Its tax id.
    pub tax: Option<String>,
    /// Its name with country and city, where that rule is on.
    pub name: Option<String>,
    /// Records (by place) that it says it is.
    pub links: Vec<usize>,
}

/// Records that are one thing, and why.
#[derive(Debug, Default)]
pub struct Clusters {
    /// For each record, the number of its cluster.
    pub of: Vec<usize>,
    /// For each record, the rules that tied it.
    pub matched_by: Vec<Vec<MatchedBy>>,
    /// Pairs of records that a rule would have tied, and that differ in their tax id.
    pub contradictions: Vec<(usize, usize)>,
}

/// Ties records together, strongest evidence first: equal tax ids, explicit links, domains, names.
/// Two tax ids never end up in one cluster.
pub fn cluster(evidence: &[Evidence]) -> Clusters {
    let mut union = Union {
        parent: (0..evidence.len()).collect(),
        tax: evidence.iter().map(|one| one.tax.as_deref()).collect(),
        matched_by: vec![Vec::new(); evidence.len()],
        contradictions: Vec::new(),
    };
    for group in groups(evidence, |one| one.tax.as_deref()) {
        union.tie_all(&group, MatchedBy::TaxId);
    }
    for (place, one) in evidence.iter().enumerate() {
        for other in &one.links {
            union.tie(place, *other, MatchedBy::Link);
        }
    }
    for group in groups(evidence, |one| one.domain.as_deref()) {
        union.tie_unambiguous(&group, MatchedBy::Domain);
    }
    for group in groups(evidence, |one| one.name.as_deref()) {
        union.tie_unambiguous(&group, MatchedBy::Name);
    }
    let of = (0..evidence.len()).map(|place| union.root(place)).collect();
    Clusters { of, matched_by: union.matched_by, contradictions: union.contradictions }
}

/// The records that share a key, in groups of at least two, in a fixed order.
fn groups<'a>(
    evidence: &'a [Evidence],
    key: impl Fn(&'a Evidence) -> Option<&'a str>,
) -> Vec<Vec<usize>> {
    let mut by_key: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, one) in evidence.iter().enumerate() {
        if let Some(key) = key(one) {
            by_key.entry(key).or_default().push(place);
        }
    }
    let mut groups: Vec<_> = by_key.into_values().filter(|group| group.len() > 1).collect();
    groups.sort_unstable();
    groups
}

struct Union<'a> {
    parent: Vec<usize>,
    /// The tax id of each root's cluster: at most one.
    tax: Vec<Option<&'a str>>,
    matched_by: Vec<Vec<MatchedBy>>,
    contradictions: Vec<(usize, usize)>,
}

impl Union<'_> {
    fn root(&mut self, mut place: usize) -> usize {
        while self.parent[place] != place {
            self.parent[place] = self.parent[self.parent[place]];
            place = self.parent[place];
        }
        place
    }

    fn tie(&mut self, a: usize, b: usize, by: MatchedBy) {
        let (root_a, root_b) = (self.root(a), self.root(b));
        if let (Some(tax_a), Some(tax_b)) = (self.tax[root_a], self.tax[root_b])
            && tax_a != tax_b
        {
            self.contradictions.push((a, b));
            return;
        }
        for place in [a, b] {
            if !self.matched_by[place].contains(&by) {
                self.matched_by[place].push(by);
            }
        }
        let (root, child) = (root_a.min(root_b), root_a.max(root_b));
        self.parent[child] = root;
        self.tax[root] = self.tax[root].or(self.tax[child]);
    }

    fn tie_all(&mut self, group: &[usize], by: MatchedBy) {
        for pair in group.windows(2) {
            self.tie(pair[0], pair[1], by);
        }
    }

    /// Ties a group, unless it holds two tax ids: then a record without one could belong to either,
    /// and is left alone.
    fn tie_unambiguous(&mut self, group: &[usize], by: MatchedBy) {
        let mut with_tax: Vec<(&str, usize)> = Vec::new();
        for place in group {
            let root = self.root(*place);
            if let Some(tax) = self.tax[root]
                && !with_tax.iter().any(|(known, _)| *known == tax)
            {
                with_tax.push((tax, *place));
            }
        }
        if with_tax.len() <= 1 {
            return self.tie_all(group, by);
        }
        self.contradictions.extend(with_tax.windows(2).map(|pair| (pair[0].1, pair[1].1)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(domain: &str, tax: &str, links: &[usize]) -> Evidence {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Evidence { domain: some(domain), tax: some(tax), name: None, links: links.to_vec() }
    }

    #[test]
    fn each_rule_ties_and_says_so() {
        let found = cluster(&[
            evidence("a.de", "1", &[]),
            evidence("a.de", "", &[]),
            evidence("", "1", &[]),
            evidence("b.de", "", &[0]),
            evidence("c.de", "", &[]),
        ]);
        assert_eq!(found.of, [0, 0, 0, 0, 4]);
        assert_eq!(found.matched_by[1], [MatchedBy::Domain]);
        assert_eq!(found.matched_by[2], [MatchedBy::TaxId]);
        assert_eq!(found.matched_by[3], [MatchedBy::Link]);
        assert!(found.matched_by[4].is_empty());
    }

    #[test]
    fn two_tax_ids_never_merge_whatever_else_agrees() {
        let found = cluster(&[
            evidence("a.de", "1", &[]),
            evidence("a.de", "2", &[0]),
            evidence("a.de", "", &[]),
        ]);
        assert_eq!(found.of, [0, 1, 2]);
        assert!(found.contradictions.contains(&(1, 0)));
    }

    #[test]
    fn a_chain_cannot_join_two_tax_ids() {
        let found = cluster(&[
            evidence("a.de", "1", &[]),
            evidence("", "", &[0, 2]),
            evidence("b.de", "2", &[]),
        ]);
        assert_eq!(found.of[0], found.of[1]);
        assert_ne!(found.of[1], found.of[2]);
        assert_eq!(found.contradictions, [(1, 2)]);
    }
}

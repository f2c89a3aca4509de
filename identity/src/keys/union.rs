//! Companies while keys tie them together.

use std::collections::HashMap;

use crate::{By, Relations, Resolution, SURE, Tie};

/// Records that are joined to companies, step by step.
pub(super) struct Union<'a> {
    parent: Vec<u32>,
    /// The records of each root's company.
    members: Vec<Vec<u32>>,
    /// The tax id of each root's company: at most one.
    tax: Vec<Option<&'a str>>,
    /// Records that are never one company, by each of the two.
    apart: HashMap<u32, Vec<u32>>,
    ties: Vec<Tie>,
    contradictions: Vec<(u32, u32)>,
}

impl<'a> Union<'a> {
    /// Every record for itself, with its tax id and what it says of others.
    pub(super) fn new(tax: Vec<Option<&'a str>>, relations: &[Relations]) -> Self {
        let mut apart: HashMap<u32, Vec<u32>> = HashMap::new();
        for (record, relations) in (0..).zip(relations) {
            for other in relations.not_same.iter().chain(&relations.parent) {
                apart.entry(record).or_default().push(*other);
                apart.entry(*other).or_default().push(record);
            }
        }
        let all = || (0..).zip(&tax).map(|(record, _)| record);
        Self {
            parent: all().collect(),
            members: all().map(|record| vec![record]).collect(),
            apart,
            ties: Vec::new(),
            contradictions: Vec::new(),
            tax,
        }
    }

    /// Ties two records, unless their companies have two tax ids or are never one.
    pub(super) fn tie(&mut self, a: u32, b: u32, by: By) {
        let (root_a, root_b) = (self.root(a), self.root(b));
        if root_a == root_b || self.are_apart(root_a, root_b) {
            return;
        }
        let tax = |root: u32| self.tax[root as usize];
        if let (Some(tax_a), Some(tax_b)) = (tax(root_a), tax(root_b))
            && tax_a != tax_b
        {
            return self.contradictions.push((a, b));
        }
        self.ties.push(Tie { a: a.min(b), b: a.max(b), weight: SURE, by });
        let (root, child) = (root_a.min(root_b), root_a.max(root_b));
        self.tax[root as usize] = tax(root).or(tax(child));
        self.parent[child as usize] = root;
        let members = std::mem::take(&mut self.members[child as usize]);
        self.members[root as usize].extend(members);
    }

    /// Ties the records of a group.
    pub(super) fn tie_all(&mut self, group: &[u32], by: By) {
        for pair in group.windows(2) {
            self.tie(pair[0], pair[1], by);
        }
    }

    /// Ties a group, unless it holds two companies that are never one: then another record could
    /// belong to either, and is left alone.
    pub(super) fn tie_unambiguous(&mut self, group: &[u32], by: By) {
        let mut roots: Vec<u32> = group.iter().map(|record| self.root(*record)).collect();
        roots.sort_unstable();
        roots.dedup();
        let mut with_tax: Vec<(&str, u32)> = Vec::new();
        for record in group {
            let root = self.root(*record) as usize;
            if let Some(tax) = self.tax[root]
                && !with_tax.iter().any(|(known, _)| *known == tax)
            {
                with_tax.push((tax, *record));
            }
        }
        if with_tax.len() > 1 {
            return self
                .contradictions
                .extend(with_tax.windows(2).map(|pair| (pair[0].1, pair[1].1)));
        }
        let part = |(place, root): (usize, &u32)| {
            roots[..place].iter().any(|other| self.are_apart(*root, *other))
        };
        // Nothing is parted in most groups: they are not compared pair by pair.
        if self.apart.is_empty() || !roots.iter().enumerate().any(part) {
            self.tie_all(group, by);
        }
    }

    /// The companies, and the ties that made them.
    pub(super) fn finish(mut self) -> Resolution {
        let company =
            (0..).zip(&self.parent.clone()).map(|(record, _)| self.root(record)).collect();
        self.ties.sort_unstable_by_key(|tie| (tie.a, tie.b));
        Resolution {
            company,
            ties: self.ties,
            contradictions: self.contradictions,
            ..Resolution::default()
        }
    }

    fn root(&mut self, record: u32) -> u32 {
        let mut place = record as usize;
        while self.parent[place] as usize != place {
            self.parent[place] = self.parent[self.parent[place] as usize];
            place = self.parent[place] as usize;
        }
        self.parent[place]
    }

    /// Returns true if two companies, by their roots, are never one.
    fn are_apart(&self, a: u32, b: u32) -> bool {
        let members = |root: u32| &self.members[root as usize];
        let (few, others) = match members(a).len() <= members(b).len() {
            true => (members(a), members(b)),
            false => (members(b), members(a)),
        };
        few.iter()
            .filter_map(|record| self.apart.get(record))
            .any(|parted| parted.iter().any(|other| others.contains(other)))
    }
}

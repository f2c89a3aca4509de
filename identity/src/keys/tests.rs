//! Exact keys on few records.

use super::*;
use crate::Mode;

/// Records with a domain, a tax id and what they say of others.
struct Few(Vec<(&'static str, &'static str, Relations)>);

impl Records for Few {
    fn len(&self) -> u32 {
        self.0.len().try_into().unwrap()
    }

    fn facts(&self, record: u32) -> Facts<'_> {
        let (domain, tax, _) = &self.0[record as usize];
        let some = |text: &'static str| (!text.is_empty()).then_some(text);
        let country = Some("DE");
        Facts { domain: some(domain), tax_id: some(tax), country, ..Facts::default() }
    }

    fn relations(&self, record: u32) -> Relations {
        self.0[record as usize].2.clone()
    }
}

fn links(links: &[u32]) -> Relations {
    Relations { links: links.to_vec(), ..Relations::default() }
}

fn resolved(records: Vec<(&'static str, &'static str, Relations)>) -> Resolution {
    crate::resolve(&Few(records), &Rules { mode: Mode::Keys, ..Rules::default() })
}

const ONE: &str = "DE100000001";
const TWO: &str = "DE100000002";

#[test]
fn each_key_ties_and_says_so() {
    let found = resolved(vec![
        ("a.de", ONE, links(&[])),
        ("a.de", "", links(&[])),
        ("", ONE, links(&[])),
        ("b.de", "", links(&[0])),
        ("c.de", "", links(&[])),
    ]);
    assert_eq!(found.company, [0, 0, 0, 0, 4]);
    let ties: Vec<_> = found.ties.iter().map(|tie| (tie.a, tie.b, tie.by)).collect();
    assert_eq!(ties, [(0, 1, By::Domain), (0, 2, By::Register), (0, 3, By::Link)]);
}

#[test]
fn two_tax_ids_never_merge_whatever_else_agrees() {
    let found = resolved(vec![
        ("a.de", ONE, links(&[])),
        ("a.de", TWO, links(&[0])),
        ("a.de", "", links(&[])),
    ]);
    assert_eq!(found.company, [0, 1, 2]);
    assert!(found.contradictions.contains(&(1, 0)));
}

#[test]
fn a_chain_cannot_join_two_tax_ids() {
    let found = resolved(vec![
        ("a.de", ONE, links(&[])),
        ("", "", links(&[0, 2])),
        ("b.de", TWO, links(&[])),
    ]);
    assert_eq!(found.company, [0, 0, 2]);
    assert_eq!(found.contradictions, [(1, 2)]);
}

#[test]
fn a_number_that_stands_for_none_ties_nothing() {
    for tax in ["DE000000000", "DE999999999", "XAXX010101000"] {
        let found = resolved(vec![("a.de", tax, links(&[])), ("b.de", tax, links(&[]))]);
        assert_eq!(found.company, [0, 1], "{tax}");
    }
}

#[test]
fn people_decide_before_keys() {
    let (confirmed, refused) = (
        Relations { same: vec![1], ..Relations::default() },
        Relations { not_same: vec![0], ..Relations::default() },
    );
    let found =
        resolved(vec![("a.de", "", confirmed), ("b.de", "", links(&[])), ("a.de", "", refused)]);
    assert_eq!(found.company, [0, 0, 2]);
    assert_eq!(found.ties[0].by, By::Confirmed);
}

#[test]
fn a_parent_and_its_child_are_never_one() {
    let child = Relations { parent: Some(0), ..Relations::default() };
    let found = resolved(vec![("a.de", "", links(&[])), ("a.de", "", child.clone())]);
    assert_eq!(found.company, [0, 1]);
    // By way of a third record neither.
    let third = ("b.de", "", links(&[0, 1]));
    let found = resolved(vec![("", "", links(&[])), ("", "", child), third]);
    assert_ne!(found.company[0], found.company[1]);
}

#[test]
fn names_are_compared_without_legal_form() {
    assert_eq!(
        name_key("ACME Corporation", Some("DE"), Some("Berlin")),
        name_key("Acme Corp.", Some("DE"), Some("berlin"))
    );
    assert_eq!(name_key("Acme", None, Some("Berlin")), None);
}

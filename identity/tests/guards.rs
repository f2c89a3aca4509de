//! What ties two records, and what does not, guard by guard.

use channelgraph_identity::{Facts, Reason, Records, Relations, Rules, resolve};

/// Records that are their own facts, and what the first says of the second.
struct Few<'a> {
    facts: Vec<Facts<'a>>,
    first: Relations,
}

impl Records for Few<'_> {
    fn len(&self) -> u32 {
        u32::try_from(self.facts.len()).unwrap_or(u32::MAX)
    }

    fn facts(&self, record: u32) -> Facts<'_> {
        self.facts[record as usize].clone()
    }

    fn relations(&self, record: u32) -> Relations {
        if record == 0 { self.first.clone() } else { Relations::default() }
    }
}

/// A record of the system of this number.
fn of<'a>(source: u16, name: &'a str) -> Facts<'a> {
    Facts { source, names: vec![name], ..Facts::default() }
}

/// The outcome of two records: tied or not, and why not, where it is said.
fn outcome(facts: Vec<Facts<'_>>, first: Relations) -> (bool, Option<Reason>) {
    let few = Few { facts, first };
    let resolution = resolve(&few, &Rules::default());
    let explained = resolution.explain(&few, 0, 1);
    assert_eq!(explained.tied, resolution.company[0] == resolution.company[1]);
    (explained.tied, explained.reason)
}

fn two<'a>(a: Facts<'a>, b: Facts<'a>) -> (bool, Option<Reason>) {
    outcome(vec![a, b], Relations::default())
}

const TIED: (bool, Option<Reason>) = (true, None);

fn doubt(reason: Reason) -> (bool, Option<Reason>) {
    (false, Some(reason))
}

#[test]
fn a_rare_name_ties_and_one_that_differs_by_a_marker_does_not() {
    assert_eq!(two(of(0, "Nordquest Systems GmbH"), of(1, "NORDQUEST SYSTEMS")), TIED);
    assert_eq!(two(of(0, "Nordquest Systems"), of(1, "Systems Nordquest")), TIED);
    assert_eq!(two(of(0, "Nordquest Systems"), of(1, "NordquestSystems")), TIED);
    let site = |source, name| Facts { domain: Some("nordquest.de"), ..of(source, name) };
    for other in ["Nordquest Systems Austria", "Nordquest Systems Holding"] {
        let found = two(site(0, "Nordquest Systems"), site(1, other));
        assert_eq!(found, doubt(Reason::Branch), "{other}");
    }
    assert_eq!(two(site(0, "Nordquest Fund 3"), site(1, "Nordquest Fund 3")), TIED);
    let found = two(site(0, "Nordquest Fund 3"), site(1, "Nordquest Fund 4"));
    assert!(!found.0, "{found:?}");
}

#[test]
fn a_city_in_a_name_is_known_by_the_address_of_any_record() {
    let branch = Facts { city: Some("Leeds"), ..of(0, "Nordquest Systems Leeds") };
    let head = Facts { city: Some("London"), ..of(1, "Nordquest Systems") };
    let at = |facts| Facts { domain: Some("nordquest.co.uk"), ..facts };
    assert_eq!(two(at(branch.clone()), at(head.clone())), doubt(Reason::Branch));
    // A record without an address that is one with the branch does not hide it.
    let link = Relations { links: vec![2], ..Relations::default() };
    let hidden = of(2, "Nordquest Systems Leeds");
    let found = outcome(vec![at(branch), at(head), at(hidden)], link);
    assert_eq!(found, doubt(Reason::Branch));
}

#[test]
fn different_numbers_of_one_register_part_and_a_slip_of_the_pen_does_not() {
    let tax = |source, id| Facts {
        tax_id: Some(id),
        country: Some("DE"),
        domain: Some("nordquest.de"),
        ..of(source, "Nordquest Systems GmbH")
    };
    assert_eq!(two(tax(0, "DE136695976"), tax(1, "136 695 976")), TIED);
    assert_eq!(two(tax(0, "DE136695976"), tax(1, "DE136695967")), TIED, "two digits swapped");
    assert_eq!(two(tax(0, "DE136695976"), tax(1, "DE811907980")), (false, None));
    // A number that stands for none neither ties nor parts.
    assert_eq!(two(tax(0, "DE136695976"), tax(1, "000000000")), TIED);
}

#[test]
fn an_equal_number_does_not_tie_what_all_else_contradicts() {
    let tax = |source, name, city| Facts {
        tax_id: Some("DE136695976"),
        country: Some("DE"),
        postal_code: Some("53111"),
        city: Some(city),
        ..of(source, name)
    };
    let found = two(tax(0, "Nordquest Systems", "Bonn"), tax(1, "Velgate Cloud", "Bonn"));
    assert_eq!(found, TIED);
    let found = two(tax(0, "Nordquest Systems", "Bonn"), tax(1, "Velgate Cloud", "Berlin"));
    assert_eq!(found, doubt(Reason::KeyContradicted));
}

#[test]
fn a_domain_is_evidence_and_no_key() {
    let site = |source, name, domain| Facts { domain: Some(domain), ..of(source, name) };
    let found = two(site(0, "Nordquest", "nordquest.de"), site(1, "Velgate", "nordquest.de"));
    assert!(!found.0, "{found:?}");
    let found = two(
        site(0, "Nordquest Systems", "nordquest.de"),
        site(1, "Nordquest Systems", "nordquest-systems.com"),
    );
    assert!(!found.0, "{found:?}");
    // A place below a shared site is told from others.
    let found = two(
        site(0, "Nordquest Systems", "a.wixsite.com"),
        site(1, "Nordquest Systems", "b.wixsite.com"),
    );
    assert_eq!(found, TIED);
}

#[test]
fn who_shares_everything_but_the_name_is_one() {
    let all = |source, name| Facts {
        domain: Some("nordquest.de"),
        phone: Some("+49 30 4471209"),
        street: Some("Hauptstr. 5"),
        postal_code: Some("10117"),
        city: Some("Berlin"),
        country: Some("DE"),
        manager: Some("Anna Adler"),
        ..of(source, name)
    };
    let names: Vec<String> = (0..120).map(|number| format!("Filler{number} Labs")).collect();
    let among_others = |other| {
        let others = names.iter().map(|name| Facts { country: Some("US"), ..of(0, name) });
        let both = [all(0, "Nordquest Systems"), other];
        outcome(both.into_iter().chain(others).collect(), Relations::default())
    };
    assert_eq!(among_others(all(1, "Velgate Cloud")), TIED);
    let elsewhere = Facts { phone: None, ..all(1, "Velgate Cloud") };
    assert_eq!(among_others(elsewhere), doubt(Reason::KeyContradicted));
}

#[test]
fn two_records_of_one_system_need_a_key() {
    let facts = |name| Facts { country: Some("DE"), city: Some("Bonn"), ..of(0, name) };
    let found = two(facts("Nordquest Systems"), facts("Nordquest Systems"));
    assert!(!found.0, "{found:?}");
    let keyed = |name| Facts { domain: Some("nordquest.de"), ..facts(name) };
    assert_eq!(two(keyed("Nordquest Systems"), keyed("Nordquest Systems")), TIED);
}

#[test]
fn a_legal_form_tells_a_company_from_another_and_its_seat() {
    let facts = |source, name, country| Facts { country: Some(country), ..of(source, name) };
    let (limited, company) = ("Nordquest Systems Sp. z o.o.", "Nordquest Systems GmbH");
    let found = two(facts(0, limited, "PL"), facts(1, company, "DE"));
    assert!(!found.0, "{found:?}");
    let found = two(facts(0, "Nordquest Systems AG", "DE"), facts(1, company, "DE"));
    assert!(!found.0, "{found:?}");
    // A Polish form in Germany is that of an office: the country does not count.
    assert_eq!(two(facts(0, limited, "PL"), facts(1, limited, "DE")), TIED);
}

#[test]
fn a_cut_name_ties_by_its_beginning_if_it_is_long_enough() {
    let cut = |name| Facts { cuts_at: 20, ..of(1, name) };
    let found = two(of(0, "Nordquest Automation Systems GmbH"), cut("Nordquest Automation"));
    assert_eq!(found, TIED);
    let short = Facts { cuts_at: 9, ..of(1, "Nordquest") };
    let found = two(of(0, "Nordquest Automation Systems GmbH"), short);
    assert!(!found.0, "{found:?}");
}

#[test]
fn what_people_decide_and_who_is_whose_parent_goes_first() {
    let same = || vec![of(0, "Nordquest Systems"), of(1, "Nordquest Systems")];
    let refused = Relations { not_same: vec![1], ..Relations::default() };
    assert!(!outcome(same(), refused).0);
    let child = Relations { parent: Some(1), ..Relations::default() };
    assert!(!outcome(same(), child).0);
    let confirmed = Relations { same: vec![1], ..Relations::default() };
    assert!(outcome(vec![of(0, "Nordquest"), of(1, "Velgate")], confirmed).0);
}

#[test]
fn a_rival_leaves_both_untied() {
    let facts = |source, city| Facts { city: Some(city), ..of(source, "Nordquest Systems") };
    let unknown = of(1, "Nordquest Systems");
    let found = outcome(vec![facts(0, "Bonn"), unknown, facts(0, "Wien")], Relations::default());
    assert_eq!(found, doubt(Reason::Rival));
}

#[test]
fn what_four_unlike_companies_share_is_void() {
    let site = |name| Facts { domain: Some("portal-of-many.de"), ..of(0, name) };
    let many = ["Nordquest", "Velgate", "Zenport", "Alora"].map(site);
    let few = Few { facts: many.to_vec(), first: Relations::default() };
    let resolution = resolve(&few, &Rules::default());
    assert!(resolution.ties.is_empty());
    let void: Vec<_> = resolution.void.iter().map(|one| (&*one.value, one.records)).collect();
    assert_eq!(void, [("portal-of-many.de", 4)]);
}

//! Companies are as alike, and their records as unlike, as they are said to be.

use std::collections::BTreeMap;

use crate::truth::{Partner, Record, Ref, System, Text};
use crate::world::{CompanyDirt, Options, World};

fn hard(seed: u64, partners: usize) -> World {
    let companies = CompanyDirt::default();
    World::generate(&Options { seed, partners, companies, ..Options::default() })
}

#[test]
fn every_kind_of_dirt_is_as_often_as_said() {
    let mut causes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut records = 0;
    for seed in 1..=3 {
        let world = hard(seed, 1000);
        records += world.truth.partners.iter().flatten().count();
        for cause in world.truth.dirt.values().flatten() {
            *causes.entry(cause).or_default() += 1;
        }
    }
    let share =
        |cause: &str| causes.get(cause).copied().unwrap_or_default() as f64 / records as f64;
    // A share of the records: what is lost is where a name has no such part.
    for (cause, low, high) in [
        ("typo", 0.03, 0.045),
        ("trade word dropped", 0.03, 0.055),
        ("abbreviated", 0.015, 0.045),
        ("joined", 0.02, 0.035),
        ("appended", 0.02, 0.035),
        ("swapped", 0.012, 0.025),
        ("acronym", 0.005, 0.013),
        ("renamed", 0.005, 0.013),
        ("plain umlauts", 0.005, 0.04),
        ("other script", 0.001, 0.006),
        ("no name", 0.0002, 0.002),
        ("no registered name", 0.1, 0.3),
        ("trading name", 0.01, 0.03),
        ("common words", 0.3, 0.5),
        ("sole trader", 0.01, 0.03),
        // Of two companies each.
        ("namesake", 0.035, 0.08),
        ("namesake unknown", 0.0001, 0.004),
        ("sister", 0.03, 0.07),
        ("branch", 0.005, 0.03),
        ("franchise", 0.01, 0.03),
        ("holding", 0.003, 0.02),
        ("acquired", 0.001, 0.012),
        ("VAT group", 0.0005, 0.01),
        ("shared switchboard", 0.01, 0.03),
        ("second domain", 0.003, 0.02),
        ("encoded domain", 0.0003, 0.01),
        ("placeholder tax id", 0.001, 0.006),
        ("mistyped tax id", 0.003, 0.012),
        ("city in another language", 0.04, 0.12),
        ("street in short", 0.12, 0.3),
        ("postal code", 0.05, 0.16),
    ] {
        assert!((low..high).contains(&share(cause)), "{cause}: {}", share(cause));
    }
}

#[test]
fn rows_and_truth_agree() {
    let world = hard(2, 400);
    let of: BTreeMap<_, _> = world
        .truth
        .partners
        .iter()
        .flatten()
        .map(|record| ((record.source, record.id.clone()), record))
        .collect();
    for row in world.partner_records() {
        let key = row.key.clone().unwrap();
        let record = of[&(key.source, key.id)];
        let says = &record.values;
        let text = |text: &Option<Text>| text.as_deref().map(str::to_owned);
        assert_eq!(row.name, text(&says.name), "{record:?}");
        assert_eq!(row.legal_name, text(&says.legal_name), "{record:?}");
        assert_eq!(row.city, text(&says.city), "{record:?}");
        assert_eq!(row.postal_code, text(&says.postal_code), "{record:?}");
        assert_eq!(row.tax_id.is_some(), says.tax_id.is_some(), "{record:?} {row:?}");
        if record.source != System::Erp {
            assert_eq!(row.street, text(&says.street), "{record:?}");
        }
        let plain = |text: &str| -> String {
            text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase()
        };
        if let (Some(typed), Some(meant)) = (&row.tax_id, &says.tax_id) {
            assert!(meant.ends_with(&plain(typed)), "{record:?} {typed}");
        }
        let hosts: Vec<_> = [&row.website, &row.domain].into_iter().flatten().collect();
        if let Some(domain) = &says.domain {
            let ascii = idna::domain_to_ascii(domain).unwrap();
            assert!(!hosts.is_empty(), "{record:?}");
            for host in hosts {
                let host = host.to_lowercase();
                assert!(host.contains(&**domain) || host.contains(&ascii), "{record:?} {host}");
            }
        }
    }
}

#[test]
fn all_that_is_no_partners_is_the_same_in_both_worlds() {
    let (life, kind) =
        (hard(4, 200), World::generate(&Options { seed: 4, partners: 200, ..Options::kind() }));
    let rest = |world: &World| {
        format!("{:?}", (&world.truth.deals, &world.truth.leads, &world.truth.incentives))
    };
    assert!(rest(&life) == rest(&kind));
    let keys = |world: &World| -> Vec<Vec<(System, Text)>> {
        let key = |record: &Record<Partner>| (record.source, record.id.clone());
        world.truth.partners.iter().map(|node| node.iter().map(key).collect()).collect()
    };
    assert_eq!(keys(&life), keys(&kind));
}

#[test]
fn flagship_and_subsidiaries_stay_as_they_are() {
    let (life, kind) = (hard(1, 1000), World::generate(&Options::kind()));
    let mut kept = 0;
    for (node, own) in life.truth.partners.iter().zip(&kind.truth.partners) {
        if own[0].values.domain.as_deref() == Some("acme.de") {
            assert_eq!(node, own);
            kept += 1;
        }
    }
    assert_eq!(kept, 1);
}

#[test]
fn tax_ids_have_their_check_digits_but_for_the_mistyped() {
    let world = hard(3, 300);
    // The subsidiaries keep the tax ids that they have in the kind world.
    let kind = World::generate(&Options { seed: 3, partners: 300, ..Options::kind() });
    let kept: Vec<_> = kind
        .truth
        .partners
        .iter()
        .flatten()
        .filter_map(|record| record.values.tax_id.clone())
        .collect();
    let german = world.truth.partners.iter().flatten().filter(|record| {
        let dirt = world.truth.dirt.get(&Ref { source: record.source, id: record.id.clone() });
        let wrong = ["mistyped tax id", "placeholder tax id"];
        !dirt.is_some_and(|dirt| dirt.iter().any(|kind| wrong.contains(kind)))
            && !record.values.tax_id.as_ref().is_some_and(|tax_id| kept.contains(tax_id))
    });
    let numbers: Vec<_> =
        german.filter_map(|record| record.values.tax_id.as_deref()?.strip_prefix("DE")).collect();
    assert!(numbers.len() > 50, "{}", numbers.len());
    for number in numbers {
        let product = number.bytes().take(8).fold(10, |product, byte| {
            let sum = (u32::from(byte - b'0') + product) % 10;
            2 * if sum == 0 { 10 } else { sum } % 11
        });
        assert_eq!(u32::from(number.as_bytes()[8] - b'0'), (11 - product) % 10, "{number}");
    }
}

//! The two CRMs hold for each seed what they have always held: the documentation shows it.

use super::{Options, World};
use crate::Dirt;
use crate::truth::{Node, System};
use serde::Serialize;

/// Fields that a later system brought into the org.
const ADDED: &[&str] = &["Claim_Number__c", "AWS_Account_Id__c"];

/// A fingerprint of text (FNV-1a, 64 bits), the same on every machine and in every release.
fn fingerprint(text: &str, so_far: u64) -> u64 {
    text.bytes().fold(so_far, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

fn truth_of_crms<T: Serialize>(nodes: &[Node<T>], mut hash: u64) -> u64 {
    for record in nodes.iter().flatten().filter(|record| System::CRMS.contains(&record.source)) {
        hash = fingerprint(&serde_json::to_string(record).unwrap(), hash);
    }
    hash
}

#[test]
fn what_the_crms_hold_is_what_it_always_was() {
    let mut world = World::generate(&Options {
        seed: 1,
        partners: 120,
        time_zone: chrono_tz::UTC,
        dirt: Dirt::none(),
        ..Options::kind()
    });
    world.salesforce.objects.remove("DatedConversionRate");
    for object in world.salesforce.objects.values_mut() {
        object.fields.retain(|name, _| !ADDED.contains(&name.as_str()));
        object
            .rows
            .values_mut()
            .for_each(|row| row.retain(|name, _| !ADDED.contains(&name.as_str())));
    }
    let start = 0xcbf2_9ce4_8422_2325;
    let stores = format!("{:?}", (&world.salesforce, &world.hubspot, &world.owners));
    // The account's settings came later, too.
    let settings = format!(", settings: {:?}", world.hubspot.settings);
    let stores = fingerprint(&stores.replace(&settings, ""), start);
    // So did what deals and incentives say of their types, stages and approval.
    for record in world.truth.deals.iter_mut().flatten() {
        record.values.kind = None;
    }
    for record in world.truth.incentives.iter_mut().flatten() {
        let says = &mut record.values;
        (says.role, says.approved_amount, says.request) = (None, None, None);
    }
    let truth = &world.truth;
    let truth = truth_of_crms(
        &truth.incentives,
        truth_of_crms(
            &truth.deals,
            truth_of_crms(&truth.leads, truth_of_crms(&truth.partners, start)),
        ),
    );
    assert_eq!((stores, truth), (9_285_198_960_888_543_546, 17_388_700_353_035_229_531));
}

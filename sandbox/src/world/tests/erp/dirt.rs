//! Each case that is hard to tell is there, in a small world too.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::super::world;
use super::{decimal, first, row, rows, text};
use crate::terms::IncentiveStatus;
use crate::truth::{Incentive, Node, Partner, Record, System};
use crate::world::erp::is_granted_claim;

#[test]
fn each_case_is_there_in_a_small_world() {
    for seed in 1..=5 {
        let world = world(seed, 120);
        let truth = &world.truth;
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut among =
            |what: &'static str, is: bool| *counts.entry(what).or_default() += usize::from(is);
        for (first, record) in first(&truth.partners) {
            let (says, theirs) = (&record.values, &first.values);
            among("partner that nothing ties", !record.linkable);
            among("partner without a tax number", says.tax_id.is_none());
            among("partner that only the ERP knows", first.source == System::Erp);
            among("partner with another name", record.linkable && says.name != theirs.name);
            among("partner in another town", record.linkable && says.city != theirs.city);
            among(
                "partner in another country",
                record.linkable && theirs.country.is_some() && says.country != theirs.country,
            );
            among("partner that is blocked", says.billing_blocked == Some(true));
        }
        let stands = |node: &Node<Partner>| {
            node.iter().filter(|record| record.source == System::Erp).count()
        };
        among("partner that stands twice", truth.partners.iter().any(|node| stands(node) > 1));
        for row in rows(&world, "A_BusinessPartner") {
            let (customer, supplier) =
                (!text(row, "Customer").is_empty(), !text(row, "Supplier").is_empty());
            among("customer", customer && !supplier);
            among("supplier", supplier && !customer);
            among("customer and supplier", customer && supplier);
            among("partner of no concern", row["BusinessPartnerGrouping"] != "CHAN");
            among("person", row["BusinessPartnerCategory"] == "1");
        }
        for row in rows(&world, "SetlDoc") {
            among("cancelled document", row["SettlmtDocIsCanceled"] == true);
        }
        for node in &truth.incentives {
            let documents: Vec<_> = node
                .iter()
                .filter(|record| record.object.starts_with("settlmtdoc/SetlDoc"))
                .collect();
            let row = |record: &Record<Incentive>| row(&world, record.object, &record.id).unwrap();
            let claim = node.iter().find(|record| record.object == "PartnerFundClaim");
            for document in &documents {
                let reference = text(row(document), "DocumentReferenceID");
                let zero = |field: &str| decimal(row(document), field).is_zero();
                among(
                    "document with both sides",
                    !zero("SupplierTotalNetAmount") && !zero("CustomerTotalNetAmount"),
                );
                among("document of a customer", document.object.ends_with("#customer"));
                among("document of a supplier", document.object.ends_with("#supplier"));
                among("document that names nothing", reference.is_empty());
                among(
                    "document of a claim that is gone",
                    claim.is_none() && reference.starts_with("CLM-9"),
                );
                if let Some(claim) = claim {
                    among(
                        "document in another currency",
                        document.values.currency != claim.values.currency,
                    );
                    among("claim number spelt otherwise", reference.to_uppercase() != reference);
                    let less = claim.values.amount.unwrap() - document.values.amount.unwrap();
                    let alone =
                        documents.len() == 1 && document.values.currency == claim.values.currency;
                    among("rounded amount", alone && less.abs() == Decimal::new(1, 2));
                    among("deducted amount", alone && less > Decimal::ONE);
                }
            }
            if let Some(claim) = claim {
                let paid = node.iter().any(|record| {
                    record.values.status == Some(IncentiveStatus::Paid)
                        && record.source == System::Erp
                });
                among("claim in two documents", documents.len() == 2);
                among("claim without a document", documents.is_empty() && is_granted_claim(claim));
                among(
                    "claim that is paid while Salesforce does not know",
                    paid && claim.values.status == Some(IncentiveStatus::Approved),
                );
            }
            for payment in
                node.iter().filter(|record| record.object.starts_with("OPLACCTGDOCITEMCUBE"))
            {
                among(
                    "payment that is due",
                    payment.values.status == Some(IncentiveStatus::Scheduled),
                );
                among("payment that nothing ties", !payment.linkable);
            }
            for contract in
                node.iter().filter(|record| record.object.starts_with("conditioncontract"))
            {
                among(
                    "contract of the future",
                    contract.values.period_start > Some(crate::world::plan::today()),
                );
                among("contract with an unknown status", contract.values.status.is_none());
                among(
                    "contract that is a draft",
                    contract.values.status == Some(IncentiveStatus::Draft),
                );
            }
        }
        let missing: Vec<_> = counts.iter().filter(|(_, count)| **count == 0).collect();
        assert!(missing.is_empty(), "seed {seed}: no {missing:?}");
    }
}

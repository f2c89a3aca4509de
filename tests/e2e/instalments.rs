//! Amounts that are paid in parts, by documents of both sides of the ledger.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde_json::json;

use super::{
    harness::{Gateway, nodes, small},
    money::{decimal, id, is_payment, settled},
};

/// Claims of the one world that both sides of the ledger have paid: what the list needs is the paid
/// amount alone.
#[tokio::test]
async fn instalments_of_both_sides_add_up_though_nothing_else_is_asked() {
    let gateway = Gateway::start(small(15)).await;
    let mut of_both = 0;
    for claim in settled(&gateway) {
        let payments: Vec<_> = claim.iter().filter(|record| is_payment(record)).collect();
        let objects: BTreeSet<_> = payments.iter().map(|payment| payment.object).collect();
        let id = id(&claim[0]);
        if objects.len() < 2 {
            continue;
        }
        of_both += 1;
        let so: Decimal = payments.iter().filter_map(|payment| payment.values.paid_amount).sum();
        let query = "{ incentives(first: 200, filter: {kind: {eq: MARKET_DEVELOPMENT_FUND}, status: {eq: PAID}}) { nodes { id paidAmount { amount } } } }";
        let page = gateway.data(query).await;
        let node = nodes(&page["incentives"]).iter().find(|node| node["id"] == json!(id)).cloned();
        let paid = node.map(|node| decimal(&node["paidAmount"]["amount"]));
        assert!(paid.is_none_or(|paid| paid == Some(so)), "{id}: {paid:?}, not {so}");
        assert!(paid.is_some() || claim.iter().any(|record| record.values.paid_at.is_none()));
    }
    assert!(of_both > 0, "no claim is paid on both sides");
}

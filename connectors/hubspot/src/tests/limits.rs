//! HubSpot's limits, as the simulated account enforces them, under more load than they allow.

use channelgraph_core::{Class, Connector, Select};
use futures::future::{join, join_all};
use serde_json::json;

use super::{all, connector, setup};

/// Searches that fill two of their windows, and other calls that fill a burst with them.
const SEARCHES: usize = 15;
const BATCH_READS: usize = 200;

#[tokio::test]
async fn a_load_beyond_the_limits_is_never_refused() {
    let setup = setup("").await;
    setup.account.set("searches_per_second", json!(5)).unwrap();
    setup.account.set("burst_per_10s", json!(190)).unwrap();
    // The default limits, and the time for what has to wait.
    let hubspot = connector(&setup.url, "[call]\ndeadline_ms = 60000\n[limits]");
    let list = all("deals", &["dealname"]);
    let ids = hubspot.read(&list).await.unwrap().rows.into_iter().map(|row| row.id);
    let mut by_id = list.clone();
    by_id.select = Select::Ids(ids.take(5).collect());
    let before = setup.account.calls();
    let searches = join_all((0..SEARCHES).map(|_| hubspot.read(&list)));
    let reads = join_all((0..BATCH_READS).map(|number| {
        let class = if number % 2 == 0 { Class::Interactive } else { Class::Background };
        class.scope(hubspot.read(&by_id))
    }));
    let (searches, reads) = join(searches, reads).await;
    for outcome in searches.into_iter().chain(reads) {
        outcome.unwrap();
    }
    let after = setup.account.calls();
    assert_eq!(after.searches - before.searches, SEARCHES as u64);
    assert!(after.others - before.others >= BATCH_READS as u64);
    let stats = hubspot.stats().snapshot();
    assert_eq!((stats.failures, stats.last_error), (0, None), "a 429 would be one");
}

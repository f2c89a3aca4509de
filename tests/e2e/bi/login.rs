//! Who comes in, and what he sees.

use super::{Door, code, key, one, rows};

#[tokio::test(flavor = "multi_thread")]
async fn callers_see_what_their_role_may_see() {
    let door = Door::open().await;
    let (all, own) = (door.client("bi-reader").await, door.client("partner").await);
    let count = |client| async move { one(client, "SELECT count(*) FROM partners").await };
    let (of_all, of_own) = (count(&all).await, count(&own).await);
    assert!(of_all.parse::<u64>().unwrap() > 50, "{of_all}");
    assert!(of_own.parse::<u64>().unwrap() < 20, "{of_own}");
    let ids = "SELECT DISTINCT partner_id FROM deals WHERE partner_id IS NOT NULL";
    let partners = rows(&own, "SELECT id FROM partners").await;
    let of_deals = rows(&own, ids).await;
    assert!(!of_deals.is_empty());
    for id in of_deals {
        assert!(partners.contains(&id), "{id:?}");
    }
    // A column that a role may not see is not there, and is refused by name.
    let columns = "SELECT count(*) FROM information_schema.columns \
                   WHERE table_name = 'deals' AND column_name = 'probability'";
    assert_eq!((one(&all, columns).await, one(&own, columns).await), ("1".into(), "0".into()));
    assert_eq!(code(&own, "SELECT probability FROM deals").await, "42501");
    assert_eq!(code(&own, "SELECT nonsense FROM deals").await, "42703");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_comes_in() {
    let door = Door::over(crate::harness::small(1), |config| {
        config.bi.max_connections_per_user = 2;
    })
    .await;
    let code = |url: String| {
        let door = &door;
        async move {
            let error = door.connect(&url).await.expect_err("he is refused");
            error.code().map(|code| code.code().to_owned()).unwrap_or_default()
        }
    };
    assert_eq!(code(door.url("demo-bi-reader", "wrong")).await, "28P01");
    assert_eq!(code(door.url("nobody", &key("bi-reader"))).await, "28P01");
    let elsewhere =
        door.url("demo-bi-reader", &key("bi-reader")).replace("/channelgraph", "/other");
    assert_eq!(code(elsewhere).await, "3D000");
    let _two = (door.client("bi-reader").await, door.client("bi-reader").await);
    assert_eq!(code(door.url("demo-bi-reader", &key("bi-reader"))).await, "53300");
    door.client("channel-manager").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_writes_and_a_failed_block_waits_for_its_end() {
    let door = Door::open().await;
    let client = door.client("bi-reader").await;
    assert_eq!(code(&client, "DELETE FROM deals").await, "25006");
    rows(&client, "BEGIN").await;
    assert_eq!(code(&client, "SELECT 1/0").await, "22012");
    assert_eq!(code(&client, "SELECT 1").await, "25P02");
    rows(&client, "ROLLBACK").await;
    assert_eq!(one(&client, "SELECT 1").await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_sees_and_ends_his_own_connections_alone() {
    let door = Door::open().await;
    let (one_of, other) = (door.client("bi-reader").await, door.client("bi-reader").await);
    let stranger = door.client("channel-manager").await;
    let number = "SELECT pg_backend_pid()";
    let (own, others) = (one(&one_of, number).await, one(&other, number).await);
    let listed = rows(&one_of, "SELECT pid FROM pg_stat_activity ORDER BY 1").await;
    let mut known = [&own, &others].map(|pid| vec![Some(pid.clone())]);
    known.sort_by_key(|row| row[0].as_ref().and_then(|pid| pid.parse::<i32>().ok()));
    assert_eq!(listed, known);
    assert_eq!(one(&stranger, "SELECT count(*) FROM pg_stat_activity").await, "1");
    let ends = format!("SELECT pg_terminate_backend({others})");
    assert_eq!(one(&stranger, &ends).await, "f");
    assert_eq!(one(&other, "SELECT 1").await, "1");
    assert_eq!(one(&one_of, &format!("SELECT pg_cancel_backend({others})")).await, "t");
    assert_eq!(one(&one_of, &ends).await, "t");
    while !other.is_closed() {
        tokio::task::yield_now().await;
    }
    let left = "SELECT count(*) FROM pg_stat_activity";
    while one(&one_of, left).await != "1" {}
}

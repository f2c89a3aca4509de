//! Sessions: logging in, their end, refusals, and a server that goes away.

use channelgraph_core::{Connector, ErrorKind};
use futures::future::join_all;
use serde_json::json;

use super::{Live, connector, read};

#[tokio::test]
async fn a_session_that_has_ended_costs_one_log_in_whatever_is_under_way() {
    let Some(live) = Live::start("") else { return };
    live.tryton.read(&read("commission", &["amount"])).await.unwrap();
    assert_eq!(live.server.sql("SELECT COUNT(*) FROM ir_session"), json!([[1]]));
    live.server.sql("DELETE FROM ir_session");
    let before = live.tryton.stats().snapshot().calls;
    let many = join_all(
        (0..6).map(|_| async { live.tryton.read(&read("commission", &["amount"])).await }),
    )
    .await;
    assert!(many.iter().all(|page| page.as_ref().is_ok_and(|page| page.rows.len() == 240)));
    assert_eq!(
        live.server.sql("SELECT COUNT(*) FROM ir_session"),
        json!([[1]]),
        "one log-in for all"
    );
    let calls = live.tryton.stats().snapshot().calls - before;
    assert!((7..=12).contains(&calls), "{calls}");
}

#[tokio::test]
async fn a_wrong_password_is_tried_once_and_locks_nobody_out() {
    let Some(live) = Live::start("") else { return };
    let wrong = connector(&live.server, "not the password", "");
    for attempt in 0..8 {
        let error = wrong.read(&read("commission", &["amount"])).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Auth);
        assert_eq!(error.message().contains("not tried again"), attempt > 0, "{error}");
        assert!(!error.message().contains("not the password"));
    }
    assert_eq!(live.server.sql("SELECT COUNT(*) FROM res_user_login_attempt"), json!([[1]]));
    assert!(live.tryton.read(&read("commission", &["amount"])).await.is_ok());
}

#[tokio::test]
async fn after_its_pause_a_log_in_is_tried_again() {
    let Some(live) = Live::start("") else { return };
    let wrong = connector(&live.server, "not the password", "login_pause_seconds = 0");
    for _ in 0..6 {
        wrong.read(&read("commission", &["amount"])).await.unwrap_err();
    }
    // Now they were too many: the server refuses the right password as well, and says so otherwise.
    let error = live.tryton.read(&read("commission", &["amount"])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited, "{error}");
    assert!(error.message().contains("too many wrong ones"), "{error}");
    live.server.sql("DELETE FROM res_user_login_attempt");
    let error = live.tryton.read(&read("commission", &["amount"])).await.unwrap_err();
    assert!(error.message().contains("not tried again"), "{error}");
    let patient = connector(&live.server, live.server.said("password"), "");
    assert!(patient.read(&read("commission", &["amount"])).await.is_ok());
}

#[tokio::test]
async fn a_database_that_is_not_there_is_named_as_such() {
    let Some(live) = Live::start("") else { return };
    for more in ["path = '/nowhere/rpc/'", "path = '/'"] {
        let lost = connector(&live.server, live.server.said("password"), more);
        let error = lost.read(&read("commission", &["amount"])).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
        assert!(error.message().contains("check `database` and `path`"), "{error}");
    }
}

#[tokio::test]
async fn a_server_that_goes_away_is_unavailable() {
    let Some(live) = Live::start("call = { attempts = 2 }") else { return };
    live.tryton.read(&read("commission", &["amount"])).await.unwrap();
    live.server.kill();
    let error = live.tryton.read(&read("commission", &["amount"])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable, "{error}");
}

#[tokio::test]
async fn a_user_without_the_right_is_told_so() {
    let Some(live) = Live::start("") else { return };
    live.server.sql("DELETE FROM \"res_user-res_group\"");
    live.server.sql("UPDATE res_user SET administrator = 0");
    let error = live.tryton.read(&read("sale.opportunity", &["state"])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth, "{error}");
}

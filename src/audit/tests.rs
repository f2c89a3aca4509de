//! Tests of audit lines: their bounds, and what becomes of a request that is not answered.

use std::io::Write;

use serde_json::Value;
use tracing_subscriber::layer::SubscriberExt;

use super::*;

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The lines that something writes.
fn lines(work: impl FnOnce(&Audit)) -> Vec<Value> {
    let written = Written::default();
    let writer = written.clone();
    let layer = tracing_subscriber::fmt::layer().json().flatten_event(true);
    let layer = layer.with_writer(move || writer.clone());
    let subscriber = tracing_subscriber::registry().with(layer);
    tracing::subscriber::with_default(subscriber, || work(&Audit::new()));
    let text = String::from_utf8(written.0.lock().clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn caller() -> Caller {
    Caller { subject: "key:portal".into(), role: Some("partner".into()), partner: None }
}

#[test]
fn a_request_that_nobody_waits_for_any_more_has_a_line() {
    let told = lines(|audit| drop(audit.begin(&caller(), None)));
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["decision"], "cut");
    assert_eq!(told[0]["subject"], "key:portal");
}

#[test]
fn a_mistake_of_the_gateway_is_told_as_such() {
    let told = lines(|audit| {
        let caller = caller();
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _line = audit.begin(&caller, None);
            panic!("a test");
        }));
        assert!(panicked.is_err());
    });
    assert_eq!(told[0]["decision"], "failed");
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_cheap_refusals_is_counted_and_everything_else_told() {
    let told = lines(|audit| {
        let caller = caller();
        for code in [ErrorCode::RateLimited, ErrorCode::Overloaded, ErrorCode::Forbidden] {
            (0..1_000).for_each(|_| audit.begin(&caller, None).refused(code));
        }
    });
    let count = |decision: &str| told.iter().filter(|line| line["decision"] == decision).count();
    assert_eq!(count("refused"), 1_000);
    assert_eq!((count("rate_limited"), count("overloaded")), (600, 0));
    let left_out: u64 = told.iter().filter_map(|line| line["left_out"].as_u64()).sum();
    assert_eq!(left_out, 1_400);
}

#[test]
fn texts_of_a_line_are_bounded() {
    let partner = PartnerName::Record { source: "crm".to_owned(), id: "é".repeat(5_000) };
    let subject = "s".repeat(5_000).into();
    let long = Caller { subject, partner: Some(partner), ..caller() };
    let told = lines(|audit| {
        let mut line = audit.begin(&long, None);
        line.told = Arc::new(Told {
            operation: Some("O".repeat(5_000)),
            trusted: Some("t".repeat(5_000).into()),
            forbidden: (0..500).map(|at| format!("Deal.field{at}")).collect(),
            ..Told::default()
        });
    });
    let line = told[0].to_string();
    assert!(line.len() < 2_000, "{}", line.len());
    assert!(line.contains("crm:é"), "{line}");
}

#[test]
fn partners_are_named_as_credentials_name_them() {
    let named = |partner| super::named(&partner);
    assert_eq!(named(PartnerName::Id("abc".to_owned())), "id:abc");
    assert_eq!(named(PartnerName::Domain("acme.com".to_owned())), "domain:acme.com");
    assert_eq!(named(PartnerName::TaxId("DE1".to_owned())), "tax_id:DE1");
}

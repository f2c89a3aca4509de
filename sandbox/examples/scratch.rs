//! scratch
fn main() {
    let n: usize = std::env::args()
        .nth(1)
        .and_then(|a| a.parse().ok())
        .unwrap_or(1000);
    let t = std::time::SystemTime::now();
    let w = channelgraph_sandbox::World::generate(&channelgraph_sandbox::Options {
        partners: n,
        ..Default::default()
    });
    eprintln!("{:?}", t.elapsed());
    let rss = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    eprintln!(
        "{}",
        rss.lines().find(|l| l.starts_with("VmRSS")).unwrap_or("")
    );
    for (k, o) in &w.salesforce.objects {
        eprintln!("{k} {}", o.rows.len());
    }
    for (k, o) in &w.hubspot.objects {
        eprintln!("{k} {}", o.rows.len());
    }
    if n <= 1000 {
        println!(
            "{}",
            serde_json::to_string(&w.truth.partners[..40.min(n)]).unwrap_or_default()
        );
        for k in ["Account", "Opportunity", "Lead"] {
            for r in w.salesforce.objects[k].rows.values().take(6) {
                println!("{}", serde_json::to_string(r).unwrap_or_default());
            }
        }
        for k in ["companies", "deals", "leads", "contacts", "2-1001"] {
            for r in w.hubspot.objects[k].rows.values().take(6) {
                println!("{}", serde_json::to_string(r).unwrap_or_default());
            }
        }
    }
}

//! What a config may say.

use super::*;

fn read(rest: &str) -> Result<Config, String> {
    toml::from_str(&format!("base_url = \"https://erp.example\"\n{rest}"))
        .map_err(|error| error.to_string())
}

const BASIC: &str = "auth = { user = \"CHAN\", password = \"hunter2\" }\n";

#[test]
fn services_lie_over_the_presets_ones() {
    let config = format!(
        "preset = \"sap-s4hana\"\n{BASIC}services.settlmtdoc.in = \"off\"\nservices.own = {{ root = \"x/y/\", version = \"v2\" }}"
    );
    let services = read(&config).unwrap().all_services(&"erp".into()).unwrap();
    let settlements = &services["settlmtdoc"];
    assert_eq!((settlements.version, settlements.list), (Version::V4, ListSupport::Off));
    assert!(settlements.metadata.ends_with("/settlmtdoc/0001/$metadata"));
    let own = Service {
        root: "/x/y".into(),
        metadata: "/x/y/$metadata".into(),
        version: Version::V2,
        list: ListSupport::Off,
    };
    assert_eq!(services["own"], own);
    let half = read(&format!("{BASIC}services.own = {{ root = \"/x\" }}"))
        .unwrap()
        .all_services(&"erp".into());
    assert!(half.unwrap_err().message().contains("`own` needs a `root` and a `version`"));
}

#[test]
fn business_central_needs_its_company() {
    let bc = format!("preset = \"business-central\"\n{BASIC}");
    assert!(
        read(&bc).unwrap().all_services(&"bc".into()).unwrap_err().message().contains("`company`")
    );
    let id = "6b17e81d-5a06-4e2c-a19d-4f1a3b0e6c11";
    let services =
        read(&format!("{bc}company = \"{id}\"")).unwrap().all_services(&"bc".into()).unwrap();
    assert_eq!(services["v2.0"].root, format!("/api/v2.0/companies({id})"));
    assert!(
        read(&format!("{bc}company = \"x)/../y\"")).unwrap().all_services(&"bc".into()).is_err()
    );
}

#[test]
fn there_is_one_way_to_log_in_and_its_secret_does_not_print() {
    let oauth = "auth = { oauth = { token_url = \"https://login.example/token\", client_id = \"a\", client_secret = \"hunter2\" } }";
    for auth in [BASIC, oauth] {
        assert!(!format!("{:?}", read(auth).unwrap()).contains("hunter2"));
    }
    for bad in [
        "auth = { user = \"CHAN\" }",
        "auth = {}",
        "auth = { user = \"a\", password = \"b\", oauth = 1 }",
    ] {
        assert!(read(bad).is_err(), "{bad}");
    }
    assert!(read("auth = { oauth = { token_url = \"http://login.example\", client_id = \"a\", client_secret = \"b\" } }").is_err());
}

//! The configuration of a gateway over the sandbox: text, so that it is read and checked as a
//! user's file is.

mod callers;

pub use callers::sql_user;

use channelgraph_sandbox::{Sandbox, truth::System};
use url::Url;

use crate::config::{BadConfig, Config, read};

const SALESFORCE: &str = include_str!("../demo/salesforce.toml");
const HUBSPOT: &str = include_str!("../demo/hubspot.toml");
const ERP: &str = include_str!("../demo/erp.toml");
const AWS: &str = include_str!("../demo/aws.toml");
const PROGRAMS: &str = include_str!("../demo/programs.toml");

/// The names of the demo's CRMs.
pub const CRMS: &[&str] = &["salesforce", "hubspot"];

/// The names of the demo's systems, in order of authority.
pub const SYSTEMS: &[&str] = if cfg!(feature = "aws") {
    &["salesforce", "hubspot", "erp", "aws"]
} else {
    &["salesforce", "hubspot", "erp"]
};

/// A Tryton server that the demo reads beside the simulated systems.
#[derive(Clone)]
pub struct Tryton {
    /// The server's URL, without log-in and database.
    pub url: String,
    /// The database's name.
    pub database: String,
    /// The user's log-in name.
    pub login: String,
    /// The user's password.
    pub password: String,
}

impl Tryton {
    /// Reads an address such as `http://admin@127.0.0.1:8000/database`.
    ///
    /// # Errors
    /// If the address does not name a user and a database; the text says how it should look.
    pub fn new(address: &str, password: String) -> Result<Self, String> {
        // Not repeated in the error: a password may stand in it.
        let bad = || {
            "invalid address of a Tryton database; write it as http://admin@127.0.0.1:8000/database"
                .to_owned()
        };
        let mut url = Url::parse(address).map_err(|_| bad())?;
        let (login, database) =
            (url.username().to_owned(), url.path().trim_matches('/').to_owned());
        if login.is_empty()
            || database.is_empty()
            || database.contains('/')
            || url.password().is_some()
        {
            return Err(bad());
        }
        url.set_username("").map_err(|()| bad())?;
        url.set_path("");
        Ok(Self { url: url.as_str().trim_end_matches('/').to_owned(), database, login, password })
    }
}

/// Configures a gateway over these systems of a running sandbox, and over a Tryton server if given.
///
/// # Errors
/// If the configuration is invalid, which only the Tryton server's values can cause.
pub fn config(
    sandbox: &Sandbox,
    systems: &[&str],
    tryton: Option<&Tryton>,
) -> Result<Config, BadConfig> {
    read("the demo's configuration", &text(sandbox, systems, tryton))
}

/// Writes that configuration as TOML.
pub fn text(sandbox: &Sandbox, systems: &[&str], tryton: Option<&Tryton>) -> String {
    let mut text = String::new();
    let names = systems.iter().copied().chain(tryton.map(|_| "tryton"));
    let names: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
    text += &format!(
        "sources = [{}]\n\n[money]\nreporting = \"USD\"\nrates = {{ EUR = \"1.08\", GBP = \"1.27\" }}\n\n\
         [attribution.roles]\nReseller = \"FULFILLED\"\nDistributor = \"FULFILLED\"\nReferral = \"SOURCED\"\n\n\
         [leads]\naccept_hours = 48\n\n",
        names.join(", ")
    );
    text += PROGRAMS;
    text += &callers::text(sandbox, systems);
    for system in systems {
        text += &match *system {
            "salesforce" => salesforce(sandbox),
            "hubspot" => hubspot(sandbox),
            "erp" => erp(sandbox),
            _ => aws(sandbox),
        };
    }
    if let Some(Tryton { url, database, login, password }) = tryton {
        let quoted = |text: &str| toml::Value::from(text).to_string();
        text += &format!(
            "[tryton.tryton]\nurl = {}\ndatabase = {}\nlogin = {}\npassword = {}\n",
            quoted(url),
            quoted(database),
            quoted(login),
            quoted(password)
        );
    }
    text
}

fn salesforce(sandbox: &Sandbox) -> String {
    let known = &sandbox.simulators().salesforce.config;
    format!(
        r#"[salesforce.salesforce]
my_domain = "{}"
auth = {{ flow = "client_credentials", client_id = "{}", client_secret = "{}" }}
{}
"#,
        sandbox.url(System::Salesforce),
        known.client_id,
        known.client_secret,
        under("salesforce.salesforce.mapping", SALESFORCE),
    )
}

fn hubspot(sandbox: &Sandbox) -> String {
    format!(
        r#"[hubspot.hubspot]
base_url = "{}"
auth = {{ service_key = "{}" }}
leads = "objects"
{}
"#,
        sandbox.url(System::Hubspot),
        sandbox.simulators().hubspot.config.service_key,
        under("hubspot.hubspot.mapping", HUBSPOT),
    )
}

fn erp(sandbox: &Sandbox) -> String {
    let known = &sandbox.simulators().erp.config;
    format!(
        r#"[odata.erp]
preset = "sap-s4hana"
base_url = "{}"
auth = {{ user = "{}", password = "{}" }}
{}
"#,
        sandbox.url(System::Erp),
        known.user,
        known.password,
        under("odata.erp.mapping", ERP),
    )
}

fn aws(sandbox: &Sandbox) -> String {
    let known = &sandbox.simulators().aws.config;
    format!(
        r#"[aws.aws]
endpoint_url = "{}"
access_key_id = "{}"
secret_access_key = "{}"
{}
"#,
        sandbox.url(System::Aws),
        known.access_key_id,
        known.secret_access_key,
        under("aws.aws.mapping", AWS),
    )
}

/// Moves a mapping's tables below `path`.
fn under(path: &str, mapping: &str) -> String {
    let lines = mapping.lines().map(|line| match line.strip_prefix('[') {
        Some(table) => format!("[{path}.{table}\n"),
        None => format!("{line}\n"),
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tryton_address_names_server_user_and_database() {
        let tryton = Tryton::new("http://admin@127.0.0.1:8000/chan", "word".into()).unwrap();
        assert_eq!(
            (&*tryton.url, &*tryton.login, &*tryton.database),
            ("http://127.0.0.1:8000", "admin", "chan")
        );
        for bad in [
            "http://127.0.0.1:8000/chan",
            "http://admin@127.0.0.1:8000",
            "chan",
            "http://admin:word@127.0.0.1/chan",
        ] {
            assert!(Tryton::new(bad, String::new()).is_err_and(|error| !error.is_empty()), "{bad}");
        }
    }
}

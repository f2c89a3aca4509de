//! Configuration of a Tryton source. Limits are those of a series of Tryton's, which is
//! named beside each.

use channelgraph_core::{Address, Limit, Secret, source_config};
use url::Url;

source_config! {
    /// One database of a Tryton server, and the user as whom it is read.
    pub struct Config {
        /// Address of the server: `https://erp.acme.com`.
        pub url: Address,
        /// The database's name.
        pub database: String,
        /// The path of its JSON-RPC. Default: `/{database}/rpc/`, as series 8.2 has it; older ones
        /// have `/{database}/`.
        #[serde(default = "path")]
        pub path: String,
        /// The user's log-in name.
        pub login: String,
        /// The user's password.
        pub password: Secret,
        /// The id of the company whose books are read. Default: the one that the user's preferences
        /// name.
        #[serde(default, deserialize_with = "channelgraph_core::some_within::<1, 4_294_967_295, _, _>")]
        pub company: Option<u32>,
        /// The language of texts that Tryton translates. Default: `en`.
        #[serde(default = "language")]
        pub language: String,
        /// Seconds for which no log-in is tried after one was refused: a fifth wrong one locks the
        /// right password out too. Default: 300, for which such attempts count (`session.timeout`
        /// of series 8.2).
        #[serde(default = "login_pause_seconds", deserialize_with = "channelgraph_core::within::<0, 86_400, _, _>")]
        pub login_pause_seconds: u64,
        /// Seconds for which what a model looks like is remembered. Default: 900.
        #[serde(default = "describe_seconds", deserialize_with = "channelgraph_core::within::<1, 2_592_000, _, _>")]
        pub describe_seconds: u64,
        /// Rows that one call brings at most, and ids that it names. Default: 1000; at most
        /// `request.records_limit` of the server, which series 8.2 does not set by itself.
        #[serde(default = "batch", deserialize_with = "channelgraph_core::within::<1, 100_000, _, _>")]
        pub batch: usize,
    }
    max_rows: 50_000;
    /// Seconds after which what was written is sure to be in lists. Default: 0, as searches
    /// read the database.
    lag_seconds: 0;
    /// Limits that override the default ones, of one class, `rpc`. Default: 8 calls at once and 200
    /// in a second. Tryton has no such limits; a server's own is the number of its processes.
    limits: |_| {
        let rpc = Limit { calls: 200, window_ms: 1000, concurrency: 8 };
        [("rpc".to_owned(), rpc)].into()
    };
}

fn path() -> String {
    "/{database}/rpc/".into()
}
fn language() -> String {
    "en".into()
}
fn login_pause_seconds() -> u64 {
    300
}
fn describe_seconds() -> u64 {
    900
}
fn batch() -> usize {
    1000
}

impl Config {
    /// The address of the database's JSON-RPC.
    pub(crate) fn rpc(&self) -> Url {
        let mut url = self.url.url().clone();
        let below =
            format!("{}/{}", url.path().trim_end_matches('/'), self.path.trim_start_matches('/'));
        url.set_path(&below.replace("{database}", &self.database));
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str, more: &str) -> Result<Config, String> {
        toml::from_str(&format!(
            "url = \"{url}\"\ndatabase = \"acme co\"\nlogin = \"gate\"\npassword = \"hush\"\n{more}"
        ))
        .map_err(|error| error.to_string())
    }

    #[test]
    fn a_password_is_not_sent_in_the_clear() {
        assert!(read("http://127.0.0.1:8000", "").is_ok());
        for bad in [
            "http://erp.acme.com",
            "erp.acme.com",
            "https://a:b@erp.acme.com",
            "https://erp.acme.com/?x=1",
        ] {
            assert!(read(bad, "").is_err(), "{bad}");
        }
    }

    #[test]
    fn the_path_is_that_of_the_series() {
        assert_eq!(
            read("https://erp.acme.com", "").unwrap().rpc().as_str(),
            "https://erp.acme.com/acme%20co/rpc/"
        );
        let older = read("https://acme.com/erp/", "path = \"/{database}/\"").unwrap();
        assert_eq!(older.rpc().as_str(), "https://acme.com/erp/acme%20co/");
    }

    #[test]
    fn secrets_do_not_print() {
        assert!(!format!("{:?}", read("https://erp.acme.com", "").unwrap()).contains("hush"));
    }
}

//! An issuer of tokens: whom it names, and what of a token says who calls.

use channelgraph_core::{Address, Network, Outgoing, within};
use jsonwebtoken::Algorithm;
use serde::{Deserialize, Deserializer, de};
use url::Url;

/// An issuer of tokens.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    /// The issuer, letter for letter as tokens name it in `iss`.
    pub issuer: String,
    /// The audiences of which a token must name one in `aud`.
    pub audience: Vec<String>,
    /// The address of its keys (JWKS). Default: what its `/.well-known/openid-configuration`
    /// names.
    #[serde(default)]
    pub jwks_url: Option<KeysUrl>,
    /// The algorithms that it signs with. Default: RS256 to RS512, PS256 to PS512, ES256, ES384
    /// and EdDSA.
    #[serde(default = "asymmetric", deserialize_with = "algorithms")]
    pub algorithms: Vec<Algorithm>,
    /// Seconds that its clock may differ from ours. Default: 60.
    #[serde(default = "leeway", deserialize_with = "within::<0, 300, _, _>")]
    pub leeway_seconds: u64,
    /// The claim with the name of the caller. Default: `sub`.
    #[serde(default = "subject")]
    pub subject: String,
    /// The claim that gives a caller a role.
    pub roles: RoleClaim,
    /// The claim that names the caller's partner. Default: none.
    #[serde(default)]
    pub partner: Option<PartnerClaim>,
    /// Seconds after which keys are read again. Default: 300.
    #[serde(default = "refresh", deserialize_with = "within::<1, 86_400, _, _>")]
    pub refresh_seconds: u64,
    /// Seconds between two readings because of keys that are not known. Default: 30.
    #[serde(default = "cooldown", deserialize_with = "within::<1, 3_600, _, _>")]
    pub cooldown_seconds: u64,
    /// Seconds for which keys are good while the issuer does not answer. Default: 86400.
    #[serde(default = "keep", deserialize_with = "within::<1, 604_800, _, _>")]
    pub keep_seconds: u64,
    /// The network in which it is asked. Default: the internet, without a proxy.
    #[serde(default)]
    pub network: Network,
}

impl Issuer {
    /// The servers that its keys may be read from: those of `issuer` and of `jwks_url`.
    pub fn outgoing(&self) -> Outgoing {
        let issuer = Address::try_from(self.issuer.clone()).ok();
        let keys = self.jwks_url.as_ref().and_then(|keys| bare(keys.url()).ok());
        Outgoing::to(issuer.iter().chain(&keys), &self.network)
    }
}

/// The claim that gives a caller a role, and the roles of its values.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleClaim {
    /// The claim: its name, or a path with dots. Its value is a text or a list of texts.
    pub claim: String,
    /// The roles of values; the first that the claim holds counts.
    pub map: Vec<RoleOf>,
}

/// The role of one value.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleOf {
    /// The value of the claim.
    pub value: String,
    /// The role, a key of `[roles]`.
    pub role: String,
}

/// The claim that names the caller's partner.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnerClaim {
    /// The claim: its name, or a path with dots.
    pub claim: String,
    /// What its value is.
    #[serde(rename = "as")]
    pub kind: PartnerClaimKind,
    /// The source whose record it names, where it names a record.
    #[serde(default)]
    pub source: Option<String>,
}

/// The ways in which a claim names a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum PartnerClaimKind {
    /// By the id of its node.
    #[serde(rename = "id")]
    Id,
    /// By the id of a record of a source.
    #[serde(rename = "record")]
    Record,
    /// By its domain.
    #[serde(rename = "domain")]
    Domain,
    /// By its tax id.
    #[serde(rename = "taxId")]
    TaxId,
}

/// The address of an issuer's keys: `https://`, or `http://` on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct KeysUrl(Url);

impl KeysUrl {
    /// The address as it stands.
    pub fn url(&self) -> &Url {
        &self.0
    }
}

impl TryFrom<String> for KeysUrl {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let url = Url::parse(&text).map_err(|error| format!("invalid address ({error})"))?;
        // Microsoft's keys of one application stand behind a query, which the rules of other
        // addresses do not allow.
        bare(&url).map(|_| Self(url))
    }
}

/// An address without its query.
fn bare(url: &Url) -> Result<Address, String> {
    let mut bare = url.clone();
    bare.set_query(None);
    Address::try_from(String::from(bare))
}

/// The algorithms with a public key.
fn asymmetric() -> Vec<Algorithm> {
    use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
    vec![RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA]
}

fn algorithms<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Algorithm>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    let read = names.iter().map(|name| {
        let known = name.parse().ok().filter(|known| asymmetric().contains(known));
        known.ok_or_else(|| {
            de::Error::custom(format_args!(
                "`{name}` is no algorithm with a public key that the gateway knows; name some of \
                 RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 and EdDSA"
            ))
        })
    });
    read.collect()
}

fn leeway() -> u64 {
    60
}

fn subject() -> String {
    "sub".into()
}

fn refresh() -> u64 {
    300
}

fn cooldown() -> u64 {
    30
}

fn keep() -> u64 {
    86_400
}

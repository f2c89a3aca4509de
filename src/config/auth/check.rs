//! Checks what `[auth]` says against the rest of the configuration.

use std::collections::BTreeSet;

use channelgraph_core::Address;
use channelgraph_schema::did_you_mean;

use super::{Auth, Issuer, PartnerClaimKind};
use crate::{
    auth::ApiKey,
    config::{self, Config, Roles},
    engine::PartnerName,
};

impl Config {
    /// Checks that it is said who may call the gateway, and that what is for one machine alone
    /// stays there. Only who serves needs this.
    ///
    /// # Errors
    /// If nothing is said, or the gateway would be open to other machines; the text tells the mend.
    pub fn check_callers(&self) -> Result<(), String> {
        let Auth { open, anonymous_role, keys, issuers, .. } = &self.auth;
        if !open && anonymous_role.is_none() && keys.is_empty() && issuers.is_empty() {
            return Err("nobody may call the gateway: add an [auth.issuers.NAME] whose tokens it \
                        accepts, or [[auth.keys]] (`channelgraph key new` makes one); to try it \
                        on this machine without either, set `open = true` in [auth], or serve \
                        with --open"
                .into());
        }
        let Some(name) = self.auth.alone() else { return Ok(()) };
        let config::Server { listen, proxy_protocol, trusted_proxies, .. } = &self.server;
        if !listen.ip().is_loopback() {
            return Err(format!(
                "{name} is for this machine alone, and `server.listen` is {listen}; listen on \
                 127.0.0.1, or leave it out and add [auth.issuers.NAME] or [[auth.keys]]"
            ));
        }
        let proxies =
            [(!trusted_proxies.is_empty(), "trusted_proxies"), (*proxy_protocol, "proxy_protocol")];
        match proxies.iter().find(|(is_set, _)| *is_set) {
            Some((_, key)) => Err(format!(
                "{name} is for this machine alone, and `server.{key}` lets others come by a \
                 proxy; leave out one of the two"
            )),
            None => Ok(()),
        }
    }
}

impl Auth {
    /// The key, if one is set, by which callers need no credentials, or are given some: what is for
    /// one machine alone.
    pub fn alone(&self) -> Option<&'static str> {
        let keys = [
            (self.open, "`auth.open`"),
            (self.anonymous_role.is_some(), "`auth.anonymous_role`"),
            (!self.personas.is_empty(), "[[auth.personas]]"),
        ];
        keys.iter().find(|(is_set, _)| *is_set).map(|(_, name)| *name)
    }

    /// Checks the names of roles and sources, and that each name and key stands for one thing.
    ///
    /// # Errors
    /// If something does not fit; the text tells the mend.
    pub(in crate::config) fn check(
        &self,
        roles: &Roles,
        sources: &[&String],
    ) -> Result<(), String> {
        if let Some(role) = &self.anonymous_role {
            check_role("`auth.anonymous_role`", role, roles)?;
        }
        self.check_keys(roles, sources)?;
        let mut urls = BTreeSet::new();
        for (name, issuer) in &self.issuers {
            let place = format!("[auth.issuers.{name}]");
            if name == "key" {
                return Err(format!("{place} needs another name: callers with keys are `key:…`"));
            }
            if name.contains(':') {
                return Err(format!(
                    "{place} has a `:` in its name, which parts names from subjects; leave it out"
                ));
            }
            if !urls.insert(&issuer.issuer) {
                return Err(format!("{place} has the `issuer` of another; name each one once"));
            }
            issuer.check(&place, roles, sources)?;
        }
        Ok(())
    }

    fn check_keys(&self, roles: &Roles, sources: &[&String]) -> Result<(), String> {
        let (mut names, mut hashes) = (BTreeSet::new(), BTreeSet::new());
        for key in &self.keys {
            let name = &key.name;
            let place = format!("the key `{name}` in [[auth.keys]]");
            if name.is_empty() || name.len() > 100 || name.chars().any(char::is_control) {
                return Err("a key in [[auth.keys]] has an unusable `name`; give it 1 to 100 \
                            characters"
                    .into());
            }
            if !names.insert(name) {
                return Err(format!("two [[auth.keys]] are called `{name}`; name each its own"));
            }
            if !hashes.insert(key.hash.as_bytes()) {
                return Err(format!(
                    "{place} has the hash of another; make one for each caller with \
                     `channelgraph key new`"
                ));
            }
            check_role(&place, &key.role, roles)?;
            if let Some(PartnerName::Record { source, .. }) = &key.partner {
                check_source(&place, source, sources)?;
            }
        }
        for persona in &self.personas {
            let hash = ApiKey::read(&persona.key).map(|key| key.hash());
            if !hash.is_some_and(|hash| self.keys.iter().any(|key| key.hash == hash)) {
                return Err(format!(
                    "the persona `{}` has a key that none of [[auth.keys]] has the hash of",
                    persona.name
                ));
            }
        }
        Ok(())
    }
}

impl Issuer {
    fn check(&self, place: &str, roles: &Roles, sources: &[&String]) -> Result<(), String> {
        Address::try_from(self.issuer.clone())
            .map_err(|problem| format!("{place} has an unusable `issuer`: {problem}"))?;
        if self.audience.is_empty() || self.audience.iter().any(String::is_empty) {
            return Err(format!(
                "{place} needs an `audience`: the name of the gateway at this issuer, as tokens \
                 have it in `aud`"
            ));
        }
        if self.algorithms.is_empty() {
            return Err(format!("{place} allows no algorithm; leave out `algorithms` for all"));
        }
        if self.roles.map.is_empty() {
            return Err(format!(
                "{place} gives nobody a role; add to `roles.map`, such as {{ value = \
                 \"channel-team\", role = \"manager\" }}"
            ));
        }
        for of in &self.roles.map {
            check_role(place, &of.role, roles)?;
        }
        match self.partner.as_ref().map(|claim| (claim.kind, &claim.source)) {
            Some((PartnerClaimKind::Record, Some(source))) => check_source(place, source, sources),
            Some((PartnerClaimKind::Record, None)) => {
                Err(format!("{place}: `partner` is a record; name its `source`"))
            }
            Some((_, Some(_))) => Err(format!(
                "{place}: `partner` names a `source`, which is for `as = \"record\"` alone"
            )),
            _ => Ok(()),
        }
    }
}

fn check_role(place: &str, role: &str, roles: &Roles) -> Result<(), String> {
    if roles.contains_key(role) {
        return Ok(());
    }
    let near = did_you_mean(role, roles.keys().map(String::as_str));
    Err(format!("{place} names the role `{role}`, which is not in [roles]{near}"))
}

fn check_source(place: &str, source: &str, sources: &[&String]) -> Result<(), String> {
    if sources.iter().any(|known| *known == source) {
        return Ok(());
    }
    let near = did_you_mean(source, sources.iter().map(|name| name.as_str()));
    Err(format!("{place} names `{source}`, which is no source{near}"))
}

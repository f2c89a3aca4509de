//! What one caller would see.

use std::sync::Arc;

use channelgraph_schema::{EntityKind, FieldId};
use strum::VariantArray;

use crate::{
    app::{App, Prepared, Start},
    auth::Caller,
    cli::{out, run},
    config::{Config, LogForm},
    engine::{ListQuery, Look, Needs, PartnerName, Seen, Viewer},
};

const P: EntityKind = EntityKind::Partner;
const NAME: FieldId = P.known("name");
/// Partners that are named.
const NAMED: usize = 20;

/// A caller as the command line names him.
#[derive(Debug, Clone)]
pub(super) struct Called {
    role: String,
    partner: Option<PartnerName>,
}

/// Reads `ROLE` or `ROLE:PARTNER`.
pub(super) fn parse(text: &str) -> Result<Called, String> {
    match text.split_once(':') {
        None => Ok(Called { role: text.to_owned(), partner: None }),
        Some((role, partner)) => {
            let partner = partner.parse::<PartnerName>().map_err(|bad| bad.to_string())?;
            Ok(Called { role: role.to_owned(), partner: Some(partner) })
        }
    }
}

impl Called {
    /// Reads the sources, and prints what he would see; returns the exit code.
    pub(super) async fn run(self, config: &Config, prepared: Prepared) -> anyhow::Result<u8> {
        if !config.roles.contains_key(&self.role) {
            let known: Vec<&str> = config.roles.keys().map(String::as_str).collect();
            out::note(format_args!(
                "there is no role `{}`; [roles] has {}",
                self.role,
                known.join(", ")
            ));
            return Ok(2);
        }
        let start = Start::default();
        let app = App::connect_prepared(config, prepared, &start).await?;
        run::build_index(&app, &start, LogForm::Pretty).await;
        let role: Arc<str> = self.role.as_str().into();
        let names_partner = self.partner.is_some();
        let caller = Caller { subject: "somebody".into(), role: Some(role), partner: self.partner };
        let viewer = app.viewer(&caller).await;
        let needs = Needs { fields: [NAME].into_iter().collect(), ..Needs::default() };
        let own = app.engine.own_partner(&viewer, &needs).await;
        match own {
            Ok(Some(own)) => out::line(format_args!("partner  {}", told(&viewer, &own)))?,
            Ok(None) if names_partner => {
                out::line("partner  not known, or several, or not to be seen by its own callers")?;
            }
            Ok(None) => {}
            Err(problem) => out::line(format_args!("partner  {}", problem.message))?,
        }
        for kind in EntityKind::VARIANTS {
            let query = ListQuery::first_of_all(NAMED);
            let count = match app.engine.count(&viewer, *kind, &query).await {
                Ok(Some(count)) => count.to_string(),
                Ok(None) => "some; the sources do not count them".to_owned(),
                Err(problem) => problem.message,
            };
            out::line(format_args!("{kind:<9}  {count}"))?;
        }
        let listed = app.engine.list(&viewer, P, &ListQuery::first_of_all(NAMED), &needs).await;
        let Ok(listed) = listed else { return Ok(1) };
        for (_, partner) in &listed.nodes {
            out::line(format_args!("  {}", told(&viewer, partner)))?;
        }
        if listed.has_next {
            out::line("  …")?;
        }
        Ok(u8::from(!listed.gaps.is_empty()))
    }
}

/// A partner's name and id.
fn told(viewer: &Viewer, partner: &Seen) -> String {
    let name = match partner.look(viewer, NAME) {
        Look::Value(name) => name.as_str().unwrap_or_default(),
        Look::Masked(_) | Look::Forbidden => "",
    };
    format!("{name} ({})", partner.id())
}

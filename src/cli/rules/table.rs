//! The rules of a configuration as tables in Markdown, for whoever has to approve them.

use std::fmt::Write;

use channelgraph_schema::{Class, EntityKind, FieldId};
use strum::VariantArray;

use crate::{
    config::{AllOr, Config, EntityRows, Grant, Role},
    engine::{self, Mode},
};

/// Writes the rules of all roles.
///
/// # Errors
/// If a rule names what the model does not have.
pub(super) fn of(config: &Config) -> anyhow::Result<String> {
    let mut text =
        "# Who sees what\n\nA caller acts in one role. What no line grants cannot be seen: \
                    not in a list, by its id, in a search, a total, a cursor or an error.\n"
            .to_owned();
    if config.roles.is_empty() {
        text += "\nThere are no roles.\n";
    }
    for (name, role) in &config.roles {
        let rules = role.engine(name).map_err(anyhow::Error::msg)?;
        write!(text, "\n## `{name}`\n\n")?;
        rows(&mut text, role)?;
        fields(&mut text, &rules)?;
    }
    Ok(text)
}

fn rows(text: &mut String, role: &Role) -> anyhow::Result<()> {
    text.push_str("| nodes | which | if the caller's partner |\n|---|---|---|\n");
    for kind in EntityKind::VARIANTS {
        let grants = match &role.rows {
            AllOr::All => None,
            AllOr::Only(by_kind) => by_kind.get(kind),
        };
        match (&role.rows, grants) {
            (AllOr::All, _) | (_, Some(EntityRows::Word(true))) => {
                writeln!(text, "| {kind} | all | |")?;
            }
            (_, None | Some(EntityRows::Word(false))) => writeln!(text, "| {kind} | none | |")?,
            (_, Some(EntityRows::Granted(grants))) => {
                for Grant { filter, only_if } in grants {
                    let only_if = only_if.as_ref().map(shown).unwrap_or_default();
                    writeln!(text, "| {kind} | {} | {only_if} |", shown(filter))?;
                }
            }
        }
    }
    Ok(())
}

/// A filter as it stands in the configuration.
fn shown(filter: &toml::Table) -> String {
    format!("`{}`", toml::Value::from(filter.clone())).replace('|', "\\|")
}

fn fields(text: &mut String, rules: &engine::Role) -> anyhow::Result<()> {
    text.push_str("\n| fields | seen | which of them |\n|---|---|---|\n");
    for (class, name) in
        [(Class::Public, "open"), (Class::Personal, "personal"), (Class::Finance, "finance")]
    {
        let fields = EntityKind::VARIANTS.iter().flat_map(|kind| {
            let of_class = kind.fields_that(|def| def.class == class && !def.doc.is_empty());
            let fields: Vec<FieldId> = of_class.iter().collect();
            fields.into_iter().map(move |field| (*kind, field))
        });
        for (mode, seen) in [
            (Mode::Show, "as they are"),
            (Mode::Mask, "the first letter"),
            (Mode::Hide, "as if empty"),
            (Mode::Forbid, "no: FORBIDDEN"),
        ] {
            let own = fields.clone().filter(|(kind, field)| rules.mode(*kind, *field) == mode);
            let names: Vec<String> =
                own.map(|(kind, field)| format!("{kind}.{}", kind.def(field).path)).collect();
            match (class, mode) {
                _ if names.is_empty() => {}
                // They are most of the model; what is told of them is the exceptions.
                (Class::Public, Mode::Show) => writeln!(text, "| {name} | {seen} | all others |")?,
                _ => writeln!(text, "| {name} | {seen} | {} |", names.join(", "))?,
            }
        }
    }
    for (what, mode) in [
        ("where values come from (records, conflicts, matches, sources)", rules.provenance),
        ("the sources' own fields (attributes)", rules.attributes),
    ] {
        let seen = match mode {
            Mode::Show => "yes",
            Mode::Hide => "as if there were none",
            Mode::Mask | Mode::Forbid => "no: FORBIDDEN",
        };
        writeln!(text, "| {what} | {seen} | |")?;
    }
    Ok(())
}

#[cfg(all(test, feature = "demo"))]
mod tests {
    use super::*;

    /// The page in the documentation shows the demo's rules, as this command prints them.
    #[test]
    fn the_documentation_shows_the_demos_rules() {
        let roles: crate::config::Roles = toml::from_str::<toml::Table>(include_str!(
            "../../../demo/roles.toml"
        ))
        .unwrap()["roles"]
            .clone()
            .try_into()
            .unwrap();
        let printed = of(&Config { roles, ..Config::default() }).unwrap();
        let page = include_str!("../../../docs/security/rules-of-the-demo.md");
        assert_eq!(printed, page, "print it anew: channelgraph rules --config demo.toml");
    }
}

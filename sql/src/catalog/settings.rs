//! Settings: their defaults, and the relation that lists them.

use std::sync::LazyLock;

/// A setting as `pg_settings` describes it.
#[derive(Debug)]
pub struct Setting {
    /// The name.
    pub name: &'static str,
    /// The value, unless the connection has changed it.
    pub value: &'static str,
    /// The unit of the value, if it has one.
    pub unit: Option<&'static str>,
    /// Who can change it.
    pub context: &'static str,
    /// The type of the value.
    pub ty: &'static str,
    /// The group that it belongs to.
    pub category: &'static str,
    /// The description.
    pub doc: &'static str,
}

static SETTINGS: LazyLock<Vec<Setting>> = LazyLock::new(|| {
    include_str!("data/settings.txt").lines().filter_map(Setting::parse).collect()
});

/// Returns all settings.
pub fn settings() -> &'static [Setting] {
    &SETTINGS
}

/// Returns the default of a setting, whose name is given in small letters.
pub fn default(name: &str) -> Option<String> {
    if name == "is_superuser" {
        return Some("off".to_owned());
    }
    let found = SETTINGS.iter().find(|setting| setting.name.eq_ignore_ascii_case(name));
    found.map(|setting| setting.value.to_owned())
}

impl Setting {
    fn parse(line: &'static str) -> Option<Self> {
        let parts = line.split('|').collect::<Vec<_>>();
        let [name, value, unit, context, ty, category, doc] = parts[..] else { return None };
        let unit = Some(unit).filter(|unit| !unit.is_empty());
        Some(Self { name, value, unit, context, ty, category, doc })
    }
}

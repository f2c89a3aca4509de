//! Where audit lines go: `[audit]`.

use std::path::PathBuf;

use channelgraph_schema::did_you_mean;
use serde::{Deserialize, Deserializer, de};

/// The audit trail.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Audit {
    /// Where its lines go: `log`, `off`, or a file to which they are added as JSON. Default: `log`.
    pub to: AuditTo,
}

/// Where audit lines go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum AuditTo {
    /// To the log, in its form, whatever its level.
    #[default]
    Log,
    /// Nowhere.
    Off,
    /// To a file, a line of JSON each.
    File(PathBuf),
}

impl<'de> Deserialize<'de> for AuditTo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.as_str() {
            "log" => Ok(Self::Log),
            "off" => Ok(Self::Off),
            path if path.contains(['/', '\\']) => Ok(Self::File(path.into())),
            _ => Err(de::Error::custom(format!(
                "give `log`, `off`, or the path of a file with its folder, such as \
                 `/var/log/channelgraph/audit.jsonl`{}",
                did_you_mean(&text, ["log", "off"])
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_go_to_the_log_nowhere_or_to_a_file() {
        let read = |to: &str| toml::from_str::<Audit>(&format!("to = \"{to}\"")).map(|of| of.to);
        assert_eq!(toml::from_str::<Audit>("").unwrap().to, AuditTo::Log);
        assert_eq!(read("log").unwrap(), AuditTo::Log);
        assert_eq!(read("off").unwrap(), AuditTo::Off);
        assert_eq!(read("./audit.jsonl").unwrap(), AuditTo::File("./audit.jsonl".into()));
        let wrong = read("logs").unwrap_err().to_string();
        assert!(wrong.contains("did you mean `log`"), "{wrong}");
    }
}

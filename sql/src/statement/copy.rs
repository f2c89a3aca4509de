//! The forms of files that COPY writes.

use datafusion::sql::sqlparser::{
    ast::{CopyLegacyCsvOption, CopyLegacyOption, CopyOption, Ident, ObjectName, Query, Statement},
    dialect::PostgreSqlDialect,
    parser::Parser,
};

use crate::{Code, Failure};

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyFormat {
    /// Fields with tabs between them.
    Text,
    /// Fields with commas between them, in quotes where needed.
    Csv,
    /// PostgreSQL's own binary form.
    Binary,
}

/// How COPY writes rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyOptions {
    /// The form.
    pub format: CopyFormat,
    /// What stands between fields.
    pub delimiter: u8,
    /// What stands for no value.
    pub null: String,
    /// Whether the first line names the columns.
    pub header: bool,
    /// What quotes a field.
    pub quote: u8,
    /// What takes the meaning from a quote.
    pub escape: u8,
    /// The columns that are always quoted; all of them if there is `*` among them.
    pub force_quote: Vec<String>,
}

impl CopyOptions {
    pub(super) fn of(
        options: Vec<CopyOption>,
        legacy: Vec<CopyLegacyOption>,
    ) -> Result<Self, Failure> {
        let mut given = Given::default();
        for option in options {
            given.take(option)?;
        }
        for option in legacy {
            given.take_legacy(option)?;
        }
        let format = given.format.unwrap_or(CopyFormat::Text);
        let csv = format == CopyFormat::Csv;
        let byte = |given: Option<char>, default: u8| match given.map(u8::try_from) {
            None => Ok(default),
            Some(Ok(byte)) if byte.is_ascii() => Ok(byte),
            Some(_) => Err(wrong("COPY delimiter, quote and escape must be one-byte characters")),
        };
        let quote = byte(given.quote, b'"')?;
        Ok(Self {
            format,
            delimiter: byte(given.delimiter, if csv { b',' } else { b'\t' })?,
            null: given.null.unwrap_or_else(|| if csv { String::new() } else { "\\N".to_owned() }),
            header: given.header,
            quote,
            escape: byte(given.escape, quote)?,
            force_quote: given.force_quote,
        })
    }
}

#[derive(Default)]
struct Given {
    format: Option<CopyFormat>,
    delimiter: Option<char>,
    null: Option<String>,
    header: bool,
    quote: Option<char>,
    escape: Option<char>,
    force_quote: Vec<String>,
}

impl Given {
    fn take(&mut self, option: CopyOption) -> Result<(), Failure> {
        match option {
            CopyOption::Format(name) => {
                self.format = Some(match &*name.value.to_lowercase() {
                    "text" => CopyFormat::Text,
                    "csv" => CopyFormat::Csv,
                    "binary" => CopyFormat::Binary,
                    other => return Err(wrong(&format!("COPY format \"{other}\" not recognized"))),
                });
            }
            CopyOption::Delimiter(letter) => self.delimiter = Some(letter),
            CopyOption::Null(text) => self.null = Some(text),
            CopyOption::Header(header) => self.header = header,
            CopyOption::Quote(letter) => self.quote = Some(letter),
            CopyOption::Escape(letter) => self.escape = Some(letter),
            CopyOption::ForceQuote(columns) => {
                self.force_quote = columns.into_iter().map(|column| column.value).collect();
            }
            CopyOption::Encoding(name) if is_utf8(&name) => {}
            other => return Err(wrong(&format!("COPY option {other} is not supported"))),
        }
        Ok(())
    }

    fn take_legacy(&mut self, option: CopyLegacyOption) -> Result<(), Failure> {
        match option {
            CopyLegacyOption::Binary => self.format = Some(CopyFormat::Binary),
            CopyLegacyOption::Delimiter(letter) => self.delimiter = Some(letter),
            CopyLegacyOption::Null(text) => self.null = Some(text),
            CopyLegacyOption::Header => self.header = true,
            CopyLegacyOption::Csv(options) => {
                self.format = Some(CopyFormat::Csv);
                for option in options {
                    match option {
                        CopyLegacyCsvOption::Header => self.header = true,
                        CopyLegacyCsvOption::Quote(letter) => self.quote = Some(letter),
                        CopyLegacyCsvOption::Escape(letter) => self.escape = Some(letter),
                        CopyLegacyCsvOption::ForceQuote(columns) => {
                            let names = columns.into_iter().map(|column| column.value);
                            self.force_quote = names.collect();
                        }
                        other => {
                            return Err(wrong(&format!("COPY option {other} is not supported")));
                        }
                    }
                }
            }
            other => return Err(wrong(&format!("COPY option {other} is not supported"))),
        }
        Ok(())
    }
}

/// The query that gives the columns of a table.
pub(super) fn table(name: &ObjectName, columns: &[Ident]) -> Result<Box<Query>, Failure> {
    let list = columns.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let list = if list.is_empty() { "*".to_owned() } else { list };
    let parsed = Parser::parse_sql(&PostgreSqlDialect {}, &format!("SELECT {list} FROM {name}"));
    match parsed.ok().and_then(|mut statements| statements.pop()) {
        Some(Statement::Query(query)) => Ok(query),
        _ => Err(wrong("COPY needs a table or a query")),
    }
}

fn is_utf8(name: &str) -> bool {
    ["utf8", "utf-8", "unicode"].contains(&&*name.to_lowercase())
}

fn wrong(message: &str) -> Failure {
    Failure::new(Code::Unsupported, message)
}

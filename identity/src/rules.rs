//! Rules: what a configuration says of how companies are recognised.

/// How companies are recognised.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// What ties records.
    pub mode: Mode,
    /// The weight, in bits, from which two records are one company.
    pub merge_at: f64,
    /// The weight, in bits, from which a pair that is not tied is suggested.
    pub suggest_at: f64,
    /// True if a name alone, rare and unrivalled, ties two records.
    pub name_alone: bool,
    /// Further values that many companies share: domains, tax ids, phone numbers.
    pub shared_values: Vec<String>,
    /// Further words that many names have, and that tell no company from another.
    pub generic_words: Vec<String>,
    /// Words that tell a company, though they stand in the list of those that do not.
    pub brand_words: Vec<String>,
    /// In mode [`Mode::Keys`]: true if equal name, country and city tie, too.
    pub by_name: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            mode: Mode::Evidence,
            merge_at: 5.0,
            suggest_at: -2.0,
            name_alone: true,
            shared_values: Vec::new(),
            generic_words: Vec::new(),
            brand_words: Vec::new(),
            by_name: false,
        }
    }
}

/// What ties records to one company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Sure keys, and else evidence by its weight.
    #[default]
    Evidence,
    /// Exact keys alone: tax id, link, domain.
    Keys,
}

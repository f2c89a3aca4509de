//! Resolution: which records are one company, and why.

use std::sync::Arc;

use crate::{
    features::Feature,
    near::Near,
    rules::Rules,
    statistics::Statistics,
    world::{RelationTable, World},
};

/// What came of the records.
#[derive(Debug, Clone, Default)]
pub struct Resolution {
    /// For each record, the lowest record of its company.
    pub company: Vec<u32>,
    /// The ties that made companies of records, by their records: one fewer than a company has
    /// records.
    pub ties: Vec<Tie>,
    /// Pairs of companies that may be one, the likeliest first.
    pub suggestions: Vec<Suggestion>,
    /// Pairs of records whose companies belong together and are not one: branches and sisters.
    pub related: Vec<(u32, u32)>,
    /// Pairs of records that a key ties and another one parts.
    pub contradictions: Vec<(u32, u32)>,
    /// Values that too many unlike companies share, so that they tell nothing.
    pub void: Vec<Void>,
    /// What the next resolution and explanations are worked out from.
    pub(crate) state: Arc<State>,
}

/// What the next resolution and explanations are worked out from.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    pub(crate) features: Vec<Arc<Feature>>,
    pub(crate) statistics: Statistics,
    pub(crate) relations: RelationTable,
    pub(crate) near: Near,
    pub(crate) rules: Rules,
}

impl State {
    pub(crate) fn world(&self) -> World<'_> {
        let Self { features, statistics, relations, rules, .. } = self;
        World { features, statistics, relations, rules }
    }
}

/// A tie between two records of one company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tie {
    /// The lower record.
    pub a: u32,
    /// The higher record.
    pub b: u32,
    /// Thousandths of a bit; [`SURE`] for ties that stand on a key or a decision.
    pub weight: i32,
    /// What the tie stands on.
    pub by: By,
}

/// The weight of what is sure.
pub const SURE: i32 = i32::MAX;

/// What a tie stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// Decided by people.
    Confirmed,
    /// One record says that it is the other.
    Link,
    /// Equal numbers of a register: tax id, D-U-N-S, LEI.
    Register,
    /// Evidence by its weight; of two fields, whether they agree.
    Evidence {
        /// True if the names agree.
        name: bool,
        /// True if the domains agree.
        domain: bool,
        /// True if nothing but the names agrees.
        alone: bool,
    },
    /// Equal domain, in [`crate::Mode::Keys`].
    Domain,
    /// Equal name, country and city, in [`crate::Mode::Keys`].
    Name,
}

/// A pair of companies that may be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suggestion {
    /// A record of one of them.
    pub a: u32,
    /// A record of the other one; higher than `a`.
    pub b: u32,
    /// Thousandths of a bit.
    pub weight: i32,
    /// Why they are not one.
    pub reason: Reason,
}

/// Why two companies that are alike are not tied.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::IntoStaticStr,
    strum::EnumString,
    strum::VariantArray,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Reason {
    /// Nothing but the names agrees.
    NameAlone,
    /// Another company is nearly as likely.
    Rival,
    /// The names differ by a place or a word for groups: one may be a branch of the other.
    Branch,
    /// The countries differ.
    CountryDiffers,
    /// A key ties them, and other evidence contradicts.
    KeyContradicted,
    /// They share a value that others share, too.
    SharedValue,
    /// Both are records of one system.
    Double,
    /// The evidence is too light.
    Weight,
}

/// A value that too many unlike companies share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Void {
    /// What kind of value.
    pub kind: Kind,
    /// The value, as it is compared.
    pub value: String,
    /// The number of records that have it.
    pub records: u32,
}

/// Kinds of evidence.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// How unlikely it is that any two records are one, before anything is compared.
    Prior,
    /// A decision of people.
    Decision,
    /// One record names the other.
    Link,
    /// Tax id.
    TaxId,
    /// D-U-N-S number.
    Duns,
    /// Legal entity identifier.
    Lei,
    /// Name.
    Name,
    /// Legal form.
    LegalForm,
    /// Domain.
    Domain,
    /// A domain that is made of the other's name.
    NameInDomain,
    /// Country.
    Country,
    /// City.
    City,
    /// Postal code.
    PostalCode,
    /// Street.
    Street,
    /// Telephone number.
    Phone,
    /// Channel account manager.
    Manager,
    /// Both are records of one system.
    SameSource,
    /// One is the other's parent.
    Parent,
    /// One name is the other's with a place or a word for groups.
    Branch,
}

/// How two records stand to each other in one kind of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Agreement {
    /// They say the same.
    Same,
    /// They say nearly the same.
    Similar,
    /// They contradict each other.
    Different,
    /// One of them says nothing.
    Missing,
}

/// One piece of evidence for or against two records being one company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Its kind.
    pub kind: Kind,
    /// How the two stand to each other.
    pub agreement: Agreement,
    /// Thousandths of a bit; [`SURE`] and its negative for what is sure.
    pub weight: i32,
    /// What the one says.
    pub ours: Option<String>,
    /// What the other one says.
    pub theirs: Option<String>,
    /// What there is to know of the weight, in a sentence or none.
    pub note: Option<String>,
}

/// What speaks for and against two records being one company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The sum of the evidence, in thousandths of a bit; [`SURE`] and its negative for what is
    /// sure.
    pub weight: i32,
    /// The evidence, in the order of [`Kind`].
    pub evidence: Vec<Evidence>,
    /// True if the two are one company.
    pub tied: bool,
    /// Why they are not, though they are alike.
    pub reason: Option<Reason>,
    /// Records of other companies that are about as likely.
    pub rivals: Vec<u32>,
}

impl Explanation {
    /// The probability that the two are one company, from 0 to 1, as the weight tells it.
    pub fn odds(&self) -> f64 {
        odds(self.weight)
    }
}

/// The probability that a weight (thousandths of a bit) tells.
pub fn odds(weight: i32) -> f64 {
    1.0 / (1.0 + (-f64::from(weight) / 1000.0).exp2())
}

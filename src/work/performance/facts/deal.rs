//! What counts of a deal.

use channelgraph_schema::{EntityKind, FieldId, Money};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::work::{performance::Dimension, reader::Reader};

const D: EntityKind = EntityKind::Deal;
/// The partner that sells the deal.
pub const PARTNER: FieldId = D.known("partner");
/// When it was created.
pub const CREATED: FieldId = D.known("createdAt");
/// When it was closed, or will be.
pub const CLOSE: FieldId = D.known("closeDate");
/// Whether it is closed.
pub const IS_CLOSED: FieldId = D.known("isClosed");
/// Whether it is won.
pub const IS_WON: FieldId = D.known("isWon");
/// Its value.
pub const AMOUNT: FieldId = D.known("amount");
/// How likely it is to be won.
pub const PROBABILITY: FieldId = D.known("probability");
/// Its channel.
pub const CHANNEL: FieldId = D.known("channel");
/// Its type.
pub const KIND: FieldId = D.known("type");
/// The state of its registration.
pub const REGISTRATION: FieldId = D.known("registration.status");
/// When that was submitted.
pub const SUBMITTED: FieldId = D.known("registration.submittedAt");
/// When that was decided.
pub const DECIDED: FieldId = D.known("registration.decidedAt");
/// An offer on a marketplace: the partner transacts there.
pub const OFFER: FieldId = D.known("marketplace.offerId");

/// What counts of a deal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deal {
    /// The day of creation.
    pub created: Option<NaiveDate>,
    /// The day of closing, as planned or as it was.
    pub close: Option<NaiveDate>,
    /// Whether it is closed.
    pub is_closed: bool,
    /// Whether it is won.
    pub is_won: bool,
    /// Its value.
    pub amount: Option<Money>,
    /// How likely it is to be won, 0 to 1.
    pub probability: Option<Decimal>,
    /// Its channel.
    pub channel: Option<String>,
    /// Its type.
    pub kind: Option<String>,
    /// Whether its partner's registration was approved, be it expired since.
    pub is_registered: bool,
    /// The time of that decision, else of its submission.
    pub sourced_at: Option<DateTime<Utc>>,
    /// Whether its partner has an offer for it on a marketplace.
    pub has_offer: bool,
    /// Its registration, if it was submitted.
    pub registration: Option<Registration>,
}

/// A deal registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registration {
    /// What became of it; none if no word says.
    pub state: Option<RegistrationState>,
    /// The time of submission.
    pub submitted: DateTime<Utc>,
    /// The day of submission.
    pub day: NaiveDate,
    /// The time of the decision.
    pub decided: Option<DateTime<Utc>>,
}

/// What became of a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistrationState {
    /// Nothing yet.
    Pending,
    /// It was approved.
    Approved,
    /// It was rejected.
    Rejected,
    /// It was approved, and has expired since.
    Expired,
}

impl Deal {
    /// The facts of a node.
    pub fn of(node: Reader<'_>) -> Self {
        let owned = |field| node.text(field).map(str::to_owned);
        Self {
            created: node.day(CREATED),
            close: node.day(CLOSE),
            is_closed: node.is(IS_CLOSED),
            is_won: node.is(IS_CLOSED) && node.is(IS_WON),
            amount: node.money(AMOUNT),
            probability: node.number(PROBABILITY),
            channel: owned(CHANNEL),
            kind: owned(KIND),
            is_registered: matches!(node.text(REGISTRATION), Some("APPROVED" | "EXPIRED")),
            sourced_at: node.moment(DECIDED).or_else(|| node.moment(SUBMITTED)),
            has_offer: node.text(OFFER).is_some(),
            registration: Registration::of(node),
        }
    }
}

impl Deal {
    /// Its values of a dimension; none if it is none of deals, or goes by attribution.
    pub fn values(&self, dimension: Dimension) -> Option<Vec<String>> {
        Some(match dimension {
            Dimension::Channel => self.channel.iter().cloned().collect(),
            Dimension::DealType => self.kind.iter().cloned().collect(),
            Dimension::Currency => self.amount.iter().map(|of| of.currency.to_string()).collect(),
            _ => return None,
        })
    }
}

impl Registration {
    fn of(node: Reader<'_>) -> Option<Self> {
        let submitted = node.moment(SUBMITTED)?;
        let word = node.text(REGISTRATION);
        let day = node.calendar.day_of(submitted);
        let registration =
            Self { state: word.and_then(state), submitted, day, decided: node.moment(DECIDED) };
        // What was taken back and is a draft again is not submitted.
        (word != Some("DRAFT")).then_some(registration)
    }
}

/// What a word says of a registration.
fn state(word: &str) -> Option<RegistrationState> {
    Some(match word {
        "SUBMITTED" | "IN_REVIEW" => RegistrationState::Pending,
        "APPROVED" => RegistrationState::Approved,
        "REJECTED" => RegistrationState::Rejected,
        "EXPIRED" => RegistrationState::Expired,
        _ => return None,
    })
}

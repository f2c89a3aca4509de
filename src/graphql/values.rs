//! The small objects that hang off entities, and reading them out of a node.

use std::str::FromStr;

use async_graphql::{Context, Object, SimpleObject};
use channelgraph_schema::{FieldId, Money as ExactMoney, Reference, Value};

use super::{
    enums::RegistrationStatus,
    scalars::{CountryCode, CurrencyCode, Date, DateTime, Decimal},
};
use crate::{engine::Node, money::Rates};

/// A place in a partner programme.
#[derive(SimpleObject)]
pub struct Tier {
    /// Its name: `Gold`.
    pub name: String,
    /// Its place; 1 is the lowest.
    pub rank: Option<i32>,
}

/// That a partner takes part in a programme.
#[derive(SimpleObject)]
pub struct ProgramMembership {
    /// The programme's name.
    pub program: String,
    /// The partner's place in it.
    pub tier: Option<Tier>,
    /// Since when.
    pub since: Option<Date>,
}

/// Someone who works for the vendor or a partner.
#[derive(SimpleObject)]
pub struct Person {
    /// The full name.
    pub name: Option<String>,
    /// The mail address.
    pub email: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
}

/// Who buys.
#[derive(SimpleObject)]
pub struct Customer {
    /// The company's name.
    pub name: Option<String>,
    /// The company's domain.
    pub domain: Option<String>,
    /// The company's country.
    pub country: Option<CountryCode>,
    /// The company's industry, in the source's words.
    pub industry: Option<String>,
}

/// A postal address.
#[derive(SimpleObject)]
pub struct Address {
    /// Street and number.
    pub street: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Country.
    pub country: Option<CountryCode>,
}

/// What the ERP knows of a partner as debtor or creditor.
#[derive(SimpleObject)]
pub struct Billing {
    /// The account's number.
    pub account_number: Option<String>,
    /// The account's currency.
    pub currency: Option<CurrencyCode>,
    /// How much credit is given.
    pub credit_limit: Option<Money>,
    /// What is open.
    pub open_balance: Option<Money>,
    /// What is overdue.
    pub overdue_balance: Option<Money>,
    /// When invoices are to be paid.
    pub payment_terms: Option<String>,
    /// Whether nothing is delivered for the time being.
    pub blocked: Option<bool>,
}

/// A partner's claim to a deal.
#[derive(SimpleObject)]
pub struct DealRegistration {
    /// Where it stands.
    pub status: Option<RegistrationStatus>,
    /// When it was sent.
    pub submitted_at: Option<DateTime>,
    /// When it was decided.
    pub decided_at: Option<DateTime>,
    /// When the protection ends.
    pub expires_at: Option<DateTime>,
    /// Why it was decided so.
    pub reason: Option<String>,
}

/// A deal as a marketplace sees it.
#[derive(SimpleObject)]
pub struct MarketplaceOffer {
    /// The marketplace.
    pub marketplace: Option<String>,
    /// Its id of the opportunity.
    pub opportunity_id: Option<String>,
    /// Its id of the offer.
    pub offer_id: Option<String>,
    /// Its id of the agreement.
    pub agreement_id: Option<String>,
    /// Its word for the stage.
    pub stage: Option<String>,
    /// Its word for where its own review stands.
    pub review_status: Option<String>,
}

/// An exact amount of money.
#[derive(Clone)]
pub struct Money(ExactMoney);

/// An exact amount of money.
#[Object]
impl Money {
    /// The amount in whole units (euros, not cents), as text so that no digit is lost.
    async fn amount(&self) -> Decimal {
        Decimal(self.0.amount)
    }

    /// The ISO 4217 code of its currency.
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.0.currency.to_string())
    }

    /// The same in another currency, rounded to cents; null where there is no rate.
    async fn r#in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The currency wanted.")] currency: CurrencyCode,
        #[graphql(desc = "The day whose rates count; today, if left out.")] on: Option<Date>,
    ) -> Option<Money> {
        let on = on.map_or_else(|| chrono::Utc::now().date_naive(), |on| on.0);
        ctx.data_opt::<Rates>()?.convert(&self.0, &currency.0, on).map(Self)
    }
}

/// Reading a node's values as the schema's types.
impl Node {
    /// Text, or the word of an enum as the model spells it.
    pub fn text(&self, field: FieldId) -> Option<&str> {
        self.value(field).as_str()
    }

    /// The word of an enum.
    pub fn word<T: FromStr>(&self, field: FieldId) -> Option<T> {
        self.text(field)?.parse().ok()
    }

    /// A number without digits behind the point.
    pub fn int(&self, field: FieldId) -> Option<i32> {
        self.value(field).as_number()?.round().try_into().ok()
    }

    /// A number.
    pub fn float(&self, field: FieldId) -> Option<f64> {
        self.value(field).as_number()?.try_into().ok()
    }

    /// Yes or no.
    pub fn bool(&self, field: FieldId) -> Option<bool> {
        match self.value(field) {
            Value::Bool(yes) => Some(*yes),
            _ => None,
        }
    }

    /// A day.
    pub fn date(&self, field: FieldId) -> Option<Date> {
        match self.value(field) {
            Value::Date(date) => Some(Date(*date)),
            _ => None,
        }
    }

    /// A moment.
    pub fn time(&self, field: FieldId) -> Option<DateTime> {
        match self.value(field) {
            Value::Time(time) => Some(DateTime(*time)),
            _ => None,
        }
    }

    /// An amount; none without a currency.
    pub fn money(&self, field: FieldId) -> Option<Money> {
        match self.value(field) {
            Value::Money(money) if !money.currency.is_empty() => Some(Money((**money).clone())),
            _ => None,
        }
    }

    /// A country.
    pub fn country(&self, field: FieldId) -> Option<CountryCode> {
        self.text(field).map(|code| CountryCode(code.to_owned()))
    }

    /// A record that is referred to.
    pub fn reference(&self, field: FieldId) -> Option<Reference> {
        match self.value(field) {
            Value::Reference(reference) => Some((**reference).clone()),
            _ => None,
        }
    }

    /// The items of a list; an item that is null stays as none.
    pub fn list(&self, field: FieldId) -> Vec<Option<String>> {
        match self.value(field) {
            Value::List(items) => {
                items.iter().map(|item| item.as_str().map(str::to_owned)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A person, if anything of one is known.
    pub fn person(&self, [name, email, phone]: [FieldId; 3]) -> Option<Person> {
        let text = |field| self.text(field).map(str::to_owned);
        let person = Person { name: text(name), email: text(email), phone: text(phone) };
        (person.name.is_some() || person.email.is_some() || person.phone.is_some())
            .then_some(person)
    }
}

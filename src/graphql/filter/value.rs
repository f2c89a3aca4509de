//! Tests of single values, as requests give them.

use async_graphql::{ID, InputObject};
use channelgraph_schema::{Test, Value};

use crate::{
    engine::Problem,
    graphql::{
        enums::{
            ChannelType, DealStage, IncentiveKind, IncentiveStatus, LeadStatus, PartnerStatus,
            PartnerType, RegistrationStatus,
        },
        scalars::{Date, DateTime, Decimal},
    },
};

/// Values in one list at most.
pub(super) const MAX_VALUES: usize = 500;

/// A test of text, without regard to case. `ne` and `notIn` do not match what is null.
#[derive(InputObject, Default)]
pub struct StringFilter {
    /// Equal.
    pub(super) eq: Option<String>,
    /// There, and not equal.
    pub(super) ne: Option<String>,
    /// Equal to one of these.
    pub(super) r#in: Option<Vec<String>>,
    /// There, and equal to none of these.
    pub(super) not_in: Option<Vec<String>>,
    /// Has this in it.
    pub(super) contains: Option<String>,
    /// Begins with this.
    pub(super) starts_with: Option<String>,
    /// Whether there is no value.
    pub(super) is_null: Option<bool>,
}

/// A test of an id; the id of any record of a node stands for the node.
#[derive(InputObject, Default)]
#[graphql(name = "IDFilter")]
pub struct IDFilter {
    /// Exactly this one.
    pub(super) eq: Option<ID>,
    /// One of these.
    pub(super) r#in: Option<Vec<ID>>,
}

/// A test of yes or no.
#[derive(InputObject, Default)]
pub struct BooleanFilter {
    /// Equal.
    eq: Option<bool>,
    /// Whether there is no value.
    is_null: Option<bool>,
}

/// Something that tests a value.
pub(super) trait Tests {
    fn tests(self) -> Result<Vec<Test>, Problem>;
}

fn several<T>(values: Vec<T>, value: impl Fn(T) -> Value) -> Result<Vec<Value>, Problem> {
    if values.len() > MAX_VALUES {
        return Err(Problem::input(format!(
            "a list in a filter has {} values; at most {MAX_VALUES} are taken",
            values.len()
        )));
    }
    Ok(values.into_iter().map(value).collect())
}

impl Tests for StringFilter {
    fn tests(self) -> Result<Vec<Test>, Problem> {
        let mut tests = Vec::new();
        tests.extend(self.eq.map(|text| Test::Eq(Value::text(text))));
        tests.extend(self.ne.map(|text| Test::Ne(Value::text(text))));
        tests.extend(
            self.r#in
                .map(|texts| several(texts, |text: String| Value::text(text)))
                .transpose()?
                .map(Test::In),
        );
        tests.extend(
            self.not_in
                .map(|texts| several(texts, |text: String| Value::text(text)))
                .transpose()?
                .map(Test::NotIn),
        );
        tests.extend(self.contains.map(|text| Test::Contains(text.into())));
        tests.extend(self.starts_with.map(|text| Test::StartsWith(text.into())));
        tests.extend(self.is_null.map(Test::IsNull));
        Ok(tests)
    }
}

impl Tests for BooleanFilter {
    fn tests(self) -> Result<Vec<Test>, Problem> {
        let eq = self.eq.map(|yes| Test::Eq(Value::Bool(yes)));
        Ok(eq.into_iter().chain(self.is_null.map(Test::IsNull)).collect())
    }
}

/// Declares a filter on values that have an order.
macro_rules! ordered {
    ($(#[doc = $doc:literal])* $name:ident($value:ty) => $to:expr, { $($op:ident => $test:ident $op_doc:literal,)* }) => {
        $(#[doc = $doc])*
        #[derive(InputObject, Default)]
        pub struct $name {
            $(#[doc = $op_doc] $op: Option<$value>,)*
            /// Whether there is no value.
            is_null: Option<bool>,
        }

        impl Tests for $name {
            fn tests(self) -> Result<Vec<Test>, Problem> {
                let to: fn($value) -> Value = $to;
                let mut tests = Vec::new();
                $(tests.extend(self.$op.map(|value| Test::$test(to(value))));)*
                tests.extend(self.is_null.map(Test::IsNull));
                Ok(tests)
            }
        }
    };
}

ordered! {
    /// A test of an exact number. Of money it tests the amount, in whatever currency it is.
    DecimalFilter(Decimal) => |number| Value::Number(number.0),
    { eq => Eq "Equal.", ne => Ne "There, and not equal.", gt => Gt "Greater.", gte => Gte "Greater or equal.", lt => Lt "Less.", lte => Lte "Less or equal.", }
}
ordered! {
    /// A test of a day.
    DateFilter(Date) => |day| Value::Date(day.0),
    { eq => Eq "On this day.", gt => Gt "After this day.", gte => Gte "On this day or after.", lt => Lt "Before this day.", lte => Lte "On this day or before.", }
}
ordered! {
    /// A test of a moment.
    DateTimeFilter(DateTime) => |moment| Value::Time(moment.0),
    { gt => Gt "After this moment.", gte => Gte "At this moment or after.", lt => Lt "Before this moment.", lte => Lte "At this moment or before.", }
}

/// Declares a filter on an enum.
macro_rules! enum_filter {
    ($($name:ident($value:ty);)*) => { $(
        /// A test of an enum; `ne` and `notIn` do not match what is null.
        #[derive(InputObject, Default)]
        pub struct $name {
            /// Equal.
            eq: Option<$value>,
            /// There, and not equal.
            ne: Option<$value>,
            /// One of these.
            r#in: Option<Vec<$value>>,
            /// There, and none of these.
            not_in: Option<Vec<$value>>,
            /// Whether there is no value.
            is_null: Option<bool>,
        }

        impl Tests for $name {
            fn tests(self) -> Result<Vec<Test>, Problem> {
                let word = |value: $value| Value::text(<&'static str>::from(value));
                let mut tests = Vec::new();
                tests.extend(self.eq.map(|value| Test::Eq(word(value))));
                tests.extend(self.ne.map(|value| Test::Ne(word(value))));
                tests.extend(self.r#in.map(|values| several(values, word)).transpose()?.map(Test::In));
                tests.extend(self.not_in.map(|values| several(values, word)).transpose()?.map(Test::NotIn));
                tests.extend(self.is_null.map(Test::IsNull));
                Ok(tests)
            }
        }
    )* };
}

enum_filter! {
    PartnerTypeFilter(PartnerType);
    ChannelTypeFilter(ChannelType);
    PartnerStatusFilter(PartnerStatus);
    LeadStatusFilter(LeadStatus);
    DealStageFilter(DealStage);
    RegistrationStatusFilter(RegistrationStatus);
    IncentiveKindFilter(IncentiveKind);
    IncentiveStatusFilter(IncentiveStatus);
}

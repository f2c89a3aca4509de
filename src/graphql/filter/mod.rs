//! Filters as requests give them, and what they mean.

mod value;

use async_graphql::{ID, InputObject};
use channelgraph_schema::{EntityKind, FieldId, Filter, NodeId, Test, Value};
pub use value::{
    BooleanFilter, ChannelTypeFilter, DateFilter, DateTimeFilter, DealStageFilter, DecimalFilter,
    IDFilter, IncentiveKindFilter, IncentiveStatusFilter, LeadStatusFilter, PartnerStatusFilter,
    PartnerTypeFilter, RegistrationStatusFilter, StringFilter,
};
use value::{MAX_VALUES, Tests};

use crate::engine::{Engine, Problem};

/// Conditions in one filter at most.
const MAX_CONDITIONS: usize = 100;

/// A filter as the engine takes it. Conditions on ids and sources of records stand apart: they name
/// the list's candidates.
#[derive(Default, Clone)]
pub struct Asked {
    /// The rest of the filter.
    pub filter: Option<Filter<FieldId>>,
    /// The sources that nodes must have a record of.
    pub sources: Option<Vec<String>>,
    /// The ids that nodes must have.
    pub ids: Option<Vec<NodeId>>,
}

/// What a filter is read with.
struct Reader<'a> {
    engine: &'a Engine,
    kind: EntityKind,
    conditions: usize,
}

impl Reader<'_> {
    fn tests(&mut self, name: &str, tests: Vec<Test>) -> Result<Vec<Filter<FieldId>>, Problem> {
        self.conditions += tests.len();
        if self.conditions > MAX_CONDITIONS {
            return Err(Problem::input(format!(
                "the filter has more than {MAX_CONDITIONS} conditions"
            )));
        }
        let field = self.kind.field(name).ok_or_else(|| {
            Problem::input(format!("{} cannot be filtered by `{name}`", self.kind))
        })?;
        Ok(tests.into_iter().map(|test| Filter::Test(field, test)).collect())
    }

    /// The conditions of a filter on ids, each the ids that pass it.
    fn ids(filter: IDFilter) -> Result<Vec<Vec<NodeId>>, Problem> {
        let decode = |ids: Vec<ID>| {
            if ids.len() > MAX_VALUES {
                return Err(Problem::input(format!(
                    "a list in a filter has {} ids; at most {MAX_VALUES} are taken",
                    ids.len()
                )));
            }
            ids.iter().map(|id| NodeId::decode(id).map_err(Problem::from)).collect()
        };
        filter.eq.map(|id| vec![id]).into_iter().chain(filter.r#in).map(decode).collect()
    }

    /// An id anywhere in a filter: for partners the index knows every record's id; elsewhere only
    /// at the top, where it names candidates.
    fn own_ids(&mut self, filter: IDFilter) -> Result<Filter<FieldId>, Problem> {
        let one_of =
            |ids: Vec<NodeId>| Test::In(ids.iter().map(|id| Value::text(id.encode())).collect());
        let tests = Self::ids(filter)?.into_iter().map(one_of).collect();
        Ok(Filter::all_of(self.tests("id", tests)?))
    }

    fn partners(&mut self, filter: IDFilter) -> Result<Filter<FieldId>, Problem> {
        let ids = Self::ids(filter)?;
        let tests = ids.iter().map(|ids| self.engine.references_to(ids).map(Test::In));
        let tests = tests.collect::<Result<_, Problem>>()?;
        Ok(Filter::all_of(self.tests("partner", tests)?))
    }
}

/// Declares an entity's filter: its own fields, and `and`, `or`, `not`.
macro_rules! entity_filter {
    ($name:ident, $kind:expr, $(#[doc = $doc:literal])* { $($field:ident: $type:ty = $path:literal $field_doc:literal,)* }, { $($id:ident by $read:ident $id_doc:literal,)* }) => {
        $(#[doc = $doc])*
        #[derive(InputObject, Default)]
        pub struct $name {
            /// All of these hold.
            and: Option<Vec<$name>>,
            /// One of these holds.
            or: Option<Vec<$name>>,
            /// This does not hold.
            not: Option<Box<$name>>,
            $(#[doc = $id_doc] $id: Option<IDFilter>,)*
            $(#[doc = $field_doc] $field: Option<$type>,)*
        }

        impl $name {
            /// The filter as the engine takes it.
            ///
            /// # Errors
            /// If it is too large, an id is none, or it asks what cannot be decided.
            pub fn read(mut self, engine: &Engine) -> Result<Asked, Problem> {
                let mut reader = Reader { engine, kind: $kind, conditions: 0 };
                let mut asked = Asked::default();
                if $kind != EntityKind::Partner {
                    asked.take_apart(engine, &mut self)?;
                }
                asked.filter = Some(self.condition(&mut reader, true)?);
                Ok(asked)
            }

            fn condition(self, reader: &mut Reader<'_>, top: bool) -> Result<Filter<FieldId>, Problem> {
                let mut parts = Vec::new();
                for part in self.and.into_iter().flatten() {
                    parts.push(part.condition(reader, false)?);
                }
                if let Some(any) = self.or {
                    let any = any.into_iter().map(|part| part.condition(reader, false)).collect::<Result<Vec<_>, _>>()?;
                    parts.push(Filter::any_of(any));
                }
                if let Some(not) = self.not {
                    parts.push(Filter::Not(Box::new(not.condition(reader, false)?)));
                }
                if !top && $kind != EntityKind::Partner {
                    refuse_nested(self.id.is_some(), self.source.is_some())?;
                }
                if let Some(source) = &self.source {
                    source.eq.iter().chain(source.r#in.iter().flatten()).try_for_each(|name| known(reader.engine, name).map(drop))?;
                }
                $(if let Some(filter) = self.$id { parts.push(reader.$read(filter)?); })*
                $(if let Some(filter) = self.$field { parts.extend(reader.tests($path, filter.tests()?)?); })*
                Ok(Filter::all_of(parts))
            }
        }

        impl TopLevel for $name {
            fn own(&mut self) -> (&mut Option<IDFilter>, &mut Option<StringFilter>) {
                (&mut self.id, &mut self.source)
            }
        }
    };
}

trait TopLevel {
    fn own(&mut self) -> (&mut Option<IDFilter>, &mut Option<StringFilter>);
}

fn refuse_nested(id: bool, source: bool) -> Result<(), Problem> {
    let name = if id { "id" } else { "source" };
    if !id && !source {
        return Ok(());
    }
    Err(Problem::input(format!(
        "`{name}` names the candidates of a list, so it stands at the top of the filter, not within `and`, `or` or `not`"
    )))
}

/// The one condition there may be on what names a list's candidates.
fn only_one<T>(name: &str, mut conditions: Vec<T>) -> Result<Option<T>, Problem> {
    let last = conditions.pop();
    if conditions.is_empty() {
        Ok(last)
    } else {
        Err(Problem::input(format!("`{name}` takes `eq` or `in` here, not both")))
    }
}

/// The source of a name, which may be written in other letters, as all text may; an error if there
/// is none.
fn known(engine: &Engine, name: &str) -> Result<String, Problem> {
    Ok(engine.source_named(name)?.name.to_string())
}

impl Asked {
    /// Takes the conditions that name candidates off the top of a filter.
    fn take_apart(&mut self, engine: &Engine, filter: &mut impl TopLevel) -> Result<(), Problem> {
        let (id, source) = filter.own();
        if let Some(id) = id.take() {
            self.ids = only_one("id", Reader::ids(id)?)?;
        }
        if let Some(source) = source.take() {
            let StringFilter {
                eq,
                r#in,
                ne: None,
                not_in: None,
                contains: None,
                starts_with: None,
                is_null: None,
            } = source
            else {
                return Err(Problem::input(
                    "`source` takes `eq` and `in`: it names the systems whose records are listed",
                ));
            };
            let names =
                only_one("source", eq.map(|name| vec![name]).into_iter().chain(r#in).collect())?;
            self.sources = names
                .map(|names| names.iter().map(|name| known(engine, name)).collect())
                .transpose()?;
        }
        Ok(())
    }
}

entity_filter!(PartnerFilter, EntityKind::Partner,
    /// Which partners. Conditions beside each other must all hold; what is tested is what the
    /// partner shows, whichever system it comes from.
    {
        name: StringFilter = "name" "The name.",
        domain: StringFilter = "domain" "The domain.",
        r#type: PartnerTypeFilter = "type" "What part it plays.",
        channel: ChannelTypeFilter = "channel" "The way by which it sells.",
        status: PartnerStatusFilter = "status" "Where it stands.",
        tier: StringFilter = "tier.name" "The name of its tier.",
        segment: StringFilter = "segments" "One of its segments.",
        region: StringFilter = "region" "The sales region.",
        country: StringFilter = "country" "The country's ISO code.",
        joined_at: DateFilter = "joinedAt" "Since when it is a partner.",
        created_at: DateTimeFilter = "createdAt" "When its record was made.",
        updated_at: DateTimeFilter = "updatedAt" "When its record was last changed.",
        source: StringFilter = "source" "A system that has a record of it.",
    },
    { id by own_ids "The partner itself.", }
);

entity_filter!(LeadFilter, EntityKind::Lead,
    /// Which leads. Conditions beside each other must all hold; what is tested is what the lead
    /// shows, whichever system it comes from.
    {
        name: StringFilter = "name" "The person's name.",
        company: StringFilter = "company" "The company's name.",
        email: StringFilter = "email" "The mail address.",
        country: StringFilter = "country" "The country's ISO code.",
        status: LeadStatusFilter = "status" "Where it stands.",
        origin: StringFilter = "origin" "Where it came from.",
        score: DecimalFilter = "score" "Its score.",
        assigned_at: DateTimeFilter = "assignedAt" "When it was given to a partner or seller.",
        accepted_at: DateTimeFilter = "acceptedAt" "When they took it.",
        converted_at: DateTimeFilter = "convertedAt" "When it became a deal.",
        created_at: DateTimeFilter = "createdAt" "When its record was made.",
        updated_at: DateTimeFilter = "updatedAt" "When its record was last changed.",
        source: StringFilter = "source" "The systems whose records are listed: what has a record there, in the order of that record's own values.",
    },
    { id by own_ids "The lead itself.", partner by partners "The partner it is given to.", }
);

entity_filter!(DealFilter, EntityKind::Deal,
    /// Which deals. Conditions beside each other must all hold; what is tested is what the deal
    /// shows, whichever system it comes from.
    {
        name: StringFilter = "name" "The name.",
        stage: DealStageFilter = "stage" "Where it stands.",
        amount: DecimalFilter = "amount" "The amount, in whatever currency it is.",
        currency: StringFilter = "currency" "The currency of the amount.",
        close_date: DateFilter = "closeDate" "When it is, or was, to be signed.",
        is_closed: BooleanFilter = "isClosed" "Whether it is won or lost.",
        is_won: BooleanFilter = "isWon" "Whether it is won.",
        channel: ChannelTypeFilter = "channel" "The way by which it is sold.",
        registration_status: RegistrationStatusFilter = "registration.status" "Where its registration stands.",
        created_at: DateTimeFilter = "createdAt" "When its record was made.",
        updated_at: DateTimeFilter = "updatedAt" "When its record was last changed.",
        source: StringFilter = "source" "The systems whose records are listed: what has a record there, in the order of that record's own values.",
    },
    { id by own_ids "The deal itself.", partner by partners "The partner that sells.", }
);

entity_filter!(IncentiveFilter, EntityKind::Incentive,
    /// Which incentives. Conditions beside each other must all hold; what is tested is what the
    /// incentive shows, whichever system it comes from.
    {
        name: StringFilter = "name" "The name.",
        kind: IncentiveKindFilter = "kind" "What kind it is.",
        status: IncentiveStatusFilter = "status" "Where it stands.",
        amount: DecimalFilter = "amount" "The amount, in whatever currency it is.",
        currency: StringFilter = "currency" "The currency of the amount.",
        program: StringFilter = "program" "The programme.",
        period_start: DateFilter = "periodStart" "The first day it is for.",
        period_end: DateFilter = "periodEnd" "The last day it is for.",
        earned_at: DateFilter = "earnedAt" "When it was earned.",
        due_at: DateFilter = "dueAt" "When it is to be paid.",
        paid_at: DateFilter = "paidAt" "When it was paid.",
        expires_at: DateFilter = "expiresAt" "Until when it can be used.",
        created_at: DateTimeFilter = "createdAt" "When its record was made.",
        updated_at: DateTimeFilter = "updatedAt" "When its record was last changed.",
        source: StringFilter = "source" "The systems whose records are listed: what has a record there, in the order of that record's own values.",
    },
    { id by own_ids "The incentive itself.", partner by partners "The partner it is for.", }
);

//! Rebates: what members of rebate programmes earned in each quarter, and what was paid of it.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::cast::Cast;
use super::rebate_payouts::{self, Payout};
use super::{Entry, insert, nodes, row, word};
use crate::salesforce::store::Store as Org;
use crate::truth::Text;
use crate::world::World;
use crate::world::dice::Dice;
use crate::world::plan::now;
use crate::world::vendor::salesforce_rows as sf;

pub(super) const PAYOUT: &str = "RebateProgramMemberPayout";
/// The programmes.
const PROGRAMS: [&str; 2] = ["Volume Rebate", "Growth Rebate"];
/// The quarters, as (year, number); the last is not over.
const QUARTERS: [(i32, u32); 5] = [(2025, 4), (2026, 1), (2026, 2), (2026, 3), (2026, 4)];

/// A quarter of a programme.
#[derive(Debug, Clone)]
pub(super) struct Period {
    pub program: usize,
    pub name: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// A partner in a programme.
pub(super) struct Member<'a> {
    pub program: usize,
    pub account: &'a Text,
    pub name: &'a Text,
    pub since: DateTime<Utc>,
}

/// Enters programmes, their members, and what these earned. The flagship is no member.
pub(super) fn enter(cast: &Cast, world: &mut World, mut dice: Dice) {
    let periods = periods();
    let members = members(cast, &mut dice);
    let (payouts, payments) = rebate_payouts::of(&members, &periods, &mut dice);
    let org = &mut world.salesforce;
    let programs = enter_programs(cast, org, &mut dice);
    let period_ids = enter_periods(&periods, &payouts, &programs, org);
    let member_ids = enter_members(&members, &payouts, &programs, org);
    let entries = payments.iter().map(|payment| payment.entry(&cast.anybody(&mut dice).user));
    let payment_ids = insert(org, "RebatePayment", entries.collect());
    let entry = |payout: &Payout| {
        let mut entry = payout.entry();
        let payment = payout.payment.and_then(|place| word(&payment_ids[place]));
        sf::put(&mut entry.row, "MemberId", word(&member_ids[payout.member]));
        sf::put(&mut entry.row, "PeriodId", word(&period_ids[payout.period]));
        sf::put(&mut entry.row, "PaymentId", payment);
        entry
    };
    let ids = insert(org, PAYOUT, payouts.iter().map(entry).collect());
    let says = payouts.iter().map(|payout| {
        let member = &members[payout.member];
        payout.says(&payments, PROGRAMS[member.program], member.account, &periods[payout.period])
    });
    world.truth.incentives.extend(nodes(PAYOUT, ids, says.collect()));
}

fn periods() -> Vec<Period> {
    let first = |(year, quarter): (i32, u32)| {
        let (year, quarter) = if quarter > 4 { (year + 1, 1) } else { (year, quarter) };
        NaiveDate::from_ymd_opt(year, quarter * 3 - 2, 1).unwrap_or_default()
    };
    let all = (0..PROGRAMS.len()).flat_map(|program| QUARTERS.map(|quarter| (program, quarter)));
    let period = |(program, (year, quarter)): (usize, (i32, u32))| Period {
        program,
        name: format!("Q{quarter} {year}"),
        from: first((year, quarter)),
        to: first((year, quarter + 1)) - Duration::days(1),
    };
    all.map(period).collect()
}

/// A third of the partners in the org are in the first programme, and some in the second, too.
fn members<'a>(cast: &'a Cast, dice: &mut Dice) -> Vec<Member<'a>> {
    let mut members = Vec::new();
    for (partner, account) in cast.accounts().into_iter().filter(|(it, _)| !it.flagship) {
        let in_first = dice.chance(0.35);
        let in_second = dice.chance(if in_first { 0.4 } else { 0.05 });
        for (program, _) in [in_first, in_second].into_iter().enumerate().filter(|(_, is)| *is) {
            let (name, since) = (&partner.name, partner.since);
            members.push(Member { program, account, name, since });
        }
    }
    members
}

fn enter_programs(cast: &Cast, org: &mut Org, dice: &mut Dice) -> Vec<Text> {
    let entry = |name: &&str| {
        let row = row([
            ("Name", word(name)),
            ("Status", word("Active")),
            ("StartDate", word("2025-01-01")),
            ("OwnerId", word(&cast.anybody(dice).user)),
        ]);
        Entry::once(now() - Duration::days(500), row)
    };
    insert(org, "RebateProgram", PROGRAMS.iter().map(entry).collect())
}

fn enter_periods(
    periods: &[Period],
    payouts: &[Payout],
    programs: &[Text],
    org: &mut Org,
) -> Vec<Text> {
    let entry = |(place, period): (usize, &Period)| {
        let own = payouts.iter().filter(|payout| payout.period == place);
        let approved: Decimal = own.filter_map(Payout::approved).sum();
        let is_over = period.to < now().date_naive();
        let row = row([
            ("Name", word(&period.name)),
            ("RebateProgramId", word(&programs[period.program])),
            ("StartDate", Some(sf::date(period.from))),
            ("EndDate", Some(sf::date(period.to))),
            ("Status", word(if is_over { "Inactive" } else { "Active" })),
            ("TotalApprovedAmount", Some(sf::number(approved))),
        ]);
        Entry::once(now() - Duration::days(500), row)
    };
    let entries = periods.iter().enumerate().map(entry).collect();
    insert(org, "RebateProgramPayoutPeriod", entries)
}

fn enter_members(
    members: &[Member<'_>],
    payouts: &[Payout],
    programs: &[Text],
    org: &mut Org,
) -> Vec<Text> {
    let entry = |(place, member): (usize, &Member<'_>)| {
        let own = payouts.iter().filter(|payout| payout.member == place);
        let sum: Decimal =
            own.filter(|payout| payout.status != "Rejected").map(Payout::total).sum();
        let row = row([
            ("Name", word(&format!("{} {}", PROGRAMS[member.program], member.name))),
            ("RebateProgramId", word(&programs[member.program])),
            ("AccountId", word(member.account)),
            ("CumulativePayoutAmount", Some(sf::number(sum))),
        ]);
        Entry::once(member.since, row)
    };
    let entries = members.iter().enumerate().map(entry).collect();
    insert(org, "RebateProgramMember", entries)
}

//! Records the partner programs, and who is in them at which level.

use serde_json::Value;

use crate::truth::{Membership, System, Text};
use crate::world::plan::Partner;
use crate::world::record::Recorder;
use crate::world::record::partner_view::{PROGRAMS, TIERS, View};
use crate::world::vendor::salesforce_rows as sf;

/// The programs and their levels in the org.
pub(crate) struct Programs {
    programs: Vec<Text>,
    levels: Vec<[Text; 4]>,
}

pub(crate) fn enter_programs(recorder: &mut Recorder<'_>) -> Programs {
    let row = |name: &str| sf::Row::from([("Name".to_owned(), sf::text(name))]);
    let mut programs = Programs { programs: Vec::new(), levels: Vec::new() };
    for name in PROGRAMS {
        let mut program = row(name);
        program.insert("IsActive".to_owned(), Value::Bool(true));
        let program = recorder.salesforce("ChannelProgram", program);
        let mut rank = 0;
        programs.levels.push(TIERS.map(|tier| {
            rank += 1;
            let mut level = row(tier);
            level.insert("ProgramId".to_owned(), sf::text(&program));
            level.insert("Rank".to_owned(), Value::from(rank));
            recorder.salesforce("ChannelProgramLevel", level)
        }));
        programs.programs.push(program);
    }
    programs
}

/// Enters a partner's place in its program, and for one in seven in a second program at the lowest
/// level.
pub(crate) fn enter_memberships(
    recorder: &mut Recorder<'_>,
    account: &Text,
    partner: &Partner,
    seen: &mut View,
    programs: &Programs,
) {
    let (Some(rank), Some(since)) = (seen.says.tier_rank, partner.since) else {
        return;
    };
    let mut places = vec![(partner.program, Some(rank))];
    if recorder.dice.chance(0.14) {
        places
            .push(((partner.program + 1) % PROGRAMS.len(), recorder.dice.chance(0.7).then_some(1)));
    }
    let made = since.and_time(chrono::NaiveTime::MIN).and_utc();
    let mut memberships = Vec::new();
    for (program, rank) in places {
        let entered = recorder.entered(System::Salesforce, "ChannelProgramMember", made);
        let number = recorder
            .salesforce
            .objects
            .get("ChannelProgramMember")
            .map_or(0, |object| object.rows.len());
        let level = rank.map(|rank| usize::from(rank) - 1);
        let mut row = sf::Row::new();
        sf::put(&mut row, "Name", Some(sf::text(&format!("CPM-{number:06}"))));
        sf::put(&mut row, "PartnerId", Some(sf::text(account)));
        sf::put(&mut row, "ProgramId", Some(sf::text(&programs.programs[program])));
        sf::put(&mut row, "LevelId", level.map(|level| sf::text(&programs.levels[program][level])));
        sf::put(&mut row, "CreatedDate", Some(sf::time(entered)));
        sf::put(&mut row, "SystemModstamp", Some(sf::time(entered)));
        recorder.salesforce("ChannelProgramMember", row);
        memberships.push(Membership {
            program: Some(PROGRAMS[program].into()),
            tier_name: level.map(|level| TIERS[level].into()),
            tier_rank: rank,
            since: Some(entered.date_naive()),
        });
    }
    seen.says.programs = Some(memberships);
}

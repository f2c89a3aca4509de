//! Verdicts: what follows from a score, before rivals are looked at.

use crate::{
    resolution::{Kind, Reason},
    rules::Rules,
    score::Score,
    statistics::Statistics,
    weights::{BIT, EVERYTHING_ELSE, NAME_ALONE},
};

/// What follows from a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The two are one, if they have no rival.
    Tie,
    /// They may be one, and are not tied.
    Doubt(Reason),
    /// They are two.
    Apart,
}

/// A threshold of the rules, in thousandths of a bit.
#[expect(clippy::cast_possible_truncation, reason = "thresholds are within a thousand bits")]
pub(crate) fn thousandths(bits: f64) -> i32 {
    (bits.clamp(-1000.0, 1000.0) * f64::from(BIT)).round() as i32
}

impl Verdict {
    pub(crate) fn of(score: &Score, statistics: &Statistics, rules: &Rules) -> Self {
        if score.never.is_some() || score.weight < thousandths(rules.suggest_at) {
            return Self::Apart;
        }
        if score.weight < thousandths(rules.merge_at) {
            return Self::Doubt(reason(score));
        }
        match doubt(score, statistics, rules) {
            Some(reason) => Self::Doubt(reason),
            None => Self::Tie,
        }
    }
}

/// Why a heavy score does not tie.
fn doubt(score: &Score, statistics: &Statistics, rules: &Rules) -> Option<Reason> {
    let Some(name) = score.name else {
        // One of them has no name: a key speaks for both, or a place does, which is not enough.
        return (!score.agrees(Kind::TaxId) && !score.agrees(Kind::Domain))
            .then_some(Reason::Weight);
    };
    let (same_source, register) = (score.agrees(Kind::SameSource), score.agrees(Kind::TaxId));
    // Who shares site, telephone and street with another is that other, whatever its name.
    let everything_else = !same_source
        && [Kind::Domain, Kind::Phone, Kind::Street].into_iter().all(|kind| score.agrees(kind))
        && score.weight >= thousandths(rules.merge_at) + EVERYTHING_ELSE;
    if everything_else && !name.has_place {
        return None;
    }
    let (moved, other_domain) = (score.differs(Kind::City), score.differs(Kind::Domain));
    if name.shares_word && name.is_branch && (!register || moved) || name.numerals_differ {
        return Some(Reason::Branch);
    }
    if register {
        // Companies of a group may share a number.
        let is_shared = !name.shares_word && (moved || other_domain);
        return is_shared.then_some(Reason::KeyContradicted);
    }
    if !name.shares_word {
        return Some(Reason::KeyContradicted);
    }
    let by_key = [Kind::Domain, Kind::Phone, Kind::Street].into_iter().any(|k| score.agrees(k));
    if other_domain && !by_key {
        return Some(Reason::KeyContradicted);
    }
    if same_source {
        // Two records of one system are two companies, unless a key says otherwise and their own
        // names agree.
        let own = score.own_name.unwrap_or(name);
        if !own.shares_word || own.is_branch {
            return Some(if own.is_branch { Reason::Branch } else { Reason::Double });
        }
        if !by_key {
            return Some(Reason::Double);
        }
    }
    if score.differs(Kind::LegalForm) && (!by_key || moved) {
        return Some(Reason::Weight);
    }
    if score.is_name_alone() && !may_tie_alone(score, statistics, rules) {
        return Some(Reason::NameAlone);
    }
    None
}

/// Returns true if a name that nothing else speaks for is rare and whole enough to tie.
fn may_tie_alone(score: &Score, statistics: &Statistics, rules: &Rules) -> bool {
    let Some(name) = score.name else { return false };
    rules.name_alone
        && (name.words >= 2 && name.shares_rare || name.weight >= statistics.bits + NAME_ALONE)
        && !score.differs(Kind::LegalForm)
        && !score.differs(Kind::Country)
        && !name.is_branch
        && !score.is_cut_short
}

/// Why a score is too light.
pub(crate) fn reason(score: &Score) -> Reason {
    let shares_word = score.name.is_some_and(|name| name.shares_word);
    let by_key = score.agrees(Kind::TaxId)
        || score.agrees(Kind::Domain) && score.name.is_some() && !shares_word;
    if shares_word && score.name.is_some_and(|name| name.is_branch) {
        Reason::Branch
    } else if by_key {
        Reason::KeyContradicted
    } else if score.shares_void {
        Reason::SharedValue
    } else if score.differs(Kind::Country) {
        Reason::CountryDiffers
    } else if score.agrees(Kind::SameSource) {
        Reason::Double
    } else if score.is_name_alone() && !score.differs(Kind::City) {
        Reason::NameAlone
    } else {
        Reason::Weight
    }
}

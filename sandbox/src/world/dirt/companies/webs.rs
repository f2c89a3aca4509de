//! Domains: a second one, and those with letters beyond ASCII.

use super::CompanyDirt;
use super::plan::Draft;
use crate::world::dice::Dice;
use crate::world::names::TAILS;
use crate::world::plan::Web;

/// Gives companies second domains, and such with their umlauts.
pub(super) fn spread(draft: &mut Draft<'_>, rates: &CompanyDirt, seed: u64) {
    let mut dice = Dice::of(seed, "second domains");
    for at in draft.partners.clone() {
        let own = matches!(draft.companies[at].web, Web::Own(_));
        if own && !draft.taken.contains(&at) && dice.chance(rates.second_domains) {
            let word = draft.companies[at].stem.split(' ').next().unwrap_or_default().to_owned();
            let name = match dice.chance(0.5) {
                true => format!("{word} {}", dice.pick(TAILS)),
                false => word,
            };
            draft.companies[at].other_domain = Some(draft.domain(at, &name, &mut dice).into());
        }
    }
    let mut dice = Dice::of(seed, "unicode domains");
    for at in draft.partners.clone() {
        let company = &mut draft.companies[at];
        let Web::Own(domain) = &company.web else { continue };
        let marked = company.stem.contains(['ü', 'ö', 'ä']) && domain.contains("ue");
        let alone = !draft.taken.contains(&at) && company.other_domain.is_none();
        if marked && alone && dice.chance(rates.unicode_domains) {
            company.web = Web::Own(domain.replacen("ue", "ü", 1).into());
            draft.marks.push((at, "unicode domain"));
        }
    }
}

/// A domain as it goes over the wire (`xn--…`).
pub(super) fn encoded(domain: &str) -> Option<String> {
    idna::domain_to_ascii(domain).ok().filter(|ascii| ascii != domain)
}

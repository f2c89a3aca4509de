//! The dirt in what systems know of companies: names that differ, companies that look alike, keys
//! that lie. Each kind has dice of its own; without any, the world is the kind one.

mod addresses;
mod check_digits;
mod erp_rows;
mod hosts;
mod mails;
mod names;
mod phones;
mod plan;
mod records;
mod relations;
mod relink;
mod retell;
mod rows;
mod spell;
mod tax_ids;
mod webs;

pub(crate) use records::spread;

/// How much of each kind of dirt there is in what is known of companies, as a share from 0 to 1.
/// Kinds of a record are shares of the partner records of all systems, kinds of a company shares of
/// the partners, if nothing else is said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CompanyDirt {
    /// Names with a typo in the brand word.
    pub typos: f64,
    /// Names without their last trade word.
    pub dropped: f64,
    /// Names with a trade word in short (Tech, Sys, Svcs).
    pub abbreviated: f64,
    /// Names whose first two words are written as one, or with a hyphen.
    pub joined: f64,
    /// Names with `Group`, `International`, `Holding` or `Europe` behind.
    pub appended: f64,
    /// Names with the first two words the other way round.
    pub swapped: f64,
    /// Initials instead of a name.
    pub acronyms: f64,
    /// Another name altogether, as one system missed, or was first to learn, a change of name.
    pub renamed: f64,
    /// Names with `u`, `o`, `a` for `ü`, `ö`, `ä`, of those that have one.
    pub plain_umlauts: f64,
    /// Names in another script.
    pub scripts: f64,
    /// HubSpot companies without a name.
    pub nameless: f64,
    /// Registered names that the CRMs lack, of those that they have in the kind world.
    pub no_legal_name: f64,
    /// Companies that trade under another name than they are registered under.
    pub trading_names: f64,
    /// Companies named with the words of everyday: few of them very common, brands borne by several.
    pub common_words: f64,
    /// Companies of one person, under that person's name and without a legal form.
    pub sole_traders: f64,
    /// Companies that bear the name of another one abroad.
    pub namesakes_abroad: f64,
    /// Companies that bear the name of another one in their country.
    pub namesakes_at_home: f64,
    /// Companies that only the ERP or AWS knows and that bear a partner's name, of those that only
    /// these know.
    pub namesakes_unknown: f64,
    /// Companies of a group of like names in several countries, half of them on one domain.
    pub sisters: f64,
    /// Branches of another company, which is their parent in the CRMs, on its domain; one in three
    /// has its tax id too.
    pub branches: f64,
    /// Branches that are run by others: on one domain, half of them with a tax id, which is their
    /// own.
    pub franchises: f64,
    /// Holdings at the address of the company that they hold.
    pub holdings: f64,
    /// Companies that another one has bought, and whose domain is now the buyer's.
    pub acquired: f64,
    /// Companies that share a VAT id with another one.
    pub vat_groups: f64,
    /// Companies with the telephone number of another one, whose office they share.
    pub switchboards: f64,
    /// Companies with a second domain, which half of their records tell.
    pub second_domains: f64,
    /// Companies on providers' and shared sites' domains beyond the kind world's few, of those that
    /// have no own.
    pub more_hosts: f64,
    /// Domains with their umlauts, encoded (`xn--`) in half of the records, of those of companies
    /// with an umlaut in their name.
    pub unicode_domains: f64,
    /// Companies whose tax id has the check digits of its country.
    pub check_digits: f64,
    /// Tax ids that stand for none (`000000000`), of the tax ids told.
    pub placeholders: f64,
    /// Tax ids with one digit wrong, of the tax ids told.
    pub mistyped: f64,
    /// Records that tell the one telephone number of their company, of those that tell one.
    pub own_phones: f64,
    /// Companies with the streets and postal codes of their countries.
    pub addresses: f64,
    /// Postal codes in another spelling (`D-80331`).
    pub postal_codes: f64,
    /// Cities in another language (`Munich`), of those that have a name in one.
    pub cities: f64,
    /// Streets with their type spelt in another way (`Hauptstraße`, `Hauptstr.`).
    pub streets: f64,
    /// Companies that one of the vendor's three busiest people looks after.
    pub busy_managers: f64,
}

impl CompanyDirt {
    /// None at all: the kind world.
    pub const fn none() -> Self {
        Self {
            typos: 0.0,
            dropped: 0.0,
            abbreviated: 0.0,
            joined: 0.0,
            appended: 0.0,
            swapped: 0.0,
            acronyms: 0.0,
            renamed: 0.0,
            plain_umlauts: 0.0,
            scripts: 0.0,
            nameless: 0.0,
            no_legal_name: 0.0,
            trading_names: 0.0,
            common_words: 0.0,
            sole_traders: 0.0,
            namesakes_abroad: 0.0,
            namesakes_at_home: 0.0,
            namesakes_unknown: 0.0,
            sisters: 0.0,
            branches: 0.0,
            franchises: 0.0,
            holdings: 0.0,
            acquired: 0.0,
            vat_groups: 0.0,
            switchboards: 0.0,
            second_domains: 0.0,
            more_hosts: 0.0,
            unicode_domains: 0.0,
            check_digits: 0.0,
            placeholders: 0.0,
            mistyped: 0.0,
            own_phones: 0.0,
            addresses: 0.0,
            postal_codes: 0.0,
            cities: 0.0,
            streets: 0.0,
            busy_managers: 0.0,
        }
    }
}

impl Default for CompanyDirt {
    /// The rates of life: for names and namesakes those of the measurements that the resolver's
    /// weights come from; for what is rare in any CRM (placeholders, VAT groups, records without a
    /// name) so few that a world of a thousand partners has some of each.
    fn default() -> Self {
        Self {
            typos: 0.04,
            dropped: 0.05,
            abbreviated: 0.04,
            joined: 0.03,
            appended: 0.03,
            swapped: 0.02,
            acronyms: 0.01,
            renamed: 0.01,
            plain_umlauts: 0.25,
            scripts: 0.003,
            nameless: 0.002,
            no_legal_name: 0.6,
            trading_names: 0.02,
            common_words: 0.4,
            sole_traders: 0.02,
            namesakes_abroad: 0.02,
            namesakes_at_home: 0.01,
            namesakes_unknown: 0.03,
            sisters: 0.03,
            branches: 0.01,
            franchises: 0.01,
            holdings: 0.005,
            acquired: 0.003,
            vat_groups: 0.002,
            switchboards: 0.01,
            second_domains: 0.02,
            more_hosts: 0.9,
            unicode_domains: 0.1,
            check_digits: 1.0,
            placeholders: 0.005,
            mistyped: 0.01,
            own_phones: 0.85,
            addresses: 1.0,
            postal_codes: 0.15,
            cities: 0.3,
            streets: 0.3,
            busy_managers: 0.25,
        }
    }
}

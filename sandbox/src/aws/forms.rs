//! The forms of texts that the services' models prescribe.

use chrono::NaiveDate;

/// Any text at all.
pub(super) fn any(_: &str) -> bool {
    true
}

/// A catalog of selling: `[a-zA-Z]+`.
pub(super) fn letters(text: &str) -> bool {
    all(text, 1, usize::MAX, |c| c.is_ascii_alphabetic())
}

/// A catalog of channel: 1 to 64 letters.
pub(super) fn short_letters(text: &str) -> bool {
    all(text, 1, 64, |c| c.is_ascii_alphabetic())
}

/// A catalog of benefits: `[A-Za-z0-9_-]+`.
pub(super) fn name(text: &str) -> bool {
    all(text, 1, usize::MAX, in_name)
}

/// A programme: a name of at most 255 characters.
pub(super) fn program(text: &str) -> bool {
    all(text, 1, 255, in_name)
}

/// A token of benefits: 1 to 2048 characters.
pub(super) fn token(text: &str) -> bool {
    all(text, 1, 2048, |_| true)
}

/// A token of channel: 1 to 2048 characters without spaces and control characters.
pub(super) fn dense_token(text: &str) -> bool {
    all(text, 1, 2048, |c| !c.is_ascii_control() && c != ' ')
}

/// A display name of channel: 1 to 30 characters without control characters.
pub(super) fn display_name(text: &str) -> bool {
    all(text, 1, 30, |c| !c.is_ascii_control())
}

/// `YYYY-MM-DD`.
pub(super) fn date(text: &str) -> bool {
    text.len() == 10
        && !text.starts_with('0')
        && NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

/// `O` with 1 to 19 digits.
pub(super) fn opportunity(text: &str) -> bool {
    text.strip_prefix('O').is_some_and(|rest| digits(rest, 1, 19))
}

/// `S-` with 1 to 19 digits.
pub(super) fn solution(text: &str) -> bool {
    text.strip_prefix("S-").is_some_and(|rest| digits(rest, 1, 19))
}

/// An ARN of a marketplace solution.
pub(super) fn solution_arn(text: &str) -> bool {
    text.starts_with("arn:") && text.len() <= 2048
}

/// An engagement's id or ARN.
pub(super) fn engagement(text: &str) -> bool {
    text.starts_with("arn:") || id(text, "eng-", 14)
}

/// An invitation's id or ARN, of at most 255 characters.
pub(super) fn invitation(text: &str) -> bool {
    text.chars().count() <= 255 && (text.starts_with("arn:") || id(text, "engi-", 13))
}

/// An AWS account as selling writes it: 12 digits, or a word of at most 12 characters.
pub(super) fn account_or_alias(text: &str) -> bool {
    all(text, 1, 12, |c| c == '_' || c.is_ascii_alphanumeric())
}

/// An AWS account: 12 digits.
pub(super) fn account(text: &str) -> bool {
    digits(text, 12, 12)
}

/// A benefit's id or ARN.
pub(super) fn benefit(text: &str) -> bool {
    some_arn(text) || id(text, "ben-", 14)
}

/// An application's id or ARN.
pub(super) fn application(text: &str) -> bool {
    some_arn(text) || id(text, "benappl-", 14)
}

/// An allocation's id or ARN.
pub(super) fn allocation(text: &str) -> bool {
    some_arn(text) || id(text, "benalloc-", 14)
}

/// An ARN as benefits writes it: `arn:aws:service:region:account:resource`, the region and the
/// account perhaps empty.
pub(super) fn arn(text: &str) -> bool {
    let parts: Vec<_> = text.splitn(6, ':').collect();
    let [arn, aws, service, region, owner, resource] = parts[..] else { return false };
    let in_service = |c: char| c.is_ascii_alphanumeric() || c == '-';
    arn == "arn"
        && aws == "aws"
        && all(service, 1, usize::MAX, in_service)
        && (region.is_empty() || is_region(region))
        && { (owner.is_empty() || account(owner)) && !resource.is_empty() }
}

/// A program management account's id, alone or at the end of its ARN.
pub(super) fn program_account(text: &str) -> bool {
    let (before, own) = last(text);
    id(own, "pma-", 13)
        && (before.is_empty()
            || in_catalog(before).is_some_and(|rest| rest == "program-management-account"))
}

/// A relationship's id, alone or at the end of its ARN.
pub(super) fn relationship(text: &str) -> bool {
    let (before, own) = last(text);
    let within = |rest: &str| {
        let account = rest
            .strip_prefix("program-management-account/")
            .and_then(|rest| rest.strip_suffix("/relationship"));
        account.is_some_and(|account| id(account, "pma-", 13))
    };
    id(own, "rs-", 13) && (before.is_empty() || in_catalog(before).is_some_and(within))
}

/// The id within an ARN, or the id itself.
pub(super) fn bare(text: &str) -> &str {
    if text.starts_with("arn:") { last(text).1 } else { text }
}

/// The part of an ARN behind `arn:…:partnercentral:…:catalog/Name/`.
fn in_catalog(text: &str) -> Option<&str> {
    let parts: Vec<_> = text.splitn(6, ':').collect();
    let [arn, _, service, _, owner, resource] = parts[..] else { return None };
    let (catalog, rest) = resource.strip_prefix("catalog/")?.split_once('/')?;
    (arn == "arn" && service == "partnercentral" && account(owner) && letters(catalog))
        .then_some(rest)
}

fn last(text: &str) -> (&str, &str) {
    text.rsplit_once('/').unwrap_or(("", text))
}

fn some_arn(text: &str) -> bool {
    text.strip_prefix("arn:").is_some_and(|rest| !rest.is_empty())
}

fn is_region(text: &str) -> bool {
    let (place, number) = text.rsplit_once('-').unwrap_or(("", text));
    digits(number, 1, 1)
        && place.get(..2).is_some_and(letters)
        && all(place, 4, usize::MAX, |c| c.is_ascii_lowercase() || c == '-')
}

fn id(text: &str, prefix: &str, length: usize) -> bool {
    text.strip_prefix(prefix).is_some_and(|rest| {
        all(rest, length, length, |c| c.is_ascii_lowercase() || c.is_ascii_digit())
    })
}

fn digits(text: &str, min: usize, max: usize) -> bool {
    all(text, min, max, |c| c.is_ascii_digit())
}

fn in_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

fn all(text: &str, min: usize, max: usize, allowed: impl Fn(char) -> bool) -> bool {
    let length = text.chars().count();
    (min..=max).contains(&length) && text.chars().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stand_alone_or_at_the_end_of_an_arn() {
        const IN: &str = "arn:aws:partnercentral:us-east-1:123456789012:catalog/Sandbox/program-management-account/";
        for (form, text, expected) in [
            (opportunity as Form, "O1", true),
            (opportunity, "O", false),
            (opportunity, "O12345678901234567890", false),
            (engagement, "eng-0a1b2c3d4e5f6g", true),
            (engagement, "engi-0a1b2c3d4e5f6", false),
            (invitation, "engi-0a1b2c3d4e5f6", true),
            (benefit, "ben-0a1b2c3d4e5f6", false),
            (benefit, "arn:", false),
            (program_account, "pma-0a1b2c3d4e5f6", true),
            (program_account, "x/pma-0a1b2c3d4e5f6", false),
            (program_account, &format!("{IN}pma-0a1b2c3d4e5f6"), true),
            (relationship, &format!("{IN}pma-0a1b2c3d4e5f6/relationship/rs-0a1b2c3d4e5f6"), true),
            (relationship, &format!("{IN}relationship/rs-0a1b2c3d4e5f6"), false),
            (account, "012345678901", true),
            (account, "12345678901", false),
            (
                arn,
                "arn:aws:partnercentral:us-east-1:123456789012:catalog/Sandbox/opportunity/O1",
                true,
            ),
            (arn, "arn:aws:partnercentral:::x", true),
            (arn, "arn:aws:partnercentral:mars:123456789012:x", false),
            (date, "2026-02-28", true),
            (date, "2026-02-30", false),
            (date, "2026-2-3", false),
        ] {
            assert_eq!(form(text), expected, "{text}");
        }
    }

    type Form = fn(&str) -> bool;
}

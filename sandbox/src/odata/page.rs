//! Cuts a list into pages, each with a link to the next.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::address::{decoded, encoded};
use super::call::Call;
use super::errors::{Answer, Reason, Refusal};
use super::options::Options;
use super::store::{Vendor, Version};
use super::switches::CursorStatus;
use super::view::View;

/// A page of a list.
pub(super) struct Page {
    /// The rows of the page.
    pub(super) rows: Range<usize>,
    /// The link to the next page, if there is one.
    pub(super) next: Option<String>,
    /// The preference that was followed.
    pub(super) preference: Option<String>,
}

/// The start of a page, and the rows of the client's `$top` that are left.
struct Place {
    skip: usize,
    left: usize,
}

/// The page of a list of this many rows that the call asks for.
pub(super) fn cut(
    view: &View<'_>,
    call: &Call<'_>,
    options: &Options,
    total: usize,
) -> Answer<Page> {
    let (skip, top) = (options.number("$skip")?, options.number("$top")?);
    let place = match options.get("$skiptoken") {
        None => Place { skip: skip.unwrap_or(0), left: top.unwrap_or(usize::MAX) },
        Some(_) if skip.is_some() || top.is_some() => {
            return Err(Refusal::bad(
                "A next link is followed as it is: $skip and $top do not go with $skiptoken.",
            ));
        }
        Some(_) if view.switches.skiptoken_status.is_some() => {
            let reason = match view.switches.skiptoken_status {
                Some(CursorStatus::Gone) => Reason::Gone,
                _ => Reason::BadRequest,
            };
            return Err(Refusal::new(reason, "The $skiptoken has expired."));
        }
        Some(token) => read(token, call, options)
            .ok_or_else(|| Refusal::bad("The $skiptoken is not valid for this request."))?,
    };
    let most = match view.service.vendor {
        Vendor::Sap => view.switches.sap_page_size.get(),
        Vendor::BusinessCentral => view.switches.business_central_page_size.get(),
    };
    let preferred = preferred(view, call);
    let size = preferred.map_or(most, |preferred| preferred.min(most));
    let start = place.skip.min(total);
    let end = start.saturating_add(size.min(place.left)).min(total);
    let left = place.left.saturating_sub(end - start);
    let next = (end < total && left > 0)
        .then(|| link(view, call, &write(&Place { skip: end, left }, call, options)));
    Ok(Page {
        rows: start..end,
        next,
        preference: preferred.map(|size| format!("odata.maxpagesize={size}")),
    })
}

/// `Prefer: odata.maxpagesize=50`, which only v4 has.
fn preferred(view: &View<'_>, call: &Call<'_>) -> Option<usize> {
    if view.service.version == Version::V2 {
        return None;
    }
    let header = call.header("prefer");
    let mut preferences =
        header.split([',', ';']).filter_map(|preference| preference.split_once('='));
    let (_, size) =
        preferences.find(|(name, _)| matches!(name.trim(), "odata.maxpagesize" | "maxpagesize"))?;
    size.trim().parse().ok().filter(|size| *size > 0)
}

fn write(place: &Place, call: &Call<'_>, options: &Options) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}.{}.{:x}", place.skip, place.left, digest(call, options)))
}

/// Reads a token, which is good only for the request that it was made for.
fn read(token: &str, call: &Call<'_>, options: &Options) -> Option<Place> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    let mut parts = text.split('.');
    let (skip, left, own) = (parts.next()?, parts.next()?, parts.next()?);
    (own == format!("{:x}", digest(call, options)))
        .then_some(Place { skip: skip.parse().ok()?, left: left.parse().ok()? })
}

fn digest(call: &Call<'_>, options: &Options) -> u64 {
    let mut hasher = DefaultHasher::new();
    (call.path, ["$filter", "$orderby", "$select", "$expand"].map(|name| options.get(name)))
        .hash(&mut hasher);
    hasher.finish()
}

/// The address of the next page: with SAP's v4 relative to that of the request, otherwise absolute.
fn link(view: &View<'_>, call: &Call<'_>, token: &str) -> String {
    let path: Vec<String> = call.path.iter().map(|segment| encoded(segment)).collect();
    let address = match (view.service.vendor, view.service.version) {
        (Vendor::Sap, Version::V4) => path.last().cloned().unwrap_or_default(),
        _ => format!("{}/{}", view.root, path.join("/")),
    };
    let own = |pair: &str| {
        let name = pair.split_once('=').map_or(pair, |(name, _)| name);
        matches!(decoded(name).as_deref(), Some("$skip" | "$top" | "$skiptoken"))
    };
    let kept = call.query.split('&').filter(|pair| !pair.is_empty() && !own(pair));
    let token = format!("$skiptoken={token}");
    let query: Vec<&str> = kept.chain([token.as_str()]).collect();
    format!("{address}?{}", query.join("&"))
}

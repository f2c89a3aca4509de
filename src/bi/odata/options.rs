//! Query options, and what the headers of a request say about its answer.

use axum::http::{HeaderMap, header};
use url::form_urlencoded;

use super::error::Refused;

/// Rows of a page, where the client does not say.
pub(super) const PAGE: usize = 500;
/// Rows of a page at most.
pub(super) const LARGEST_PAGE: usize = 2_000;
/// Rows that can be skipped.
pub(super) const MOST_SKIPPED: usize = 10_000;

/// Query options of the protocol that this feed does not have.
const OTHERS: [&str; 8] =
    ["$search", "$apply", "$compute", "$deltatoken", "$levels", "$index", "$schemaversion", "$id"];

/// The query options of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) select: Option<String>,
    pub(super) filter: Option<String>,
    pub(super) order: Option<String>,
    pub(super) expand: Option<String>,
    pub(super) top: Option<usize>,
    pub(super) skip: Option<usize>,
    pub(super) count: bool,
    pub(super) token: Option<String>,
    pub(super) format: Option<String>,
    /// Whether rows come although a source has failed.
    pub(super) partial: bool,
}

/// The form in which a client wants its answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Form {
    /// Without control information but links and counts.
    pub(super) bare: bool,
    /// Numbers that programs may round come as texts.
    pub(super) ieee754: bool,
    /// Rows of a page.
    pub(super) page: Option<usize>,
}

impl Options {
    /// Reads the part of an address behind the question mark.
    ///
    /// # Errors
    /// If an option is malformed, comes twice, or is none that this feed has.
    pub(super) fn read(query: &str) -> Result<Self, Refused> {
        let mut options = Self::default();
        let mut known: Vec<String> = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if name.starts_with('$') && known.contains(&name.to_string()) {
                return Err(Refused::bad(format!("the option `{}` comes twice", short(&name))));
            }
            known.push(name.to_string());
            options.take(&name, value.into_owned())?;
        }
        Ok(options)
    }

    fn take(&mut self, name: &str, value: String) -> Result<(), Refused> {
        match name {
            "$select" => self.select = Some(value),
            "$filter" => self.filter = Some(value),
            "$orderby" => self.order = Some(value),
            "$expand" => self.expand = Some(value),
            "$skiptoken" => self.token = Some(value),
            "$format" => self.format = Some(value),
            "$top" => self.top = Some(number(name, &value)?),
            "$skip" => self.skip = Some(number(name, &value)?),
            "$count" => self.count = boolean(name, &value)?,
            "partial" => self.partial = boolean(name, &value)?,
            name if OTHERS.contains(&name) => {
                return Err(Refused::unsupported(format!("the option `{name}` is not supported")));
            }
            name if name.starts_with('$') => {
                return Err(Refused::bad(format!("there is no option `{}`", short(name))));
            }
            // Options without a dollar sign are the client's own.
            _ => {}
        }
        Ok(())
    }

    /// The options of the page after this one, but for its token.
    pub(super) fn of_next_page(&self) -> form_urlencoded::Serializer<'_, String> {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("$select", &self.select),
            ("$filter", &self.filter),
            ("$orderby", &self.order),
            ("$expand", &self.expand),
            ("$format", &self.format),
        ] {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        if self.partial {
            query.append_pair("partial", "1");
        }
        query
    }
}

impl Form {
    /// What the headers of a request say, and its option `$format`.
    ///
    /// # Errors
    /// If the client takes no JSON.
    pub(super) fn read(headers: &HeaderMap, format: Option<&str>) -> Result<Self, Refused> {
        let mut form = Self { page: page(headers), ..Self::default() };
        let accept = headers.get_all(header::ACCEPT).iter();
        let accept: Vec<&str> = accept.filter_map(|line| line.to_str().ok()).collect();
        let asked = format.map_or_else(|| accept.join(","), str::to_owned).to_ascii_lowercase();
        let kinds = ["json", "*/*", "application/*", "atom+xml", "xml", "text/"];
        if format.is_some() && !asked.contains("json") {
            return Err(Refused::new(
                axum::http::StatusCode::NOT_ACCEPTABLE,
                "NotAcceptable",
                "rows come as JSON only: leave out `$format`, or say `$format=json`",
            ));
        }
        let is_known = asked.is_empty() || kinds.iter().any(|kind| asked.contains(kind));
        if !is_known {
            return Err(Refused::new(
                axum::http::StatusCode::NOT_ACCEPTABLE,
                "NotAcceptable",
                "rows come as JSON only: send `Accept: application/json`",
            ));
        }
        form.bare = asked.contains("metadata=none");
        form.ieee754 = asked.contains("ieee754compatible=true");
        Ok(form)
    }

    /// The media type of the answer.
    pub(super) fn media(self) -> String {
        let level = if self.bare { "none" } else { "minimal" };
        let numbers = if self.ieee754 { ";IEEE754Compatible=true" } else { "" };
        format!("application/json;odata.metadata={level}{numbers};charset=utf-8")
    }
}

/// The rows of a page that a client prefers.
fn page(headers: &HeaderMap) -> Option<usize> {
    let lines = headers.get_all("prefer").iter().filter_map(|line| line.to_str().ok());
    let wishes = lines.flat_map(|line| line.split([',', ';']));
    let mut size = wishes.filter_map(|wish| {
        let (name, value) = wish.split_once('=')?;
        let name = name.trim().to_ascii_lowercase();
        let is_it = matches!(name.as_str(), "odata.maxpagesize" | "maxpagesize");
        is_it.then(|| value.trim().trim_matches('"').parse::<usize>().ok())?
    });
    size.next_back().map(|size| size.clamp(1, LARGEST_PAGE))
}

fn number(name: &str, value: &str) -> Result<usize, Refused> {
    value.trim().parse().map_err(|_| {
        Refused::bad(format!("`{name}` is `{}`: it takes a whole number from 0 on", short(value)))
    })
}

fn boolean(name: &str, value: &str) -> Result<bool, Refused> {
    match value.trim() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        other => {
            Err(Refused::bad(format!("`{name}` is `{}`: it takes true or false", short(other))))
        }
    }
}

/// The beginning of a text, for a message.
pub(super) fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_others_are_refused() {
        let read = |query: &str| Options::read(query);
        let options = read("$select=id&%24filter=a%20eq%20'b'&$top=5&x=1&partial=1").unwrap();
        assert_eq!(options.select.as_deref(), Some("id"));
        assert_eq!(options.filter.as_deref(), Some("a eq 'b'"));
        assert_eq!((options.top, options.partial), (Some(5), true));
        assert_eq!(read("$search=a").unwrap_err().status.as_u16(), 501);
        for wrong in ["$top=-1", "$skip=x", "$count=maybe", "$nonsense=1", "$top=1&$top=2"] {
            assert_eq!(read(wrong).unwrap_err().status.as_u16(), 400, "{wrong}");
        }
    }

    #[test]
    fn headers_say_the_form_of_the_answer() {
        let mut headers = HeaderMap::new();
        let accept = "application/json;odata.metadata=none;IEEE754Compatible=true";
        headers.insert(header::ACCEPT, accept.parse().unwrap());
        headers.insert("prefer", "respond-async, odata.maxpagesize=50".parse().unwrap());
        let form = Form::read(&headers, None).unwrap();
        assert_eq!(form, Form { bare: true, ieee754: true, page: Some(50) });
        assert!(Form::read(&headers, Some("json")).is_ok());
        assert!(Form::read(&headers, Some("atom")).is_err());
        headers.insert(header::ACCEPT, "image/png".parse().unwrap());
        assert!(Form::read(&headers, None).is_err());
    }
}

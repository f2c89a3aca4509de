//! The pages, GraphiQL and the dashboard, embedded in the binary: their files, and the headers that
//! keep the browser on this host.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get};

/// A file of the pages: its path, its content, and a hash of the content.
type File = (&'static str, &'static [u8], &'static str);

/// The files that `build.rs` has made, of GraphiQL and the dashboard or of the plain pages, by
/// path. The pages share most of them.
static FILES: &[File] = &include!(concat!(env!("OUT_DIR"), "/graphiql.rs"));

/// A page: the path of its files, the one that is shown first, and what it may load.
struct Page {
    root: &'static str,
    index: &'static str,
    policy: &'static str,
}

const GRAPHIQL: Page = Page { root: "/graphiql/", index: "index.html", policy: GRAPHIQL_POLICY };

const DASHBOARD: Page =
    Page { root: "/dashboard/", index: "dashboard.html", policy: DASHBOARD_POLICY };

/// Sent with every file. Nothing may come from, or go to, another host. Monaco makes style sheets
/// of its own and writes styles into its lines; its style sheet holds its font as `data:`.
const GRAPHIQL_POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; \
                               style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                               font-src 'self' data:; worker-src 'self'; base-uri 'none'; \
                               form-action 'none'; frame-ancestors 'none'";

/// The same for the dashboard, which needs no styles but those of its files.
const DASHBOARD_POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; \
                                style-src 'self'; img-src 'self'; base-uri 'none'; \
                                form-action 'none'; frame-ancestors 'none'";

/// Serves the pages under `/graphiql/` and `/dashboard/`; `/` leads to the first. Needs no state
/// and asks for no credentials: pages hold no data, and the endpoint judges each of their queries.
pub fn router() -> Router {
    Router::new().route("/", to(&GRAPHIQL)).merge(files(&GRAPHIQL)).merge(files(&DASHBOARD))
}

/// Serves a page; its path without the last `/` leads to it.
fn files(page: &'static Page) -> Router {
    let index = move |headers: HeaderMap| async move { file(page, page.index, &headers) };
    let other = move |Path(path): Path<String>, headers: HeaderMap| async move {
        file(page, &path, &headers)
    };
    Router::new()
        .route(page.root.trim_end_matches('/'), to(page))
        .route(page.root, get(index))
        .route(&format!("{}{{*path}}", page.root), get(other))
}

fn to(page: &'static Page) -> MethodRouter {
    get(move || async move { Redirect::temporary(page.root) })
}

fn file(page: &Page, path: &str, asked: &HeaderMap) -> Response {
    // The other headers that tell browsers what they may do stand on every answer (`headers.rs`).
    let security = [(header::CONTENT_SECURITY_POLICY, page.policy)];
    // The packed files are another form of their neighbours, not files of their own, and a page is
    // shown under its own policy alone.
    let hidden = path.ends_with(".gz") || (path.ends_with(".html") && path != page.index);
    let plain = if hidden { None } else { find(path) };
    let Some(plain) = plain else {
        let said = format!("There is no such file; the page is at {}.\n", page.root);
        return (StatusCode::NOT_FOUND, security, said).into_response();
    };
    let packed = if takes_gzip(asked) { find(&format!("{path}.gz")) } else { None };
    let encoding = packed.as_ref().map(|_| [(header::CONTENT_ENCODING, "gzip")]);
    let (_, content, hash) = packed.unwrap_or(plain);
    let tag = format!("\"{hash}\"");
    // Vite puts a hash of the content into the names below `assets/`, so those never change.
    let cache = if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let common = [
        (header::ETAG, tag.clone()),
        (header::CACHE_CONTROL, cache.into()),
        (header::VARY, "accept-encoding".into()),
    ];
    if is_known(asked, &tag) {
        return (StatusCode::NOT_MODIFIED, security, common).into_response();
    }
    let kind = [(header::CONTENT_TYPE, content_type(path))];
    let mut answer =
        (security, common, kind, Body::from(Bytes::from_static(content))).into_response();
    answer.headers_mut().extend(
        encoding.into_iter().flatten().map(|(name, value)| (name, HeaderValue::from_static(value))),
    );
    answer
}

fn find(path: &str) -> Option<File> {
    FILES.iter().find(|(known, ..)| *known == path).copied()
}

/// The media type of a file, by the kinds of files that the pages are made of.
fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "ttf" => "font/ttf",
        _ => "application/octet-stream",
    }
}

/// The comma-separated values of a header, over all its lines.
fn values(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    headers
        .get_all(name)
        .into_iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(str::trim)
}

pub(super) fn takes_gzip(headers: &HeaderMap) -> bool {
    values(headers, header::ACCEPT_ENCODING).any(|offer| {
        let (coding, weight) = offer.split_once(';').unwrap_or((offer, ""));
        let refused =
            weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok())
                == Some(0.0);
        coding.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    values(headers, header::IF_NONE_MATCH)
        .any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;
    use tower::ServiceExt as _;

    async fn fetch(path: &str, headers: &[(HeaderName, &str)]) -> Response {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    async fn text(answer: Response) -> String {
        let bytes = axum::body::to_bytes(answer.into_body(), 16 << 20).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn the_root_leads_to_graphiql_and_names_without_a_slash_to_their_page() {
        for (path, page) in
            [("/", "/graphiql/"), ("/graphiql", "/graphiql/"), ("/dashboard", "/dashboard/")]
        {
            let answer = fetch(path, &[]).await;
            assert_eq!(answer.status(), StatusCode::TEMPORARY_REDIRECT);
            assert_eq!(answer.headers()[header::LOCATION], page);
        }
    }

    #[tokio::test]
    async fn pages_are_checked_anew_each_time_and_bound_to_this_host() {
        for (path, title, unlike) in [
            ("/graphiql/", "<title>channelgraph</title>", "unsafe-eval"),
            ("/dashboard/", "<title>Dashboard · channelgraph</title>", "unsafe"),
        ] {
            let answer = fetch(path, &[]).await;
            assert_eq!(answer.status(), StatusCode::OK);
            assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
            assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-cache");
            let policy =
                answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
            assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
            let is_wide = ["://", "*", "blob:", unlike].iter().any(|wide| policy.contains(wide));
            assert!(!is_wide, "{policy}");
            let page = text(answer).await;
            assert!(page.contains(title), "{page}");
            assert!(!page.contains("://"), "the page names another host: {page}");
        }
    }

    #[tokio::test]
    async fn every_file_that_pages_name_is_there() {
        for root in ["/graphiql/", "/dashboard/"] {
            let page = text(fetch(root, &[]).await).await;
            let named: Vec<&str> =
                page.split("\"./").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            assert!(named.len() >= 2, "{page}");
            for name in named {
                let answer = fetch(&format!("{root}{name}"), &[]).await;
                assert_eq!(answer.status(), StatusCode::OK, "{name}");
                let lasting =
                    answer.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable");
                assert_eq!(lasting, name.starts_with("assets/"), "{name}");
            }
        }
    }

    #[tokio::test]
    async fn a_known_file_is_not_sent_again() {
        let tag =
            fetch("/graphiql/", &[]).await.headers()[header::ETAG].to_str().unwrap().to_owned();
        let again =
            fetch("/graphiql/", &[(header::IF_NONE_MATCH, &format!("\"other\", W/{tag}"))]).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(again.headers()[header::ETAG], tag.as_str());
        assert_eq!(
            fetch("/graphiql/", &[(header::IF_NONE_MATCH, "\"other\"")]).await.status(),
            StatusCode::OK
        );
    }

    #[tokio::test]
    async fn packed_files_go_only_to_those_who_take_them() {
        let Some(packed) = FILES.iter().map(|file| file.0).find(|name| name.ends_with(".gz"))
        else {
            assert!(find("plain.js").is_some(), "only the plain page comes unpacked");
            return;
        };
        let path = format!("/graphiql/{}", packed.trim_end_matches(".gz"));
        let [small, large, refused] = [Some("br, gzip"), None, Some("gzip;q=0")].map(|offer| {
            let path = path.clone();
            async move {
                fetch(
                    &path,
                    &offer
                        .map(|offer| (header::ACCEPT_ENCODING, offer))
                        .into_iter()
                        .collect::<Vec<_>>(),
                )
                .await
            }
        });
        let (small, large, refused) = (small.await, large.await, refused.await);
        assert_eq!(small.headers()[header::CONTENT_ENCODING], "gzip");
        assert_eq!(small.headers()[header::CONTENT_TYPE], large.headers()[header::CONTENT_TYPE]);
        assert_ne!(small.headers()[header::ETAG], large.headers()[header::ETAG]);
        assert!(!large.headers().contains_key(header::CONTENT_ENCODING));
        assert!(!refused.headers().contains_key(header::CONTENT_ENCODING));
        assert_eq!(
            fetch(&format!("/graphiql/{packed}"), &[]).await.status(),
            StatusCode::NOT_FOUND
        );
    }

    #[tokio::test]
    async fn what_is_not_there_is_not_found() {
        for path in [
            "/graphiql/nothing.js",
            "/graphiql/../Cargo.toml",
            "/graphiql/assets/",
            "/graphiql/dashboard.html",
            "/dashboard/index.html",
        ] {
            assert_eq!(fetch(path, &[]).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }
}

//! HTTP as browsers and proxies meet it: TLS, headers, other origins, and who is believed.

mod browsers;
mod certificates;
mod proxies;
mod tls;

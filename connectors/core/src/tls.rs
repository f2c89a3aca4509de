//! The cryptography behind TLS.

/// Makes ring the cryptography of every TLS connection of this process. Every HTTP client needs
/// this before it is built; calls after the first have no effect.
pub fn choose_tls() {
    // An error says that a provider is installed already.
    drop(rustls::crypto::ring::default_provider().install_default());
}

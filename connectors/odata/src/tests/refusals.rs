//! What is done when a service refuses.

//! Where ours may differ from the real server, and why.

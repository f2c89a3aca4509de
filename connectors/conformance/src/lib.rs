//! The same tests for every connector, driven by what it says it can do.

//! What questions cost.

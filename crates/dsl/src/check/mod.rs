//! Syntax to a checked policy.

//! Decides by checked policies.

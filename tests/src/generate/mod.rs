//! Random small policies, written as an author would write them, and random requests for them.

mod expression;
mod policy;
mod price;
mod random;
mod request;
mod tables;
mod untidy;

pub use policy::policy;
pub use random::Random;
pub use request::{Layout, json, some_value, value};
pub use untidy::{Disturbance, untidy};

//! Random small policies, written as an author would write them, and random requests for them.

mod expression;
mod lists;
mod policy;
mod price;
mod random;
mod request;
mod untidy;

pub use policy::policy;
pub use random::Random;
pub use request::{Layout, fields, forget, json, some_value, value};
pub use untidy::{Disturbance, untidy};

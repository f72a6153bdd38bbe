//! Random small policies, written as an author would write them, and random requests for them.

mod expression;
mod layers;
mod lists;
mod policy;
mod price;
mod random;
mod request;
mod scripts;
mod tables;
mod untidy;

pub use layers::{Layered, layered};
pub use policy::{policy, using};
pub use random::Random;
pub use request::{Layout, fields, forget, json, some_value, value};
pub use scripts::LIBRARY;
pub use untidy::{Disturbance, untidy};

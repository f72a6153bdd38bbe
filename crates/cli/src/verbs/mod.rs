//! One file per verb.

pub(crate) mod ask;
pub(crate) mod batch;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod decide;
pub(crate) mod diff;
pub(crate) mod driver;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod init;
pub(crate) mod prove;
pub(crate) mod review;
pub(crate) mod schema;
pub(crate) mod show;
pub(crate) mod snapshot;
pub(crate) mod test;
pub(crate) mod watch;

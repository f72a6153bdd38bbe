//! Nothing stands here: each example is one file beside this folder, complete in itself.

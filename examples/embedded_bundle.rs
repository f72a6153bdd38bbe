//! Policy texts in the binary: nothing to install beside it, and nothing to go missing.
//!
//! `cargo run -p bylaws-examples --example embedded_bundle`

use bylaws_dsl::SourceMap;
use bylaws_runtime::{Bundle, Engine, Limits, Options, Refused, explain};

/// The files of the bundle under the names that findings call them by. A policy names its tables
/// by their place beside it, so both stand in the same folder here too.
const FILES: [(&str, &str); 2] = [
    (
        "pricing/pricing.bylaw",
        include_str!("../policies/alliance/pricing/pricing.bylaw"),
    ),
    (
        "pricing/bundles.csv",
        include_str!("../policies/alliance/pricing/bundles.csv"),
    ),
];

const REQUEST: &str = include_str!("../policies/alliance/pricing/requests/bundle.json");

/// The engine, ready to decide. Texts with an error never get into a release: the test below
/// compiles them.
fn engine() -> Result<Engine, Refused> {
    let mut sources = SourceMap::default();
    for (name, text) in FILES {
        sources.add(name, text);
    }
    Engine::new(Bundle::compile(sources, &Limits::default()))
}

/// What the policy says to a request, in words.
fn told(engine: &Engine, request: &str) -> Option<String> {
    let bundle = engine.bundle();
    let pricing = bundle.program("alliance.pricing")?;
    let options = Options {
        trace: bylaws_runtime::Trace::Full,
        ..Options::default()
    };
    let decision = pricing.decide_json(request, &options);
    let report = explain::report(&decision);
    Some(explain::text(&report, &explain::Palette::default()))
}

#[expect(clippy::print_stdout, reason = "an example shows what it does")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = engine()?;
    println!("{}", told(&engine, REQUEST).ok_or("no such policy")?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_texts_decide() {
        let engine = engine().unwrap();
        let told = told(&engine, REQUEST).unwrap();
        assert!(
            told.contains("allowed") && told.contains("decided"),
            "{told}"
        );
    }
}

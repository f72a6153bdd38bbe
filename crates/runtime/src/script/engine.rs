//! The engine of a bundle: what a script can do at all, and every limit of it by name, so that
//! nothing depends on how the engine or this program was built.

use bylaws_dsl::value::{Duration, Money};
use rhai::packages::{
    BasicArrayPackage, BasicFnPackage, BasicIteratorPackage, BasicMapPackage, BasicStringPackage,
    MoreStringPackage, Package,
};
use rhai::{Dynamic, Engine, OptimizationLevel};

use super::convert::{Day, Member, Members, Percent};
use super::modules::Modules;
use super::{arithmetic, asked, compare, dates, host, record, sets, watch};
use crate::limits::ScriptLimits;

/// How deep expressions may be nested outside of functions, and within one.
const DEPTHS: (usize, usize) = (32, 32);
const MOST_VARIABLES: usize = 256;
const MOST_FUNCTIONS: usize = 256;
const MOST_MODULES: usize = 32;

/// Words of the engine that are no words here: what writes, what reads text as a program, and
/// what computes otherwise than the language does.
const REFUSED: [&str; 16] = [
    "eval", "print", "debug", "/=", "%=", "**", "**=", "<<", ">>", "<<=", ">>=", "^", "^=", "|=",
    "&=", "new",
];

pub(super) fn engine(limits: &ScriptLimits, modules: Modules) -> Engine {
    let mut engine = Engine::new_raw();
    BasicStringPackage::new().register_into_engine(&mut engine);
    MoreStringPackage::new().register_into_engine(&mut engine);
    BasicArrayPackage::new().register_into_engine(&mut engine);
    BasicMapPackage::new().register_into_engine(&mut engine);
    BasicIteratorPackage::new().register_into_engine(&mut engine);
    BasicFnPackage::new().register_into_engine(&mut engine);
    for word in REFUSED {
        engine.disable_symbol(word);
    }
    bounds(&mut engine, limits);
    types(&mut engine);
    arithmetic::register(&mut engine);
    compare::register(&mut engine);
    dates::register(&mut engine);
    sets::register(&mut engine);
    record::register(&mut engine);
    asked::register(&mut engine);
    host::register(&mut engine);
    engine.set_module_resolver(modules);
    engine
}

fn bounds(engine: &mut Engine, limits: &ScriptLimits) {
    let (outside, within) = DEPTHS;
    engine
        .set_max_operations(limits.operations.max(1))
        .set_max_call_levels(limits.call_depth.min(ScriptLimits::DEEPEST))
        .set_max_expr_depths(outside, within)
        .set_max_string_size(limits.string_bytes.max(1))
        .set_max_array_size(limits.array_items.max(1))
        .set_max_map_size(limits.map_items.max(1))
        .set_max_variables(MOST_VARIABLES)
        .set_max_functions(MOST_FUNCTIONS)
        .set_max_modules(MOST_MODULES)
        .set_strict_variables(true)
        .set_fail_on_invalid_map_property(true)
        .set_fast_operators(false)
        .set_allow_shadowing(true)
        .set_optimization_level(OptimizationLevel::None);
    let limits = *limits;
    engine.on_progress(move |_| watch::step(&limits).then_some(Dynamic::UNIT));
}

fn types(engine: &mut Engine) {
    engine
        .register_type_with_name::<Money>("money")
        .register_type_with_name::<Percent>("percent")
        .register_type_with_name::<Day>("date")
        .register_type_with_name::<Duration>("duration")
        .register_type_with_name::<Member>("member")
        .register_type_with_name::<Members>("set");
    sets::register_words::<Money>(engine);
    sets::register_words::<Percent>(engine);
    sets::register_words::<Day>(engine);
    sets::register_words::<Duration>(engine);
    sets::register_words::<Member>(engine);
    sets::register_words::<Members>(engine);
}

//! Code that was written, made executable and called. The only unsafe code of the workspace.

use std::error::Error;
use std::ffi::c_void;
use std::fmt;
use std::sync::Arc;

use cranelift_codegen::Context;
use cranelift_codegen::ir::{AbiParam, types};
use cranelift_codegen::isa::TargetIsa;
use cranelift_codegen::settings::{self, Configurable};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use cranelift_jit::{JITBuilder, JITModule};
use cranelift_module::{Module, default_libcall_names};

use crate::writer::{Shape, Writer};

/// Answers what a function asks in the middle of its work.
pub trait Host {
    /// The answer to a question, which has a number, about some numbers.
    fn answer(&self, question: u32, arguments: &[i64]) -> i64;
}

/// What a function is called with: where its inputs and its outputs lie, and whom it asks.
type Entry = unsafe extern "C" fn(*const i64, *mut i64, *const c_void) -> i64;

/// A function as machine code.
pub struct Function {
    entry: Entry,
    inputs: usize,
    outputs: usize,
    bytes: usize,
    /// What the code reads; it holds the addresses of these.
    _tables: Vec<Box<[i64]>>,
    /// The pages on which the code lies, until it is dropped.
    module: Option<JITModule>,
}

#[expect(unsafe_code, reason = "code that is finished is only read")]
// SAFETY: nothing in a finished function changes: the code is not writable any more, the tables are
// never written, and the module is touched only by `drop`, which has it alone. Freeing pages from
// another thread than the one that mapped them is allowed.
unsafe impl Send for Function {}

#[expect(unsafe_code, reason = "code that is finished is only read")]
// SAFETY: as above; all that a shared function allows is to call it, and it has no state.
unsafe impl Sync for Function {}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            inputs,
            outputs,
            bytes,
            ..
        } = self;
        write!(f, "Function({inputs} -> {outputs}, {bytes} bytes)")
    }
}

/// Why no function came of it.
#[derive(Clone, Debug)]
pub struct Refused(String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Refused {}

fn refused(why: impl fmt::Display) -> Refused {
    Refused(why.to_string())
}

impl Function {
    /// Calls it; none when the inputs or the outputs are fewer than it was written for.
    #[inline]
    pub fn call(&self, inputs: &[i64], outputs: &mut [i64], host: &dyn Host) -> Option<i64> {
        if inputs.len() < self.inputs || outputs.len() < self.outputs {
            return None;
        }
        let host: *const &dyn Host = &host;
        #[expect(unsafe_code, reason = "this is what the crate is for")]
        // SAFETY: `entry` is the finished code of a function with this signature, whose pages live
        // as long as `self`. All that a `Writer` can write reads numbers of `inputs` below
        // `self.inputs`, writes numbers of `outputs` below `self.outputs`, which are there, and
        // reads tables that live as long as `self`. It calls nothing but `ask`, with the pointer
        // that it was given, which is valid for all of the call. It does not unwind: it has no
        // landing pads and `ask` does not let a panic out.
        let answer = unsafe { (self.entry)(inputs.as_ptr(), outputs.as_mut_ptr(), host.cast()) };
        Some(answer)
    }

    /// The size of its machine code in bytes.
    pub fn size(&self) -> usize {
        self.bytes
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        if let Some(module) = self.module.take() {
            #[expect(unsafe_code, reason = "pages of code are freed by hand")]
            // SAFETY: nobody calls the code any more: `entry` never leaves `self`, a call borrows
            // `self`, and this has it alone.
            unsafe {
                module.free_memory();
            }
        }
    }
}

/// Called by the code to ask the host. A panic of the host ends the process: `extern "C"` does not
/// let it pass.
#[expect(unsafe_code, reason = "it is called by code that Rust has not seen")]
unsafe extern "C" fn ask(
    host: *const c_void,
    question: u32,
    arguments: *const i64,
    count: u32,
) -> i64 {
    // SAFETY: the code hands on the pointer that `call` gave it, to a `&dyn Host` that lives until
    // `call` is over, and the address and the number of arguments that it has just put on its own
    // stack, where nothing else reaches them while this runs.
    let (host, arguments) = unsafe {
        let host = &*host.cast::<&dyn Host>();
        let arguments = std::slice::from_raw_parts(arguments, count as usize);
        (*host, arguments)
    };
    host.answer(question, arguments)
}

/// Makes a function of what `write` writes: it may read so many inputs and the tables, and write so
/// many outputs.
///
/// # Errors
/// When the machine is not one that code can be made for, or what was written does not hold
/// together.
pub fn compile(
    inputs: usize,
    outputs: usize,
    tables: Vec<Box<[i64]>>,
    write: impl FnOnce(&mut Writer<'_>),
) -> Result<Function, Refused> {
    let isa = isa()?;
    let frontend = isa.frontend_config();
    if isa.pointer_type() != types::I64 {
        return Err(refused("addresses of this machine have not 64 bits"));
    }
    let mut module = JITModule::new(JITBuilder::with_isa(isa, default_libcall_names()));
    let mut context = Context::new();
    context.func.signature = module.make_signature();
    let signature = &mut context.func.signature;
    signature.params = vec![AbiParam::new(types::I64); 3];
    signature.returns.push(AbiParam::new(types::I64));
    let name = module.declare_anonymous_function(&context.func.signature);
    let name = name.map_err(refused)?;
    let mut asked = module.make_signature();
    let parts = [types::I64, types::I32, types::I64, types::I32];
    asked.params = parts.map(AbiParam::new).to_vec();
    asked.returns.push(AbiParam::new(types::I64));
    {
        let mut state = FunctionBuilderContext::new();
        let mut builder = FunctionBuilder::new(&mut context.func, &mut state);
        let asked = builder.import_signature(asked);
        let shape = Shape {
            inputs,
            outputs,
            tables: tables
                .iter()
                .map(|table| (address(table), table.len()))
                .collect(),
            ask: ask as *const () as usize as i64,
            asked,
        };
        let mut writer = Writer::new(builder, shape);
        write(&mut writer);
        writer.finish(frontend);
    }
    // The verifier is on: what does not hold together is an error here and not code.
    module
        .define_function(name, &mut context)
        .map_err(|error| refused(format!("{error:?}")))?;
    let bytes = context
        .compiled_code()
        .map_or(0, |code| code.code_buffer().len());
    module.finalize_definitions().map_err(refused)?;
    let code = module.get_finalized_function(name);
    #[expect(unsafe_code, reason = "an address becomes a function")]
    // SAFETY: `code` is where the function begins that was just finished with the signature that
    // `Entry` has: three numbers of 64 bits, as wide as pointers here, and one as the result, by the
    // calling convention of C, which is the default of the module.
    let entry = unsafe { std::mem::transmute::<*const u8, Entry>(code) };
    Ok(Function {
        entry,
        inputs,
        outputs,
        bytes,
        _tables: tables,
        module: Some(module),
    })
}

fn address(table: &[i64]) -> i64 {
    table.as_ptr() as usize as i64
}

/// The machine that this runs on.
fn isa() -> Result<Arc<dyn TargetIsa>, Refused> {
    let mut flags = settings::builder();
    for (name, value) in [
        ("opt_level", "speed"),
        ("enable_verifier", "true"),
        ("is_pic", "false"),
        ("enable_probestack", "true"),
        ("probestack_strategy", "inline"),
        ("use_colocated_libcalls", "false"),
    ] {
        flags.set(name, value).map_err(refused)?;
    }
    let builder = cranelift_native::builder().map_err(refused)?;
    builder.finish(settings::Flags::new(flags)).map_err(refused)
}

//! Writes the code of a function: numbers, truths, variables and blocks, and no pointers.

use std::collections::HashMap;

use cranelift_codegen::cursor::{Cursor, FuncCursor};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    InstBuilder, MemFlagsData, SigRef, StackSlotData, StackSlotKind, Type, Value, types,
};
use cranelift_codegen::isa::TargetFrontendConfig;
use cranelift_frontend::FunctionBuilder;

/// A number of 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Number(Value);

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Truth(Value);

/// Holds a number and a truth, which may be different ones wherever it is used.
#[derive(Clone, Copy, Debug)]
pub struct Variable {
    number: cranelift_frontend::Variable,
    truth: cranelift_frontend::Variable,
}

/// Code without jumps into it or out of it but at its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Block(cranelift_codegen::ir::Block);

/// What code may reach.
pub(crate) struct Shape {
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
    /// Where each table lies, and how long it is.
    pub(crate) tables: Vec<(i64, usize)>,
    /// Where the function lies that asks the host, and its signature.
    pub(crate) ask: i64,
    pub(crate) asked: SigRef,
}

/// Writes the code of a function. It begins in a block of its own; each block is written from its
/// beginning to its end, once, and after all blocks that jump to it.
pub struct Writer<'f> {
    builder: FunctionBuilder<'f>,
    shape: Shape,
    first: cranelift_codegen::ir::Block,
    /// Where inputs and outputs lie, and whom to ask.
    given: [Value; 3],
    numbers: HashMap<i64, Value>,
    truths: [Option<Value>; 2],
    is_over: bool,
}

/// Reads of what never changes while the code runs.
fn fixed() -> MemFlagsData {
    MemFlagsData::trusted().with_readonly().with_can_move()
}

impl<'f> Writer<'f> {
    pub(crate) fn new(mut builder: FunctionBuilder<'f>, shape: Shape) -> Self {
        let first = builder.create_block();
        builder.append_block_params_for_function_params(first);
        builder.switch_to_block(first);
        builder.seal_block(first);
        // Constants are put at its beginning, whatever else is written first.
        builder.ensure_inserted_block();
        let params = builder.block_params(first);
        let param = |place: usize| params.get(place).copied().unwrap_or(Value::from_u32(0));
        let given = [param(0), param(1), param(2)];
        Self {
            builder,
            shape,
            first,
            given,
            numbers: HashMap::new(),
            truths: [None; 2],
            is_over: false,
        }
    }

    pub(crate) fn finish(mut self, frontend: TargetFrontendConfig) {
        if !self.is_over {
            self.end(0);
        }
        self.builder.finalize(frontend);
    }

    /// A number that is always the same: one value wherever it is asked for.
    pub fn number(&mut self, number: i64) -> Number {
        if let Some(known) = self.numbers.get(&number) {
            return Number(*known);
        }
        let value = self.constant(types::I64, number);
        self.numbers.insert(number, value);
        Number(value)
    }

    /// Yes or no for certain: one value wherever it is asked for.
    pub fn truth(&mut self, holds: bool) -> Truth {
        let place = usize::from(holds);
        if let Some(Some(known)) = self.truths.get(place) {
            return Truth(*known);
        }
        let value = self.constant(types::I8, i64::from(holds));
        if let Some(slot) = self.truths.get_mut(place) {
            *slot = Some(value);
        }
        Truth(value)
    }

    /// A constant at the beginning of the function, from where all of it sees it.
    fn constant(&mut self, ty: Type, number: i64) -> Value {
        let mut cursor = FuncCursor::new(self.builder.func).at_first_insertion_point(self.first);
        // Behind the cursor's position stands what was written first; constants may stand before.
        cursor.ins().iconst(ty, number)
    }

    /// A variable that begins with what is given.
    pub fn variable(&mut self, number: Number, truth: Truth) -> Variable {
        let variable = Variable {
            number: self.builder.declare_var(types::I64),
            truth: self.builder.declare_var(types::I8),
        };
        self.set(variable, number, truth);
        variable
    }

    /// Sets a variable.
    pub fn set(&mut self, variable: Variable, number: Number, truth: Truth) {
        self.builder.def_var(variable.number, number.0);
        self.builder.def_var(variable.truth, truth.0);
    }

    /// What a variable holds here.
    pub fn get(&mut self, variable: Variable) -> (Number, Truth) {
        let number = self.builder.use_var(variable.number);
        let truth = self.builder.use_var(variable.truth);
        let resolve = |value| self.builder.func.dfg.resolve_aliases(value);
        (Number(resolve(number)), Truth(resolve(truth)))
    }

    /// An input; 0 for one that was not announced.
    pub fn input(&mut self, place: usize) -> Number {
        if place >= self.shape.inputs {
            return self.number(0);
        }
        let [inputs, ..] = self.given;
        let offset = place as i32 * 8;
        Number(self.builder.ins().load(types::I64, fixed(), inputs, offset))
    }

    /// Writes an output; nothing for one that was not announced.
    pub fn output(&mut self, place: usize, number: Number) {
        if place < self.shape.outputs {
            let [_, outputs, _] = self.given;
            let offset = place as i32 * 8;
            let flags = MemFlagsData::trusted();
            self.builder.ins().store(flags, number.0, outputs, offset);
        }
    }

    /// An element of a table; its first where there is none at the place, 0 where there is none at
    /// all.
    pub fn element(&mut self, table: usize, place: Number) -> Number {
        let Some(&(address, length @ 1..)) = self.shape.tables.get(table) else {
            return self.number(0);
        };
        let length = self.number(length as i64);
        let is_within = self.compare(IntCC::UnsignedLessThan, place, length);
        let first = self.number(0);
        let place = self.select(is_within, place, first);
        let eight = self.number(3);
        let offset = self.builder.ins().ishl(place.0, eight.0);
        let address = self.number(address);
        let at = self.builder.ins().iadd(address.0, offset);
        Number(self.builder.ins().load(types::I64, fixed(), at, 0))
    }

    /// Asks the host.
    pub fn ask(&mut self, question: u32, arguments: &[Number]) -> Number {
        let size = arguments.len().max(1) as u32 * 8;
        let slot = StackSlotData::new(StackSlotKind::ExplicitSlot, size, 3);
        let slot = self.builder.create_sized_stack_slot(slot);
        for (place, argument) in arguments.iter().enumerate() {
            let offset = place as i32 * 8;
            self.builder
                .ins()
                .stack_store(types::I64, argument.0, slot, offset);
        }
        let [.., host] = self.given;
        let ask = self.number(self.shape.ask);
        let question = self.builder.ins().iconst(types::I32, i64::from(question));
        let at = self.builder.ins().stack_addr(types::I64, slot, 0);
        let count = self
            .builder
            .ins()
            .iconst(types::I32, arguments.len() as i64);
        let parts = [host, question, at, count];
        let call = self
            .builder
            .ins()
            .call_indirect(self.shape.asked, ask.0, &parts);
        let answer = self.builder.inst_results(call).first().copied();
        answer.map_or_else(|| self.number(0), Number)
    }

    /// Compares two numbers.
    pub fn compare(&mut self, how: IntCC, a: Number, b: Number) -> Truth {
        Truth(self.builder.ins().icmp(how, a.0, b.0))
    }

    /// The first number where it holds, else the second.
    pub fn select(&mut self, holds: Truth, a: Number, b: Number) -> Number {
        Number(self.builder.ins().select(holds.0, a.0, b.0))
    }

    /// The first truth where it holds, else the second.
    pub fn select_truth(&mut self, holds: Truth, a: Truth, b: Truth) -> Truth {
        Truth(self.builder.ins().select(holds.0, a.0, b.0))
    }

    /// Whether both hold.
    pub fn and(&mut self, a: Truth, b: Truth) -> Truth {
        Truth(self.builder.ins().band(a.0, b.0))
    }

    /// Whether one of the two holds.
    pub fn or(&mut self, a: Truth, b: Truth) -> Truth {
        Truth(self.builder.ins().bor(a.0, b.0))
    }

    /// Whether it does not hold.
    pub fn not(&mut self, a: Truth) -> Truth {
        let yes = self.truth(true);
        Truth(self.builder.ins().bxor(a.0, yes.0))
    }

    /// 1 for yes and 0 for no.
    pub fn as_number(&mut self, truth: Truth) -> Number {
        Number(self.builder.ins().uextend(types::I64, truth.0))
    }

    /// The sum, and whether it has more than 64 bits.
    pub fn add_checked(&mut self, a: Number, b: Number) -> (Number, Truth) {
        let (sum, over) = self.builder.ins().sadd_overflow(a.0, b.0);
        (Number(sum), Truth(over))
    }

    /// The difference, and whether it has more than 64 bits.
    pub fn subtract_checked(&mut self, a: Number, b: Number) -> (Number, Truth) {
        let (difference, over) = self.builder.ins().ssub_overflow(a.0, b.0);
        (Number(difference), Truth(over))
    }

    /// The product, and whether it has more than 64 bits.
    pub fn multiply_checked(&mut self, a: Number, b: Number) -> (Number, Truth) {
        let (product, over) = self.builder.ins().smul_overflow(a.0, b.0);
        (Number(product), Truth(over))
    }

    /// The quotient of numbers without a sign, by a constant; by 1 where that is 0.
    pub fn divide(&mut self, a: Number, by: u64) -> Number {
        let by = self.number(i64::from_ne_bytes(by.max(1).to_ne_bytes()));
        Number(self.builder.ins().udiv(a.0, by.0))
    }

    /// Ends the block by a jump.
    pub fn jump(&mut self, to: Block) {
        self.builder.ins().jump(to.0, &[]);
    }

    /// Ends the block: on to one block where it holds, to the other where it does not.
    pub fn branch(&mut self, holds: Truth, then: Block, otherwise: Block) {
        self.builder
            .ins()
            .brif(holds.0, then.0, &[], otherwise.0, &[]);
    }

    /// Ends the function with a number.
    pub fn end(&mut self, answer: i64) {
        let answer = self.number(answer);
        self.builder.ins().return_(&[answer.0]);
        self.is_over = true;
    }

    /// A block to be written later.
    pub fn block(&mut self) -> Block {
        Block(self.builder.create_block())
    }

    /// A block that is seldom come to, to be written later.
    pub fn cold_block(&mut self) -> Block {
        let block = self.builder.create_block();
        self.builder.set_cold_block(block);
        Block(block)
    }

    /// Goes on writing in a block. All that jumps to it has been written.
    pub fn begin(&mut self, block: Block) {
        self.builder.switch_to_block(block.0);
        self.builder.seal_block(block.0);
        self.is_over = false;
    }
}

/// Arithmetic that wraps around.
macro_rules! wrapping {
    ($($(#[$doc:meta])* $name:ident $op:ident;)*) => {
        impl Writer<'_> {
            $($(#[$doc])*
            pub fn $name(&mut self, a: Number, b: Number) -> Number {
                Number(self.builder.ins().$op(a.0, b.0))
            })*
        }
    };
}

wrapping! {
    /// The sum.
    add iadd;
    /// The difference.
    subtract isub;
    /// The product.
    multiply imul;
    /// The smaller, of numbers with a sign.
    smallest smin;
    /// The larger, of numbers with a sign.
    largest smax;
    /// The bits that both have.
    bits_and band;
    /// The bits that one of the two has.
    bits_or bor;
    /// The bits that one of the two has, and not both.
    bits_xor bxor;
    /// The first, shifted up by so many bits, of which the lowest six count.
    shift_up ishl;
    /// The first without a sign, shifted down by so many bits, of which the lowest six count.
    shift_down ushr;
    /// The first with its sign, shifted down by so many bits, of which the lowest six count.
    shift_down_signed sshr;
}

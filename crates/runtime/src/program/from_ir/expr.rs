//! Expressions.

use bylaws_dsl::ir::{CompareOp, ExprId, ExprKind, FieldRef, Type};

use super::scope::{Key, Scope};
use super::sure::weight;
use super::{Lower, Operand, reading_of};
use crate::program::code::{Op, Place, Reg, UNKNOWN};
use crate::program::encode::FACT_DIGITS;

/// Parts that weigh less are computed rather than jumped over.
const LIGHT: usize = 2;

impl Lower {
    /// The value of an expression, and what it rests on.
    pub(super) fn expr(&mut self, scope: &mut Scope<'_>, id: ExprId) -> Operand {
        if let Some(known) = scope.known(Key::Expr(id)) {
            return known;
        }
        let operand = self.kind(scope, id);
        scope.keep(Key::Expr(id), operand)
    }

    /// The value of an expression that fits one register.
    pub(super) fn one(&mut self, scope: &mut Scope<'_>, id: ExprId) -> (Reg, Option<Reg>) {
        let operand = self.expr(scope, id);
        (self.register_of(operand.place), operand.rests)
    }

    /// The register of a place; an unknown one where it has none.
    pub(super) fn register_of(&mut self, place: Place) -> Reg {
        match place {
            Place::One(register) => register,
            _ => self.constant(UNKNOWN),
        }
    }

    fn kind(&mut self, scope: &mut Scope<'_>, id: ExprId) -> Operand {
        let policy = scope.policy;
        let expr = policy.exprs.at(id);
        match &expr.kind {
            ExprKind::Constant(value) => Operand::of(self.value(value)),
            ExprKind::Fact(fact) => Operand::of(scope.fact(*fact)),
            ExprKind::Reading(reading) => match reading_of(&scope.readings, *reading) {
                Some((register, bit)) => Operand {
                    place: Place::One(register),
                    rests: Some(self.constant(bit)),
                },
                None => Operand::nowhere(),
            },
            ExprKind::Parameter(parameter) => Operand::of(self.parameter(scope, *parameter)),
            ExprKind::Window(window) => self.window(scope, *window),
            ExprKind::Define(define) => self.define(scope, *define),
            ExprKind::Price(price) => self.price(scope, *price),
            ExprKind::Applied(price, step) => {
                // Only later steps of the price ask, so that it has been taken.
                let applied = scope.known(Key::Applied(*price, *step));
                applied.unwrap_or_else(Operand::nowhere)
            }
            ExprKind::Output(output) => self.output(scope, *output),
            ExprKind::Used(used, output) => {
                let known = scope.known(Key::Used(*used, *output));
                known.unwrap_or_else(Operand::nowhere)
            }
            // A policy with a script is left to the general evaluator.
            ExprKind::Scripted(..) | ExprKind::Decided(_) => Operand::nowhere(),
            ExprKind::Set(members) => self.set(scope, members),
            ExprKind::Not(inner) => {
                let (a, rests) = self.one(scope, *inner);
                let place = Place::One(self.not(a));
                Operand { place, rests }
            }
            ExprKind::And(parts) => self.connect(scope, parts, false),
            ExprKind::Or(parts) => self.connect(scope, parts, true),
            ExprKind::Compare(op, a, b) => self.compare(scope, *op, *a, *b),
            ExprKind::Includes { set, member } => {
                self.two(scope, *set, *member, |to, set, member| Op::Includes {
                    to,
                    set,
                    member,
                })
            }
            ExprKind::IncludesAll { set, subset } => {
                self.two(scope, *set, *subset, |to, set, subset| Op::IncludesAll {
                    to,
                    set,
                    subset,
                })
            }
            ExprKind::IsEmpty(set) => {
                let (set, rests) = self.one(scope, *set);
                let place = Place::One(self.compute(|to| Op::IsEmpty { to, set }));
                Operand { place, rests }
            }
            ExprKind::Within { date, window } => self.within(scope, *date, *window),
            ExprKind::IsGiven(fact) => Operand::of(self.is_given(scope.fact(*fact))),
            ExprKind::Otherwise(fact, other) => {
                let given = scope.fact(*fact);
                let other = self.expr(scope, *other);
                let place = self.or_else(given, other.place);
                let rests = other.rests.map(|rests| {
                    let nothing = self.constant(0);
                    let is_given = self.is_given(given);
                    let to = self.unstable_with(nothing);
                    let when = self.register_of(is_given);
                    let over = self.jump(|to| Op::JumpIfTrue { when, to });
                    self.emit(Op::Move { to, from: rests });
                    self.land(over);
                    self.settle([to]);
                    to
                });
                Operand { place, rests }
            }
            ExprKind::If(condition, then, otherwise) => {
                self.choose(scope, *condition, *then, *otherwise)
            }
            ExprKind::Negate(inner) => self.negate(scope, *inner),
            ExprKind::Arithmetic(op, a, b) => self.arithmetic(scope, *op, *a, *b, expr.ty),
            ExprKind::Shift {
                date,
                by,
                back,
                month_end,
            } => {
                let (date, date_rests) = self.one(scope, *date);
                let by = self.expr(scope, *by);
                let rests = self.both_rest(date_rests, by.rests);
                let place = Place::One(self.shift(date, by.place, *back, *month_end));
                Operand { place, rests }
            }
            ExprKind::MakeWindow {
                anchor,
                length,
                kind,
                month_end,
            } => {
                let (anchor, anchor_rests) = self.one(scope, *anchor);
                let length = self.expr(scope, *length);
                let rests = self.both_rest(anchor_rests, length.rests);
                let place = self.make_window(anchor, length.place, *kind, *month_end);
                Operand { place, rests }
            }
            ExprKind::Call(builtin, arguments) => self.call(scope, *builtin, arguments, expr.ty),
            ExprKind::Lookup {
                table,
                result,
                arguments,
            } => self.lookup(scope, *table, *result, arguments),
            ExprKind::Has { table, arguments } => self.has(scope, *table, arguments),
            ExprKind::InCodes(text, codes) => self.in_codes(scope, *text, *codes),
            ExprKind::Field(field) => Operand::of(self.field(scope, *field)),
            ExprKind::FieldGiven(field) => {
                let place = self.field(scope, *field);
                Operand::of(self.is_given(place))
            }
            ExprKind::FieldOtherwise(field, other) => {
                let given = self.field(scope, *field);
                let other = self.expr(scope, *other);
                let place = self.or_else(given, other.place);
                Operand {
                    place,
                    rests: other.rests,
                }
            }
            ExprKind::Quantified {
                quantifier,
                variable,
                holds,
            } => self.quantified(scope, *quantifier, *variable, *holds),
            ExprKind::Folded { .. } => self.folded(scope, &expr.kind, expr.ty),
        }
    }

    /// An instruction of two operands that fit one register each.
    fn two(
        &mut self,
        scope: &mut Scope<'_>,
        a: ExprId,
        b: ExprId,
        op: impl Fn(Reg, Reg, Reg) -> Op,
    ) -> Operand {
        let (a, a_rests) = self.one(scope, a);
        let (b, b_rests) = self.one(scope, b);
        let place = Place::One(self.compute(|to| op(to, a, b)));
        let rests = self.both_rest(a_rests, b_rests);
        Operand { place, rests }
    }

    pub(super) fn not(&mut self, a: Reg) -> Reg {
        match self.is_constant(a) {
            Some(truth @ (0 | 1)) => self.truth(truth == 0),
            _ => self.compute(|to| Op::Not { to, a }),
        }
    }

    /// Kleene's and of registers.
    pub(super) fn all(&mut self, parts: &[Reg]) -> Reg {
        let yes = self.truth(true);
        let parts = parts.iter().copied().filter(|part| *part != yes);
        let all = parts.reduce(|a, b| self.compute(|to| Op::And { to, a, b }));
        all.unwrap_or(yes)
    }

    /// Kleene's and (`deciding` is no) or or. What is heavy is jumped over when a part before it
    /// decides.
    fn connect(&mut self, scope: &mut Scope<'_>, parts: &[ExprId], deciding: bool) -> Operand {
        let policy = scope.policy;
        let touched = parts.iter().any(|part| scope.touches(*part));
        let weights: Vec<usize> = parts.iter().map(|part| weight(policy, *part)).collect();
        let behind = |place: usize| weights.iter().skip(place + 1).sum::<usize>();
        let jumps = |place: usize| place + 1 < parts.len() && (touched || behind(place) >= LIGHT);
        let nothing = self.constant(0);
        let rests = touched.then(|| self.unstable_with(nothing));
        let mut so_far: Option<Reg> = None;
        let (mut arriving, mut entered) = (Vec::new(), None);
        for (place, part) in parts.iter().enumerate() {
            let (a, part_rests) = self.one(scope, *part);
            if let Some(to) = rests {
                let rests = self.rests(part_rests);
                let part = self.settled(scope, *part, a, !deciding);
                self.emit(Op::Rest {
                    deciding,
                    to,
                    part,
                    rests,
                });
            }
            let to = match so_far {
                None if jumps(place) => self.unstable_with(a),
                None => a,
                Some(b) if entered.is_some() => {
                    self.emit(connected(deciding, b, b, a));
                    b
                }
                Some(b) => self.compute(|to| connected(deciding, to, b, a)),
            };
            so_far = Some(to);
            if jumps(place) {
                let when = to;
                arriving.push(self.jump(|to| match deciding {
                    false => Op::JumpIfFalse { when, to },
                    true => Op::JumpIfTrue { when, to },
                }));
                entered.get_or_insert((scope.enter(), self.journal.len()));
            }
        }
        self.land_all(arriving);
        if let Some(entered) = entered {
            self.leave(scope, entered);
        }
        self.settle(so_far.into_iter().chain(rests));
        let place = so_far.map_or(Place::Nowhere, Place::One);
        Operand { place, rests }
    }

    /// The truth of a test, taken for the given one where it is certainly unknown.
    pub(super) fn settled(
        &mut self,
        scope: &mut Scope<'_>,
        test: ExprId,
        a: Reg,
        truth: bool,
    ) -> Reg {
        match self.certain(scope, test) {
            Some(certain) => self.compute(|to| Op::Settle {
                truth,
                to,
                a,
                certain,
            }),
            None => a,
        }
    }

    /// Whether the place holds anything but `none`.
    pub(super) fn is_given(&mut self, place: Place) -> Place {
        match place {
            Place::One(a) | Place::Scaled(a, _) | Place::Two(a) => {
                Place::One(self.compute(|to| Op::IsGiven { to, a }))
            }
            Place::Wide(_) | Place::Nowhere => Place::Nowhere,
        }
    }

    /// The first where it is given, else the second.
    fn or_else(&mut self, given: Place, other: Place) -> Place {
        match (given, other) {
            (Place::One(a), Place::One(b)) => {
                Place::One(self.compute(|to| Op::OrElse { to, a, b }))
            }
            (Place::Two(a), Place::Two(b)) => {
                let first = self.two_registers([UNKNOWN; 2]);
                for part in [0, 1] {
                    let [to, a, b] = [first, a, b].map(|register| register.wrapping_add(part));
                    self.emit(Op::OrElse { to, a, b });
                }
                Place::Two(first)
            }
            (Place::Scaled(a, digits), other) => {
                let to = Place::Scaled(self.register(), digits);
                self.convert(to, other);
                let Place::Scaled(b, _) = to else {
                    return Place::Nowhere;
                };
                Place::Scaled(self.compute(|to| Op::OrElse { to, a, b }), digits)
            }
            _ => Place::Nowhere,
        }
    }

    fn choose(
        &mut self,
        scope: &mut Scope<'_>,
        condition: ExprId,
        then: ExprId,
        otherwise: ExprId,
    ) -> Operand {
        let touched = [condition, then, otherwise]
            .into_iter()
            .any(|part| scope.touches(part));
        let (when, asked) = self.one(scope, condition);
        let rests = touched.then(|| self.register());
        let other = self.jump(|to| Op::JumpUnlessTrue { when, to });
        let entered = self.enter(scope);
        let yes = self.expr(scope, then);
        self.leave(scope, entered);
        let to = self.joint(yes.place);
        self.convert(to, yes.place);
        self.rest_on(rests, asked, yes.rests);
        let end = self.jump(|to| Op::Jump { to });
        self.land(other);
        let entered = self.enter(scope);
        let no = self.expr(scope, otherwise);
        self.leave(scope, entered);
        self.convert(to, no.place);
        self.rest_on(rests, asked, no.rests);
        self.unknown_with(to, when);
        self.land(end);
        Operand { place: to, rests }
    }

    /// Writes what two values rest on together.
    fn rest_on(&mut self, to: Option<Reg>, a: Option<Reg>, b: Option<Reg>) {
        if let Some(to) = to {
            let (a, b) = (self.rests(a), self.rests(b));
            self.emit(Op::Union { to, a, b });
        }
    }

    /// A place that several values of one type can be written into, the first of which is this.
    pub(super) fn joint(&mut self, first: Place) -> Place {
        match first {
            Place::Scaled(_, digits) if digits <= FACT_DIGITS => {
                Place::Scaled(self.register(), FACT_DIGITS)
            }
            Place::Scaled(..) => Place::Wide(self.wide()),
            other => self.like(other),
        }
    }

    /// Writes a value into a joint place; what does not go there is unknown.
    pub(super) fn convert(&mut self, to: Place, from: Place) {
        match (to, from) {
            (Place::Scaled(into, digits), Place::Scaled(a, fewer)) if fewer < digits => {
                let digits = digits - fewer;
                self.emit(Op::Scale {
                    digits,
                    to: into,
                    a,
                });
            }
            (Place::Scaled(_, digits), Place::Scaled(_, more)) if more > digits => self.forget(to),
            (Place::Wide(to), Place::Scaled(a, digits)) => self.emit(Op::Wide { digits, to, a }),
            _ => self.move_to(to, from),
        }
    }

    fn set(&mut self, scope: &mut Scope<'_>, members: &[ExprId]) -> Operand {
        let mut rests = None;
        let empty = self.constant(0);
        let to = self.unstable_with(empty);
        for member in members {
            let (member, member_rests) = self.one(scope, *member);
            rests = self.both_rest(rests, member_rests);
            self.emit(Op::Insert { to, member });
        }
        self.settle([to]);
        Operand {
            place: Place::One(to),
            rests,
        }
    }

    fn compare(&mut self, scope: &mut Scope<'_>, op: CompareOp, a: ExprId, b: ExprId) -> Operand {
        let policy = scope.policy;
        let ty = policy.exprs.at(a).ty;
        let can_be_none = [a, b].into_iter().any(|side| can_be_none(scope, side));
        let (a, b) = (self.expr(scope, a), self.expr(scope, b));
        let rests = self.both_rest(a.rests, b.rests);
        let place = match (ty, a.place, b.place) {
            (Type::Duration, Place::Two(a), Place::Two(b)) => {
                Place::One(self.compute(|to| Op::CompareDurations { op, to, a, b }))
            }
            (Type::Text, Place::One(a), Place::One(b)) => {
                let equal = self.compute(|to| Op::TextEqual { to, a, b });
                Place::One(if op == CompareOp::NotEqual {
                    self.not(equal)
                } else {
                    equal
                })
            }
            (_, Place::One(a), Place::One(b)) if can_be_none => {
                Place::One(self.compute(|to| Op::CompareNone { op, to, a, b }))
            }
            (Type::Decimal | Type::Percent, a, b) if !can_be_none => {
                self.compare_decimals(op, a, b)
            }
            (_, Place::One(a), Place::One(b)) => Place::One(self.compare_registers(op, a, b)),
            _ => Place::Nowhere,
        };
        Operand { place, rests }
    }

    pub(super) fn compare_registers(&mut self, op: CompareOp, a: Reg, b: Reg) -> Reg {
        self.compute(|to| match op {
            CompareOp::Equal => Op::Equal { to, a, b },
            CompareOp::NotEqual => Op::NotEqual { to, a, b },
            CompareOp::Less => Op::Less { to, a, b },
            CompareOp::LessEqual => Op::LessEqual { to, a, b },
            CompareOp::Greater => Op::Less { to, a: b, b: a },
            CompareOp::GreaterEqual => Op::LessEqual { to, a: b, b: a },
        })
    }

    /// A field of the element that its variable stands for.
    fn field(&mut self, scope: &mut Scope<'_>, field: FieldRef) -> Place {
        let element = scope.elements.get(&field.variable).copied();
        let list = scope.policy.variables.at(field.variable).list;
        let input = scope.list(list).and_then(|list| self.code.lists.get(list));
        let input = input.and_then(|input| input.fields.get(usize::from(field.field)).copied());
        let (Some(element), Some(input)) = (element, input) else {
            return Place::Nowhere;
        };
        let mut read = |column| {
            self.compute(|to| Op::Field {
                to,
                column,
                element,
            })
        };
        match input.place {
            Place::One(column) => Place::One(read(column)),
            Place::Scaled(column, digits) => Place::Scaled(read(column), digits),
            Place::Two(column) => {
                let first = self.two_registers([UNKNOWN; 2]);
                for part in [0, 1] {
                    self.emit(Op::Field {
                        to: first.wrapping_add(part),
                        column: column.wrapping_add(part),
                        element,
                    });
                }
                Place::Two(first)
            }
            Place::Wide(_) | Place::Nowhere => Place::Nowhere,
        }
    }
}

fn connected(deciding: bool, to: Reg, a: Reg, b: Reg) -> Op {
    match deciding {
        false => Op::And { to, a, b },
        true => Op::Or { to, a, b },
    }
}

/// Whether the value may be `none`: outputs alone are.
fn can_be_none(scope: &Scope<'_>, id: ExprId) -> bool {
    let kind = &scope.policy.exprs.at(id).kind;
    matches!(kind, ExprKind::Output(_) | ExprKind::Used(..))
}

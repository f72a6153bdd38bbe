//! Sets of members of an enumeration.

use super::checker::Checker;
use super::expr::Hint;
use super::words::{bare, quoted, spelling};
use crate::ast::{Expr, ExprKind};
use crate::ir::{self, EnumId, ExprId, Type};
use crate::value::Value;
use crate::{Diagnostic, Span, codes};

/// A set is kept in the bits of one machine word.
pub(super) const MOST_MEMBERS: usize = 64;

impl Checker<'_> {
    /// `{a, b}`: of the enumeration that the place asks for, else of that of its members.
    pub(super) fn set(&mut self, members: &[Expr], whole: &Expr, hint: Hint) -> Option<ExprId> {
        let id = match hint {
            Hint::Of(Type::Set(id) | Type::Enum(id)) => Some(id),
            Hint::Lost => None,
            _ => self.told_by_members(members),
        };
        let Some(id) = id else {
            return self.refuse_set(members, whole, hint);
        };
        self.refuse_large(id, whole.span)?;
        let checked: Vec<Option<ExprId>> = members
            .iter()
            .map(|member| self.expect(member, Type::Enum(id), "a member of this set"))
            .collect();
        let ids = checked.into_iter().collect::<Option<Vec<ExprId>>>()?;
        let kind = self
            .constant_set(id, &ids)
            .unwrap_or(ir::ExprKind::Set(ids));
        Some(self.push(kind, Type::Set(id), whole.span))
    }

    /// The enumeration of the first member whose type is declared: `{region, west}`.
    pub(super) fn told_by_members(&self, members: &[Expr]) -> Option<EnumId> {
        members.iter().find_map(|member| match &bare(member).kind {
            ExprKind::Name(name) => match self.names.get(name)?.ty()? {
                Type::Enum(id) => Some(id),
                _ => None,
            },
            _ => None,
        })
    }

    fn refuse_set(&mut self, members: &[Expr], whole: &Expr, hint: Hint) -> Option<ExprId> {
        if hint == Hint::Lost {
            for member in members {
                self.value(member, Hint::Lost);
            }
            return None;
        }
        let message = format!(
            "it cannot be told which enumeration {} is of",
            quoted(whole)
        );
        let help = "compare it with a fact that is a set, as in `FACT = {…}`, or with a member, as in `FACT in {…}`";
        self.refuse(Diagnostic::new(codes::UNKNOWN_SET, whole.span, message).help(help))
    }

    fn constant_set(&self, id: EnumId, members: &[ExprId]) -> Option<ir::ExprKind> {
        let mut bits = 0u64;
        for member in members {
            let ir::ExprKind::Constant(Value::Member(_, place)) = self.checked(*member).kind else {
                return None;
            };
            bits |= 1u64.checked_shl(u32::from(place))?;
        }
        Some(ir::ExprKind::Constant(Value::Set(id, bits)))
    }

    /// Sets hold at most as many different members as a machine word has bits.
    pub(super) fn refuse_large(&mut self, id: EnumId, span: Span) -> Option<()> {
        let count = self.policy.enums.get(id)?.members.len();
        if count <= MOST_MEMBERS {
            return Some(());
        }
        let name = self.enum_name(id).to_owned();
        let message =
            format!("`{name}` has {count} members, and a set can be of at most {MOST_MEMBERS}");
        let help = "split the enumeration, or ask for one member at a time with `=`";
        self.refuse(Diagnostic::new(codes::SET_TOO_LARGE, span, message).help(help))
    }

    /// `member in set`.
    pub(super) fn member_in(&mut self, member: &Expr, set: &Expr, span: Span) -> Option<ExprId> {
        if let Some(codes) = self.codes_named(set) {
            return self.in_codes(codes, member, span);
        }
        if self.misses_codes(member, set) {
            return None;
        }
        let (member_id, set_id) = if self.doubt(member) <= self.doubt(set) {
            let member_id = self.value(member, Hint::Nothing);
            self.refuse_no_member("in", member, member_id)?;
            (member_id, self.value(set, self.hint_of_set(member_id)))
        } else {
            let set_id = self.value(set, Hint::Nothing);
            self.refuse_no_member("in", set, set_id)?;
            (self.value(member, self.hint_of_member(set_id)), set_id)
        };
        let (member_id, set_id) = (member_id?, set_id?);
        match (self.ty(member_id), self.ty(set_id)) {
            (Type::Enum(a), Type::Set(b)) if a == b => Some(self.push(
                ir::ExprKind::Includes {
                    set: set_id,
                    member: member_id,
                },
                Type::Boolean,
                span,
            )),
            (a, b) => self.refuse_membership("in", (member, a), (set, b), span),
        }
    }

    /// `set includes member` and `set includes {a, b}`.
    pub(super) fn includes(&mut self, set: &Expr, part: &Expr, span: Span) -> Option<ExprId> {
        if let Some(codes) = self.codes_named(set) {
            return self.in_codes(codes, part, span);
        }
        if self.misses_codes(part, set) {
            return None;
        }
        let (set_id, part_id) = if self.doubt(set) <= self.doubt(part) {
            let set_id = self.value(set, Hint::Nothing);
            self.refuse_no_member("includes", set, set_id)?;
            (set_id, self.value(part, self.hint_of_member(set_id)))
        } else {
            let part_id = self.value(part, Hint::Nothing);
            self.refuse_no_member("includes", part, part_id)?;
            (self.value(set, self.hint_of_set(part_id)), part_id)
        };
        let (set_id, part_id) = (set_id?, part_id?);
        let kind = match (self.ty(set_id), self.ty(part_id)) {
            (Type::Set(a), Type::Enum(b)) if a == b => ir::ExprKind::Includes {
                set: set_id,
                member: part_id,
            },
            (Type::Set(a), Type::Set(b)) if a == b => ir::ExprKind::IncludesAll {
                set: set_id,
                subset: part_id,
            },
            (a, b) => return self.refuse_membership("includes", (set, a), (part, b), span),
        };
        Some(self.push(kind, Type::Boolean, span))
    }

    /// Tells a value that is neither a member of an enumeration nor a set of members.
    fn refuse_no_member(&mut self, word: &str, expr: &Expr, id: Option<ExprId>) -> Option<()> {
        let ty = match id.map(|id| self.ty(id)) {
            None | Some(Type::Enum(_) | Type::Set(_)) => return Some(()),
            Some(ty) => ty,
        };
        let message = format!(
            "{} is {}, but `{word}` asks about members of an enumeration",
            quoted(expr),
            self.phrase(ty)
        );
        let text = spelling(expr);
        let help = if ty.is_ordered() {
            format!("write `{text} >= … and {text} <= …`, or `{text} = …`")
        } else {
            format!("write `{text} = …`")
        };
        self.refuse(Diagnostic::new(codes::WRONG_TYPE, expr.span, message).help(help))
    }

    fn hint_of_set(&self, member: Option<ExprId>) -> Hint {
        match member.map(|id| self.ty(id)) {
            Some(Type::Enum(id) | Type::Set(id)) => Hint::Of(Type::Set(id)),
            _ => Hint::Lost,
        }
    }

    fn hint_of_member(&self, set: Option<ExprId>) -> Hint {
        match set.map(|id| self.ty(id)) {
            Some(Type::Enum(id) | Type::Set(id)) => Hint::Of(Type::Enum(id)),
            _ => Hint::Lost,
        }
    }

    fn refuse_membership(
        &mut self,
        word: &str,
        (left, left_ty): (&Expr, Type),
        (right, right_ty): (&Expr, Type),
        span: Span,
    ) -> Option<ExprId> {
        let (set, set_ty) = if word == "in" {
            (right, right_ty)
        } else {
            (left, left_ty)
        };
        let (l, r) = (spelling(left), spelling(right));
        if !matches!(set_ty, Type::Set(_)) {
            let message = format!(
                "{} is {}, but `{word}` asks about a set",
                quoted(set),
                self.phrase(set_ty)
            );
            let help = match (left_ty, right_ty) {
                (a, b) if a == b => format!("write `{l} = {r}`"),
                (Type::Enum(_), Type::Set(_)) => format!("write `{l} in {r}`"),
                (Type::Set(_), Type::Enum(_)) => format!("write `{l} includes {r}`"),
                _ => "only a `set of …` has members".into(),
            };
            return self.refuse(Diagnostic::new(codes::WRONG_TYPE, set.span, message).help(help));
        }
        let message = format!(
            "{} is {}, {} is {}",
            quoted(left),
            self.phrase(left_ty),
            quoted(right),
            self.phrase(right_ty)
        );
        let help = match (left_ty, right_ty) {
            (Type::Set(a), Type::Set(b)) if a == b => format!("write `{r} includes {l}`"),
            _ => "ask a set about members of its own enumeration".into(),
        };
        self.refuse(Diagnostic::new(codes::NO_COMMON_TYPE, span, message).help(help))
    }

    pub(super) fn is_empty(&mut self, inner: &Expr, span: Span) -> Option<ExprId> {
        if let ExprKind::Name(name) = &bare(inner).kind
            && let Some(list) = self.list_named(name)
        {
            return Some(self.is_empty_list(list, span));
        }
        let id = self.value(inner, Hint::Nothing)?;
        let ty = self.ty(id);
        if matches!(ty, Type::Set(_)) {
            return Some(self.push(ir::ExprKind::IsEmpty(id), Type::Boolean, span));
        }
        let message = format!(
            "{} is {}, but only a set or a list can be empty",
            quoted(inner),
            self.phrase(ty)
        );
        let help = "ask `is given` of an optional fact, or compare the value with `=`";
        self.refuse(Diagnostic::new(codes::WRONG_TYPE, inner.span, message).help(help))
    }
}

//! Dates moved by lengths of time, and the windows of days around them.

use super::checker::Checker;
use super::expr::{Hint, accepts};
use super::words::{bare, quoted, spelling};
use crate::ast::{BinaryOp, Expr, ExprKind};
use crate::ir::{self, ExprId, Type, WindowKind};
use crate::value::{Duration, MonthEnd, Value};
use crate::{Diagnostic, Node, Span, codes};

impl Checker<'_> {
    /// `LENGTH after DATE` and `LENGTH before DATE`, where a date is expected.
    pub(super) fn shift(
        &mut self,
        op: BinaryOp,
        length: &Expr,
        date: &Expr,
        span: Span,
        ending: Option<Node<MonthEnd>>,
    ) -> Option<ExprId> {
        let by = self.length(op, length, date);
        let date = self.expect(
            date,
            Type::DateOrOpen,
            &format!("what stands behind `{}`", op.words()),
        );
        self.shifted(date?, by?, op == BinaryOp::Before, ending, span)
    }

    /// The date moved; `ending` is the clause's own convention of months.
    pub(super) fn shifted(
        &mut self,
        date: ExprId,
        by: ExprId,
        back: bool,
        ending: Option<Node<MonthEnd>>,
        span: Span,
    ) -> Option<ExprId> {
        self.refuse_needless_ending(by, ending)?;
        Some(self.moved(date, by, back, ending.map(|e| e.kind), span))
    }

    /// The date moved by a length that may or may not have months.
    pub(super) fn moved(
        &mut self,
        date: ExprId,
        by: ExprId,
        back: bool,
        own: Option<MonthEnd>,
        span: Span,
    ) -> ExprId {
        let month_end = self.months.at(own, by, span);
        let ty = self.ty(date);
        self.push(
            ir::ExprKind::Shift {
                date,
                by,
                back,
                month_end,
            },
            ty,
            span,
        )
    }

    /// The day before the date.
    pub(super) fn day_before(&mut self, date: ExprId, span: Span) -> ExprId {
        let by = self.push(
            ir::ExprKind::Constant(Value::Duration(Duration::days(1))),
            Type::Duration,
            span,
        );
        let month_end = MonthEnd::default();
        let ty = self.ty(date);
        self.push(
            ir::ExprKind::Shift {
                date,
                by,
                back: true,
                month_end,
            },
            ty,
            span,
        )
    }

    /// The length before `after`, `before`, `around` and `beginning`.
    pub(super) fn length(&mut self, op: BinaryOp, length: &Expr, date: &Expr) -> Option<ExprId> {
        let id = self.value(length, Hint::Of(Type::Duration))?;
        let found = self.ty(id);
        if found == Type::Duration {
            return Some(id);
        }
        let (words, l, d) = (op.words(), spelling(length), spelling(date));
        let (code, message, help) = match found {
            Type::Integer => (
                codes::DATE_PLUS_NUMBER,
                format!(
                    "{} does not say which unit of time it counts",
                    quoted(length)
                ),
                format!("write `{l} days {words} {d}`"),
            ),
            Type::Date | Type::DateOrOpen => (
                codes::WRONG_TYPE,
                format!(
                    "{} is a date, but a length of time stands before `{words}`",
                    quoted(length)
                ),
                date_before_word_help(op, &l, &d),
            ),
            _ => (
                codes::WRONG_TYPE,
                format!(
                    "{} is {}, but a length of time stands before `{words}`",
                    quoted(length),
                    self.phrase(found)
                ),
                format!("write a length such as `30 days {words} {d}`"),
            ),
        };
        self.refuse(Diagnostic::new(code, length.span, message).help(help))
    }

    /// A convention of months beside a length that certainly has none.
    fn refuse_needless_ending(&mut self, by: ExprId, ending: Option<Node<MonthEnd>>) -> Option<()> {
        let Some(ending) = ending else {
            return Some(());
        };
        let ir::ExprKind::Constant(Value::Duration(length)) = &self.checked(by).kind else {
            self.months.ending(ending, by);
            return Some(());
        };
        if length.months != 0 {
            return Some(());
        }
        let message = format!("`{length}` adds no months, so no month's end has to be chosen");
        let help = format!("leave `ending on {}` out", ending.kind.words());
        self.refuse(Diagnostic::new(codes::WRONG_TYPE, ending.span, message).help(help))
    }

    /// `E ending on next day`, where a date is expected.
    pub(super) fn shift_ending(
        &mut self,
        inner: &Expr,
        ending: Node<MonthEnd>,
        span: Span,
    ) -> Option<ExprId> {
        match &bare(inner).kind {
            ExprKind::Binary(op, length, date)
                if matches!(op.kind, BinaryOp::After | BinaryOp::Before) =>
            {
                self.shift(op.kind, length, date, span, Some(ending))
            }
            ExprKind::Binary(op, ..) if window_kind(op.kind).is_some() => {
                self.refuse_window(bare(inner))
            }
            _ => {
                let message = format!(
                    "`ending on {}` follows a length added to a date",
                    ending.kind.words()
                );
                let help = "write it behind `12 months after DATE`, or leave it out";
                self.refuse(Diagnostic::new(codes::WRONG_TYPE, ending.span, message).help(help))
            }
        }
    }

    /// `DATE within WINDOW`.
    pub(super) fn within(&mut self, date: &Expr, window: &Expr, span: Span) -> Option<ExprId> {
        let date = self.expect(date, Type::DateOrOpen, "what stands before `within`");
        let window = self.window(window, None);
        Some(self.push(
            ir::ExprKind::Within {
                date: date?,
                window: window?,
            },
            Type::Boolean,
            span,
        ))
    }

    /// An expression where a window is expected.
    pub(super) fn window(&mut self, expr: &Expr, ending: Option<Node<MonthEnd>>) -> Option<ExprId> {
        match &expr.kind {
            ExprKind::Paren(inner) => self.window(inner, ending),
            ExprKind::Ending(inner, own) if ending.is_none() => self.window(inner, Some(*own)),
            ExprKind::Binary(op, length, anchor) if window_kind(op.kind).is_some() => {
                let kind = window_kind(op.kind)?;
                self.make_window((op.kind, kind), length, anchor, ending, expr.span)
            }
            ExprKind::Name(name) if ending.is_none() && self.is_window(name) => {
                self.window_named(name, expr.span)
            }
            _ => self.refuse_non_window(expr),
        }
    }

    fn is_window(&self, name: &str) -> bool {
        self.names.get(name).and_then(super::names::Named::ty) == Some(Type::Window)
    }

    fn make_window(
        &mut self,
        (op, kind): (BinaryOp, WindowKind),
        length: &Expr,
        anchor: &Expr,
        ending: Option<Node<MonthEnd>>,
        span: Span,
    ) -> Option<ExprId> {
        let length_id = self.length(op, length, anchor);
        let anchor_id = self.anchor(op, anchor);
        let (length, anchor) = (length_id?, anchor_id?);
        self.refuse_needless_ending(length, ending)?;
        let month_end = self.months.at(ending.map(|e| e.kind), length, span);
        Some(self.push(
            ir::ExprKind::MakeWindow {
                anchor,
                length,
                kind,
                month_end,
            },
            Type::Window,
            span,
        ))
    }

    /// The day that a window is counted from, which cannot be open.
    fn anchor(&mut self, op: BinaryOp, anchor: &Expr) -> Option<ExprId> {
        let id = self.value(anchor, Hint::Of(Type::Date))?;
        let found = self.ty(id);
        if accepts(Type::Date, found) {
            return Some(id);
        }
        let message = format!(
            "{} is {}, but a window is counted from a date",
            quoted(anchor),
            self.phrase(found)
        );
        let help = match found {
            Type::DateOrOpen => {
                format!(
                    "choose a day for when it is open: `{} earliest({}, DATE)`",
                    op.words(),
                    spelling(anchor)
                )
            }
            _ => format!("write a date behind `{}`", op.words()),
        };
        self.refuse(Diagnostic::new(codes::WRONG_TYPE, anchor.span, message).help(help))
    }

    fn refuse_non_window(&mut self, expr: &Expr) -> Option<ExprId> {
        let id = self.value(expr, Hint::Nothing)?;
        let message = format!(
            "{} is {}, but a window is expected here",
            quoted(expr),
            self.phrase(self.ty(id))
        );
        let help = match self.ty(id) {
            Type::Date | Type::DateOrOpen => {
                format!(
                    "write `30 days after {}`, or compare the dates with `<=`",
                    spelling(expr)
                )
            }
            _ => "write `30 days after DATE`, or the name of a declared window".into(),
        };
        self.refuse(Diagnostic::new(codes::NOT_A_WINDOW, expr.span, message).help(help))
    }

    /// `30 days around D` and `90 days beginning D` are windows and nothing else.
    pub(super) fn refuse_window(&mut self, expr: &Expr) -> Option<ExprId> {
        let ExprKind::Binary(op, length, date) = &expr.kind else {
            return None;
        };
        self.make_window_quietly(op.kind, length, date, expr.span)?;
        let message = format!(
            "{} is a window, but no window is expected here",
            quoted(expr)
        );
        let help = match op.kind {
            BinaryOp::Beginning => format!(
                "write `DATE within {}`; its last day is the day before `{} after {}`",
                spelling(expr),
                spelling(length),
                spelling(date)
            ),
            _ => format!(
                "write `DATE within {}`, or `after` or `before` for a date",
                spelling(expr)
            ),
        };
        self.refuse(Diagnostic::new(codes::NOT_A_WINDOW, expr.span, message).help(help))
    }

    /// The parts of a misplaced window may have mistakes of their own, which come first.
    fn make_window_quietly(
        &mut self,
        op: BinaryOp,
        length: &Expr,
        date: &Expr,
        span: Span,
    ) -> Option<ExprId> {
        let kind = window_kind(op)?;
        self.make_window((op, kind), length, date, None, span)
    }

    pub(super) fn refuse_window_name(&mut self, name: &str, span: Span) -> Option<ExprId> {
        let message = format!("`{name}` is a window, but no window is expected here");
        let help = format!("ask whether a date lies in it: `DATE within {name}`");
        self.refuse(Diagnostic::new(codes::NOT_A_WINDOW, span, message).help(help))
    }
}

fn date_before_word_help(op: BinaryOp, date: &str, other: &str) -> String {
    match op {
        BinaryOp::After => format!(
            "write `{date} > {other}` to compare two dates, or the length first: `30 days after {date}`"
        ),
        BinaryOp::Before => format!(
            "write `{date} < {other}` to compare two dates, or the length first: `30 days before {date}`"
        ),
        _ => format!("write the length first: `30 days {} {date}`", op.words()),
    }
}

fn window_kind(op: BinaryOp) -> Option<WindowKind> {
    Some(match op {
        BinaryOp::After => WindowKind::After,
        BinaryOp::Before => WindowKind::Before,
        BinaryOp::Around => WindowKind::Around,
        BinaryOp::Beginning => WindowKind::Beginning,
        _ => return None,
    })
}

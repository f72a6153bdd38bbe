//! Tables asked for a row, and codes asked for a text.

use std::collections::HashSet;

use super::checker::Checker;
use super::expr::Hint;
use super::names::Named;
use super::words::{bare, quoted, spelling};
use crate::ast::{Aggregate, Expr, ExprKind, Hit, Name};
use crate::ir::{self, CodesId, Column, Domain, ExprId, Range, TableId, Type, order};
use crate::value::Value;
use crate::{Diagnostic, Span, codes};

/// What has been told of the gaps of a table: a table with the values that it was asked for.
pub(super) type ToldGaps = HashSet<(TableId, Vec<Domain>)>;

impl Checker<'_> {
    /// `table(a, b)` and `table(a, b).result`.
    pub(super) fn lookup(
        &mut self,
        table: TableId,
        name: &Name,
        arguments: &[Expr],
        result: Option<&Name>,
        span: Span,
    ) -> Option<ExprId> {
        let ids = self.table_arguments(table, name, arguments, span);
        let result = self.result_of(table, name, arguments, result, span);
        let (ids, result) = (ids?, result?);
        let ty = self.result_type(table, result)?;
        if !self.given.knows_row(&name.kind, arguments) {
            self.refuse_gap(table, &ids, arguments, span);
        }
        let kind = ir::ExprKind::Lookup {
            table,
            result,
            arguments: ids,
        };
        Some(self.push(kind, ty, span))
    }

    /// `table has (a, b)`.
    pub(super) fn has(&mut self, name: &Name, arguments: &[Expr], span: Span) -> Option<ExprId> {
        let table = self.table_named(name)?;
        let arguments = self.table_arguments(table, name, arguments, span)?;
        Some(self.push(ir::ExprKind::Has { table, arguments }, Type::Boolean, span))
    }

    /// `CALL.result`.
    pub(super) fn result_named(
        &mut self,
        call: &Expr,
        result: &Name,
        span: Span,
    ) -> Option<ExprId> {
        let ExprKind::Call(name, arguments) = &call.kind else {
            return None;
        };
        let table = self.table_named(name)?;
        self.lookup(table, name, arguments, Some(result), span)
    }

    fn table_named(&mut self, name: &Name) -> Option<TableId> {
        match self.names.get(&name.kind) {
            Some(Named::Table(id)) => return Some(id),
            Some(Named::Broken) => return None,
            None if self.unread.may_declare(&name.kind) => return None,
            _ => {}
        }
        let near = self.nearest(&name.kind, self.table_names());
        let message = format!("there is no table `{}`", name.kind);
        let otherwise = format!("declare it: `table {} by … -> …`", name.kind);
        let diagnostic = self.with_nearest(
            codes::UNKNOWN_FUNCTION,
            name.span,
            message,
            near,
            Some(otherwise),
        );
        self.refuse(diagnostic)
    }

    /// The names of all tables.
    pub(super) fn table_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.policy
            .tables
            .values()
            .map(|table| table.head.name.as_str())
    }

    fn table_arguments(
        &mut self,
        table: TableId,
        name: &Name,
        arguments: &[Expr],
        span: Span,
    ) -> Option<Vec<ExprId>> {
        let columns: Vec<Column> = self.policy.tables.get(table)?.columns.clone();
        if columns.len() != arguments.len() {
            let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            let message = format!(
                "`{}` is asked for {}, and {} stand here",
                name.kind,
                match columns.len() {
                    1 => "one value".to_owned(),
                    n => format!("{n} values"),
                },
                arguments.len()
            );
            let help = format!("write `{}({})`", name.kind, names.join(", "));
            return self.refuse(Diagnostic::new(codes::WRONG_ARGUMENTS, span, message).help(help));
        }
        let pairs = arguments.iter().zip(&columns);
        let ids: Vec<Option<ExprId>> = pairs
            .map(|(argument, column)| {
                self.expect(
                    argument,
                    column.ty,
                    &format!("the column `{}`", column.name),
                )
            })
            .collect();
        ids.into_iter().collect()
    }

    /// The place of the result that is read.
    fn result_of(
        &mut self,
        table: TableId,
        name: &Name,
        arguments: &[Expr],
        result: Option<&Name>,
        span: Span,
    ) -> Option<usize> {
        let results: Vec<Column> = self.policy.tables.get(table)?.results.clone();
        let call = |result: &str| {
            let arguments: Vec<String> = arguments.iter().map(spelling).collect();
            format!("write `{}({}){result}`", name.kind, arguments.join(", "))
        };
        let Some(result) = result else {
            if results.len() == 1 {
                return Some(0);
            }
            let message = format!(
                "`{}` has {} results, and this does not say which is meant",
                name.kind,
                results.len()
            );
            let first = results.first().map_or("", |first| first.name.as_str());
            let help = call(&format!(".{first}"));
            return self.refuse(Diagnostic::new(codes::UNKNOWN_RESULT, span, message).help(help));
        };
        let place = results.iter().position(|known| known.name == result.kind);
        if place.is_some() {
            return place;
        }
        let names = results
            .iter()
            .map(|known| known.name.as_str())
            .filter(|name| !name.is_empty());
        let near = self.nearest(&result.kind, names.clone());
        let listed = names
            .clone()
            .next()
            .map(|_| format!("the results are {}", crate::suggest::one_of(names)));
        let message = format!("`{}` has no result `{}`", name.kind, result.kind);
        let otherwise = listed.unwrap_or_else(|| call(""));
        let diagnostic = self.with_nearest(
            codes::UNKNOWN_RESULT,
            result.span,
            message,
            near,
            Some(otherwise),
        );
        self.refuse(diagnostic)
    }

    /// What a lookup gives: for tables that collect, what the rows make together.
    fn result_type(&self, table: TableId, result: usize) -> Option<Type> {
        let table = self.policy.tables.get(table)?;
        let ty = table.results.get(result)?.ty;
        Some(match (table.hit, ty) {
            (Hit::Collect(Aggregate::Count), _) => Type::Integer,
            (Hit::Collect(Aggregate::Set), Type::Enum(of)) => Type::Set(of),
            _ => ty,
        })
    }

    /// `text in codes`.
    pub(super) fn in_codes(&mut self, codes: CodesId, text: &Expr, span: Span) -> Option<ExprId> {
        let id = self.value(text, Hint::Of(Type::Text))?;
        if self.ty(id) == Type::Text {
            return Some(self.push(ir::ExprKind::InCodes(id, codes), Type::Boolean, span));
        }
        let found = self.phrase(self.ty(id));
        let message = format!("{} is {found}, but codes are texts", quoted(text));
        let help = "declare the fact that holds the code as `text`";
        self.refuse(Diagnostic::new(codes::WRONG_TYPE, text.span, message).help(help))
    }

    /// Whether a text is asked for in something that is not declared; this is told.
    pub(super) fn misses_codes(&mut self, text: &Expr, set: &Expr) -> bool {
        let (ExprKind::Name(text), ExprKind::Name(name)) = (&bare(text).kind, &bare(set).kind)
        else {
            return false;
        };
        let is_text = self.names.get(text).and_then(Named::ty) == Some(Type::Text);
        if !is_text || self.names.get(name).is_some() || self.unread.may_declare(name) {
            return false;
        }
        let known = self.policy.codes.values();
        let near = self.nearest(name, known.map(|codes| codes.head.name.as_str()));
        let message = format!("there are no codes `{name}`");
        let otherwise = format!("declare them: `codes {name} icd10 \"E08\"..\"E13\"`");
        let diagnostic = self.with_nearest(
            codes::UNKNOWN_NAME,
            set.span,
            message,
            near,
            Some(otherwise),
        );
        self.report(diagnostic);
        true
    }

    /// The set of codes that an expression names.
    pub(super) fn codes_named(&self, expr: &Expr) -> Option<CodesId> {
        match &bare(expr).kind {
            ExprKind::Name(name) => match self.names.get(name) {
                Some(Named::Codes(id)) => Some(id),
                _ => None,
            },
            _ => None,
        }
    }
}

/// So many gaps of one table are told, each with a row that would fill it.
const GAPS_TOLD: usize = 5;

impl Checker<'_> {
    /// A table that is asked without `has` must have a row for everything it may be asked for.
    fn refuse_gap(&mut self, id: TableId, ids: &[ExprId], arguments: &[Expr], span: Span) {
        let Some(table) = self.policy.tables.get(id) else {
            return;
        };
        let needs_no_row = matches!(
            table.hit,
            Hit::Collect(Aggregate::Sum | Aggregate::Count | Aggregate::Set)
        );
        if needs_no_row || table.otherwise.is_some() || self.flawed_tables.contains(&id) {
            return;
        }
        let domains: Vec<Domain> = ids.iter().map(|id| self.domain(*id)).collect();
        if !self.told_gaps.insert((id, domains.clone())) {
            return;
        }
        let types: Vec<Type> = table.columns.iter().map(|column| column.ty).collect();
        let index = &table.index;
        let gaps = index.gaps(&domains, GAPS_TOLD + 1).into_iter();
        let mut gaps = gaps.filter_map(|region| {
            let witness = index.witness(&region, &types, &domains)?;
            Some((region, witness))
        });
        let Some((region, witness)) = gaps.next() else {
            return;
        };
        let others: Vec<_> = gaps.map(|(region, _)| region).collect();
        let message = format!(
            "no row of `{}` fits {}",
            table.head.name,
            self.witness_words(&table.columns, &witness)
        );
        let mut rows: Vec<String> = Vec::new();
        let mut between = false;
        for region in std::iter::once(&region).chain(&others).take(GAPS_TOLD) {
            match index.cells(region, &domains) {
                Some(cells) => rows.extend(self.row_words(table, &cells, &domains)),
                None => between |= !types.contains(&Type::Text),
            }
        }
        let asked: Vec<String> = arguments.iter().map(spelling).collect();
        let mut diagnostic = Diagnostic::new(codes::TABLE_GAP, table.head.span, message)
            .label("this table is not complete")
            .related(span, "asked here, without `has` before it");
        for row in rows {
            diagnostic = diagnostic.help(format!("add the row `{row}`"));
        }
        if between {
            diagnostic = diagnostic.help("values lie between the end of one row and the beginning of another: end the first with `..<` and the value at which the other begins");
        }
        if others.len() >= GAPS_TOLD {
            diagnostic = diagnostic.help("there are more gaps than these");
        }
        self.report(diagnostic.help(format!(
            "or write an `otherwise` row, or ask `{} has ({})` before",
            table.head.name,
            asked.join(", ")
        )));
    }

    /// What an argument may be.
    fn domain(&self, id: ExprId) -> Domain {
        let expr = self.checked(id);
        let (low, high) = self.whole(expr.ty);
        match &expr.kind {
            ir::ExprKind::Constant(value) => (Some(value.clone()), Some(value.clone())),
            ir::ExprKind::Fact(fact) => {
                let fact = self.policy.facts.at(*fact);
                (fact.low.clone().or(low), fact.high.clone().or(high))
            }
            ir::ExprKind::Parameter(parameter) if expr.ty.is_ordered() => {
                let values = self.policy.parameters.at(*parameter).values.iter();
                let values = values.map(|(_, value)| value);
                let least = values.clone().min_by(|a, b| order(a, b)).cloned();
                (
                    least.or(low),
                    values.max_by(|a, b| order(a, b)).cloned().or(high),
                )
            }
            _ => (low, high),
        }
    }

    /// All values of a type.
    pub(super) fn whole(&self, ty: Type) -> Domain {
        self.policy.domain(ty)
    }

    /// `a 5 and b west`.
    pub(super) fn witness_words(&self, columns: &[Column], witness: &[Option<Value>]) -> String {
        let pairs = columns.iter().zip(witness).map(|(column, value)| {
            let value = match value {
                Some(value) => self.policy.value_words(value),
                None => "with any other text".to_owned(),
            };
            format!("`{}` {value}", column.name)
        });
        pairs.collect::<Vec<_>>().join(" and ")
    }

    /// A row that would fit a region, with dots where its results are to stand; none where no row
    /// can be written that fits nothing else.
    fn row_words(
        &self,
        table: &ir::Table,
        cells: &[Option<Range>],
        domains: &[Domain],
    ) -> Option<String> {
        let mut words = Vec::new();
        for ((cell, column), domain) in cells.iter().zip(&table.columns).zip(domains) {
            words.push(match cell {
                None => match domain {
                    (Some(only), Some(last)) if only == last => self.policy.value_words(only),
                    _ => "-".to_owned(),
                },
                Some(range) => self.range_words(range, column.ty, domain)?,
            });
        }
        words.extend(table.results.iter().map(|_| "…".to_owned()));
        Some(format!("| {} |", words.join(" | ")))
    }

    fn range_words(&self, range: &Range, ty: Type, domain: &Domain) -> Option<String> {
        let inner = |value: &Option<Value>, end: &Option<Value>, wanted: std::cmp::Ordering| {
            let end = end
                .as_ref()
                .filter(|end| value.as_ref().is_none_or(|v| order(end, v) == wanted));
            end.or(value.as_ref()).cloned()
        };
        let low = inner(&range.low, &domain.0, std::cmp::Ordering::Greater);
        let high = inner(&range.high, &domain.1, std::cmp::Ordering::Less);
        let words = |value: &Option<Value>| {
            value
                .as_ref()
                .map_or(String::new(), |value| self.policy.value_words(value))
        };
        Some(match (ty, &low, &high) {
            (_, Some(a), Some(b)) if a == b && !range.below => words(&low),
            (Type::Enum(of), Some(Value::Member(_, a)), Some(Value::Member(_, b))) => {
                let members = (*a..=*b).map(|index| self.policy.member_name(of, index));
                members.collect::<Vec<_>>().join(", ")
            }
            (Type::Text, ..) => return None,
            _ => {
                let dots = if range.below { "..<" } else { ".." };
                format!("{}{dots}{}", words(&low), words(&high))
            }
        })
    }
}

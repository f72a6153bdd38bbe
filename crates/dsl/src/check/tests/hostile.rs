//! Texts that nobody means well: no panic, no silence, no waiting.

use super::{CONTINUITY, FACTS, read_all};
use crate::ast::{BinaryOp, Define, Expr, ExprKind, File, Item, ItemKind, Literal, TypeName};
use crate::check::check;
use crate::parse::parse;
use crate::{Diagnostic, Limits, Node, SourceId, Span};

/// A generator of numbers that gives the same ones in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

/// The text cut into words, signs and blanks.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let class = |c: char| {
        if c.is_alphanumeric() || c == '_' || c == '.' || c == '$' {
            0
        } else if c == ' ' {
            1
        } else {
            2
        }
    };
    let mut last = 3;
    for c in text.chars() {
        if class(c) != last || last == 2 {
            pieces.push(String::new());
        }
        last = class(c);
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
    }
    pieces
}

/// One to three pieces replaced by others, left out, or doubled.
fn mutated(pieces: &[String], numbers: &mut Numbers) -> String {
    let mut pieces = pieces.to_vec();
    for _ in 0..=numbers.below(3) {
        let place = numbers.below(pieces.len());
        match numbers.below(4) {
            0 => {
                pieces.remove(place);
            }
            1 => pieces.insert(place, pieces[place].clone()),
            _ => pieces[place] = pieces[numbers.below(pieces.len())].clone(),
        }
    }
    pieces.concat()
}

/// Whether the header names the fact that dates the decision.
fn dated(text: &str) -> bool {
    let parsed = parse(SourceId(0), text, &Limits::default());
    parsed
        .file
        .header
        .is_some_and(|header| header.as_of.is_some())
}

/// A text either has errors or gives its policy: nothing is dropped in silence.
fn never_silent(text: &str) {
    let (checked, all) = read_all(&[text]);
    let policies = usize::from(!all.iter().any(Diagnostic::is_error));
    assert_eq!(checked.policies.len(), policies, "{text}\n{all:#?}");
    for policy in &checked.policies {
        assert_eq!(policy.as_of.is_some(), dated(text), "{text}");
        assert!(
            policy.categories.len()
                == policy
                    .category
                    .map_or(0, |id| policy.enums.at(id).members.len())
        );
        assert!(
            policy
                .items
                .iter()
                .filter_map(|item| policy.head(*item))
                .count()
                > 0
        );
    }
}

#[test]
fn mutations_of_the_first_policy_neither_panic_nor_vanish() {
    let whole = pieces(CONTINUITY);
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for _ in 0..400 {
        never_silent(&mutated(&whole, &mut numbers));
    }
}

#[test]
fn mutations_of_expressions_neither_panic_nor_vanish() {
    let items = "output a : boolean is region in {west, south} and regions includes {west} or not (regions is empty)
output b : date is moved_on otherwise 12 months after served_on ending on next day
output c : money is if moved_on is given and insured then 10% of billed else max(billed, $5) * 2 - -$1
output d : boolean is ends within month_after and served_on within (30 days around served_on) or stay > 30 days
output e : decimal is round(factor / 3, 2) + decimal(rate) + lives
  except 5 when color = red as one overrides two
  except lives / 2 when home is given and home = west as two
category f
  when insured unless lives > 3 from served_on until ends at most 90 days beginning served_on less 1 day if insured
";
    let whole = pieces(&format!("{FACTS}\n{items}"));
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    for _ in 0..2_000 {
        never_silent(&mutated(&whole, &mut numbers));
    }
}

#[test]
fn thousands_of_defines_in_a_chain() {
    let mut text =
        String::from("policy demo\n\nfacts\n  a : boolean\n\ndefine d0 : boolean is a\n");
    for n in 1..5_000 {
        text.push_str(&format!("define d{n} : boolean is d{}\n", n - 1));
    }
    let (checked, all) = read_all(&[&text]);
    assert_eq!((checked.policies.len(), all.len()), (1, 0));
    let ring = text.replace("d0 : boolean is a", "d0 : boolean is d4999");
    let (_, all) = read_all(&[&ring]);
    let [circle] = all.as_slice() else {
        panic!("{} findings", all.len())
    };
    assert!(
        circle.code.id() == "E0205" && circle.message.len() < 400,
        "{}",
        circle.message
    );
}

#[test]
fn thousands_of_facts_and_mistakes() {
    let mut text = String::from("policy demo\n\nfacts\n");
    for n in 0..10_000 {
        text.push_str(&format!("  group{}.fact_number_{n} : integer\n", n % 7));
    }
    for n in 0..2_000 {
        text.push_str(&format!("output o{n} : boolean is fact_numbr_{n} > 3\n"));
    }
    let (_, all) = read_all(&[&text]);
    assert_eq!(all.iter().filter(|d| d.code.id() == "E0201").count(), 2_000);
}

fn node<T>(kind: T) -> Node<T> {
    Node::new(kind, Span::default())
}

/// A file with one output whose value is this.
fn file(is: Expr) -> File {
    let ty = node(TypeName::Plain {
        name: node("boolean".into()),
        low: None,
        high: None,
    });
    let name = node("it".into());
    let define = Define {
        output: true,
        name,
        ty,
        title: None,
        is: Some(is),
        excepts: Vec::new(),
    };
    let item = Item {
        kind: node(ItemKind::Define(define)),
        cites: Vec::new(),
        in_force: None,
        unverified: None,
        replaces: None,
    };
    File {
        header: None,
        items: vec![item],
    }
}

#[test]
fn syntax_that_is_too_deep_is_refused() {
    let yes = || node(ExprKind::Literal(Literal::Boolean(true)));
    let nested = |depth: usize, wrap: fn(Expr) -> ExprKind| {
        (0..depth).fold(yes(), |inner, _| node(wrap(inner)))
    };
    let wraps: [fn(Expr) -> ExprKind; 4] = [
        |inner| ExprKind::Not(Box::new(inner)),
        |inner| ExprKind::Paren(Box::new(inner)),
        |inner| {
            let no = || {
                Box::new(Node::new(
                    ExprKind::Literal(Literal::Boolean(false)),
                    Span::default(),
                ))
            };
            ExprKind::If(no(), Box::new(inner), no())
        },
        |inner| {
            let yes = Box::new(Node::new(
                ExprKind::Literal(Literal::Boolean(true)),
                Span::default(),
            ));
            let op = Node::new(BinaryOp::Equal, Span::default());
            ExprKind::Binary(op, Box::new(inner), yes)
        },
    ];
    for wrap in wraps {
        let checked = check(&[file(nested(2_000, wrap))], &Limits::default());
        assert_eq!(
            checked
                .diagnostics
                .iter()
                .map(|d| d.code.id())
                .collect::<Vec<_>>(),
            ["E0004"]
        );
        let checked = check(&[file(nested(100, wrap))], &Limits::default());
        assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
    }
}

//! What is written is what is computed, and nothing is reached that was not announced.

use super::*;

struct Nobody;

impl Host for Nobody {
    fn answer(&self, _: u32, _: &[i64]) -> i64 {
        0
    }
}

/// A host that adds up what it is asked about.
struct Adds;

impl Host for Adds {
    fn answer(&self, question: u32, arguments: &[i64]) -> i64 {
        arguments.iter().sum::<i64>() * i64::from(question)
    }
}

fn call(function: &Function, inputs: &[i64], host: &dyn Host) -> i64 {
    let mut outputs = [0];
    assert_eq!(function.call(inputs, &mut outputs, host), Some(7));
    outputs[0]
}

#[test]
fn a_choice_between_two_blocks() {
    let function = compile(2, 1, Vec::new(), |w| {
        let (a, b) = (w.input(0), w.input(1));
        let none = w.number(0);
        let yes = w.truth(true);
        let larger = w.variable(none, yes);
        let less = w.compare(Comparison::SignedLessThan, a, b);
        let (first, second, end) = (w.block(), w.block(), w.block());
        w.branch(less, second, first);
        w.begin(first);
        w.set(larger, a, yes);
        w.jump(end);
        w.begin(second);
        w.set(larger, b, yes);
        w.jump(end);
        w.begin(end);
        let (number, _) = w.get(larger);
        w.output(0, number);
        w.end(7);
    });
    let function = function.unwrap();
    for (a, b) in [(1, 2), (2, 1), (-3, -4), (i64::MIN, i64::MAX)] {
        assert_eq!(call(&function, &[a, b], &Nobody), a.max(b));
    }
}

#[test]
fn a_constant_may_come_first() {
    let function = compile(0, 1, Vec::new(), |w| {
        let (yes, number) = (w.truth(true), w.number(5));
        let one = w.as_number(yes);
        let sum = w.add(number, one);
        w.output(0, sum);
        w.end(7);
    });
    assert_eq!(call(&function.unwrap(), &[], &Nobody), 6);
}

#[test]
fn what_overflows_is_told() {
    let function = compile(2, 1, Vec::new(), |w| {
        let (a, b) = (w.input(0), w.input(1));
        let over = [
            w.add_checked(a, b).1,
            w.subtract_checked(a, b).1,
            w.multiply_checked(a, b).1,
        ];
        let mut bits = w.number(0);
        for (place, over) in over.into_iter().enumerate() {
            let over = w.as_number(over);
            let by = w.number(place as i64);
            let bit = w.shift_up(over, by);
            bits = w.bits_or(bits, bit);
        }
        w.output(0, bits);
        w.end(7);
    });
    let function = function.unwrap();
    for (a, b) in [
        (1, 2),
        (i64::MAX, 1),
        (i64::MIN, 1),
        (i64::MIN, -1),
        (i64::MAX, i64::MAX),
    ] {
        let over = [a.checked_add(b), a.checked_sub(b), a.checked_mul(b)].map(|n| n.is_none());
        let expected = over
            .iter()
            .rev()
            .fold(0, |bits, over| bits * 2 + i64::from(*over));
        assert_eq!(call(&function, &[a, b], &Nobody), expected, "{a} {b}");
    }
}

/// A table is never read beyond its end, and what was not announced is neither read nor written.
#[test]
fn nothing_beyond_what_was_announced() {
    let tables = vec![vec![10, 20, 30].into(), Vec::new().into()];
    let function = compile(1, 1, tables, |w| {
        let place = w.input(0);
        let element = w.element(0, place);
        let (empty, none, beyond) = (w.element(1, place), w.element(2, place), w.input(1));
        let sum = w.add(element, empty);
        let sum = w.add(sum, none);
        let sum = w.add(sum, beyond);
        w.output(1, place);
        w.output(0, sum);
        w.end(7);
    });
    let function = function.unwrap();
    for (place, expected) in [
        (0, 10),
        (2, 30),
        (3, 10),
        (-1, 10),
        (i64::MAX, 10),
        (i64::MIN, 10),
    ] {
        assert_eq!(call(&function, &[place], &Nobody), expected, "{place}");
    }
    assert_eq!(function.call(&[], &mut [0], &Nobody), None);
    assert_eq!(function.call(&[0], &mut [], &Nobody), None);
}

#[test]
fn the_host_is_asked_with_all_arguments() {
    let function = compile(2, 1, Vec::new(), |w| {
        let (a, b) = (w.input(0), w.input(1));
        let first = w.ask(2, &[a, b, a]);
        let second = w.ask(1, &[first]);
        let third = w.ask(5, &[]);
        let sum = w.add(second, third);
        let sum = w.add(sum, b);
        w.output(0, sum);
        w.end(7);
    });
    assert_eq!(call(&function.unwrap(), &[3, 10], &Adds), 42);
}

/// Functions are shared by threads, and go when nobody has them any more.
#[test]
fn threads_share_a_function() {
    let function = compile(1, 1, Vec::new(), |w| {
        let a = w.input(0);
        let quotient = w.divide(a, 7);
        w.output(0, quotient);
        w.end(7);
    });
    let function = std::sync::Arc::new(function.unwrap());
    assert!(function.size() > 0);
    let threads = (0..4).map(|_| {
        let function = std::sync::Arc::clone(&function);
        std::thread::spawn(move || (0..1_000).all(|n| call(&function, &[n], &Nobody) == n / 7))
    });
    for thread in threads.collect::<Vec<_>>() {
        assert!(thread.join().unwrap());
    }
}

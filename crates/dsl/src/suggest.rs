//! Did-you-mean: the declared name that a misspelled one was probably meant to be.

/// The candidate nearest to `name`, if one is near enough to be meant.
///
/// ```
/// let names = ["enrollment_date", "service_on"];
/// assert_eq!(bylaws_dsl::suggest::nearest("enrolment_date", names), Some("enrollment_date"));
/// assert_eq!(bylaws_dsl::suggest::nearest("colour", names), None);
/// assert_eq!(bylaws_dsl::suggest::nearest("z", ["x", "y"]), None);
/// ```
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let longest_worth_comparing = 200;
    if name.len() > longest_worth_comparing {
        return None;
    }
    let lowered = name.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (distance(&lowered, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| {
            let shorter = name.chars().count().min(candidate.chars().count());
            let longer = name.chars().count().max(candidate.chars().count());
            // With every letter changed nothing is left of the name.
            *distance == 0 || (*distance <= longer.div_ceil(4).max(1) && *distance < shorter)
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The sentence that goes with [`nearest`].
pub fn did_you_mean<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(name, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

/// `a`, `b` or `c`, for a sentence that lists what is allowed; long lists are cut.
pub fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const SHOWN: usize = 12;
    let names: Vec<String> = names.into_iter().map(|n| format!("`{n}`")).collect();
    if names.len() > SHOWN {
        let shown = names
            .iter()
            .take(SHOWN)
            .cloned()
            .collect::<Vec<_>>()
            .join(", ");
        return format!("{shown} and {} more", names.len() - SHOWN);
    }
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

/// Edit distance in which two swapped letters count as one slip, and a forgotten or added
/// part of a dotted name (`contracted` for `provider.contracted`) as one too.
fn distance(a: &str, b: &str) -> usize {
    let dotted =
        |long: &str, short: &str| long.rsplit('.').next() == Some(short) && long.contains('.');
    if dotted(a, b) || dotted(b, a) {
        return 1;
    }
    strsim::damerau_levenshtein(a, b)
}

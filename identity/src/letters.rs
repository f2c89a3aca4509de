//! Letters: how far two words are apart.

/// The number of letters to be put in, taken out, replaced or swapped with their neighbour, to make
/// one word of the other; more than `most` is told as `most + 1`.
pub(crate) fn edits(a: &str, b: &str, most: usize) -> usize {
    let (a, b) = without_common(a, b);
    let (long, short) = (a.chars().count(), b.chars().count());
    if long.abs_diff(short) > most || long.min(short) > 8 * most {
        return most + 1;
    }
    if long == 0 || short == 0 {
        return long.max(short);
    }
    strsim::osa_distance(a, b).min(most + 1)
}

/// Two words without what they begin and end with alike.
fn without_common<'a>(a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    let begin: usize =
        a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    let (a, b) = (&a[begin..], &b[begin..]);
    let end: usize = a
        .chars()
        .rev()
        .zip(b.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum();
    (&a[..a.len() - end], &b[..b.len() - end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_pen_are_counted() {
        for (a, b, edits_apart) in [
            ("nordquest", "nordquest", 0),
            ("nordquest", "nordqest", 1),
            ("nordquest", "nordquets", 1),
            ("nordquest", "nrodquest", 1),
            ("nordquest", "nordxuest", 1),
            ("nordquest", "ordquesta", 2),
            ("nordquest", "velgate", 3),
            ("", "a", 1),
            ("", "abcd", 3),
            ("日本", "日木", 1),
        ] {
            assert_eq!(edits(a, b, 2), edits_apart, "{a} {b}");
            assert_eq!(edits(b, a, 2), edits_apart, "{b} {a}");
        }
    }
}

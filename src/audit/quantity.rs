//! Numbers as people write them in prose: `~93%`, `80+`, `<4%`, `13/14`, `1,633`, `zero`.

/// How a number is meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Quantity {
    /// `14`
    Exact(f64),
    /// `~50`, `about 50`, `approx. 50`
    About(f64),
    /// `80+`, `≥80`, `>80`, `over 80`
    AtLeast(f64),
    /// `<4`, `≤4`, `under 4`
    AtMost(f64),
    /// `90–98`
    Between(f64, f64),
}

/// How far `~n` and `n+` may be off, as a share of n.
const ROUGHLY: f64 = 0.25;

/// How far `~n %` may be off, in points.
const ROUGH_POINTS: f64 = 5.0;

/// What stands before a rough number; longer words first.
const ABOUT: [&str; 9] = [
    "approximately",
    "approx.",
    "approx",
    "roughly",
    "around",
    "about",
    "nearly",
    "~",
    "≈",
];

/// What stands before a lower bound.
const AT_LEAST: [&str; 5] = ["at least", "more than", "over", "≥", ">"];

/// What stands before an upper bound.
const AT_MOST: [&str; 4] = ["less than", "under", "≤", "<"];

impl Quantity {
    /// Reads a number; what stands around it (`%`, brackets, a unit) is passed over, other words
    /// are not.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text
            .trim()
            .trim_matches(['(', ')', '*', '_', ':', ';', '.', ',', '`']);
        let lower = text.to_lowercase();
        let whole = lower.trim();
        let start = |kind: Self, words: &[&str]| {
            let after = words.iter().find_map(|word| whole.strip_prefix(word))?;
            Some((kind, after.trim_start_matches('=').trim_start()))
        };
        let (kind, rest) = start(Self::About(0.0), &ABOUT)
            .or_else(|| start(Self::AtLeast(0.0), &AT_LEAST))
            .or_else(|| start(Self::AtMost(0.0), &AT_MOST))
            .unwrap_or((Self::Exact(0.0), whole));
        let (first, rest) = number(rest)?;
        let rest = rest.trim_start_matches(['%', ' ']);
        if let Some(after) = rest.strip_prefix('+') {
            return is_unit(after).then_some(Self::AtLeast(first));
        }
        if let Some(after) = rest.strip_prefix(['-', '–', '—'])
            && let Some((last, after)) = number(after.trim_start())
        {
            return (is_unit(after) && first <= last).then_some(Self::Between(first, last));
        }
        is_unit(rest).then_some(match kind {
            Self::About(_) => Self::About(first),
            Self::AtLeast(_) => Self::AtLeast(first),
            Self::AtMost(_) => Self::AtMost(first),
            _ => Self::Exact(first),
        })
    }

    /// Reads `13/14` or `9 of 21`.
    pub fn parse_fraction(text: &str) -> Option<(Self, Self)> {
        let (part, whole) = text
            .split_once('/')
            .or_else(|| text.split_once(" out of "))
            .or_else(|| text.split_once(" of "))?;
        let (part, whole) = (Self::parse(part)?, Self::parse(whole)?);
        (part.value() <= whole.value()).then_some((part, whole))
    }

    /// The number itself; of a range, its middle.
    pub fn value(self) -> f64 {
        match self {
            Self::Exact(value)
            | Self::About(value)
            | Self::AtLeast(value)
            | Self::AtMost(value) => value,
            Self::Between(first, last) => f64::midpoint(first, last),
        }
    }

    /// Whether `truth` is what was meant; an exact number may be off by `slack`.
    pub fn holds(self, truth: f64, slack: f64) -> bool {
        match self {
            Self::Exact(value) => (truth - value).abs() <= slack,
            Self::About(value) => (truth - value).abs() <= (ROUGHLY * value).max(slack),
            Self::AtLeast(value) => truth >= value,
            Self::AtMost(value) => truth <= value,
            Self::Between(first, last) => (first - slack..=last + slack).contains(&truth),
        }
    }

    /// Whether a percentage of `truth` is what was meant. A share of a share would let `~60 %`
    /// pass for 45: a rough percentage is off by a few points, whatever it is.
    pub fn holds_percent(self, truth: f64, slack: f64) -> bool {
        match self {
            Self::About(value) => (truth - value).abs() <= ROUGH_POINTS.max(slack),
            _ => self.holds(truth, slack),
        }
    }

    /// Whether a bound holds, but by so much that it misleads.
    pub fn understates(self, truth: f64) -> bool {
        matches!(self, Self::AtLeast(value) if truth > value * (1.0 + ROUGHLY))
    }
}

impl std::fmt::Display for Quantity {
    fn fmt(&self, output: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exact(value) => write!(output, "{value}"),
            Self::About(value) => write!(output, "~{value}"),
            Self::AtLeast(value) => write!(output, "{value}+"),
            Self::AtMost(value) => write!(output, "<{value}"),
            Self::Between(first, last) => write!(output, "{first}–{last}"),
        }
    }
}

/// A number at the start of a text, and what follows it.
fn number(text: &str) -> Option<(f64, &str)> {
    const WORDS: [(&str, f64); 12] = [
        ("zero", 0.0),
        ("no", 0.0),
        ("none", 0.0),
        ("one", 1.0),
        ("two", 2.0),
        ("three", 3.0),
        ("four", 4.0),
        ("five", 5.0),
        ("six", 6.0),
        ("seven", 7.0),
        ("eight", 8.0),
        ("nine", 9.0),
    ];
    if let Some((_, value)) = WORDS.iter().find(|(word, _)| *word == text) {
        return Some((*value, ""));
    }
    let end = text
        .char_indices()
        .find(|(at, letter)| {
            let inner = matches!(letter, '.' | ',')
                && text
                    .get(at + 1..)
                    .is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()));
            !letter.is_ascii_digit() && !inner
        })
        .map_or(text.len(), |(at, _)| at);
    let (digits, rest) = text.split_at_checked(end)?;
    if digits.len() > 12 {
        return None;
    }
    Some((digits.replace(',', "").parse().ok()?, rest))
}

/// Whether what follows a number is nothing but a unit.
fn is_unit(text: &str) -> bool {
    matches!(
        text.trim().trim_end_matches(['.', ')', ';', ',']),
        "" | "%" | "lines" | "line" | "loc" | "files" | "file" | "tests" | "test" | "lines of code"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_what_is_meant() {
        let check = |text: &str, expect: Option<Quantity>| {
            assert_eq!(Quantity::parse(text), expect, "{text}");
        };
        check("14", Some(Quantity::Exact(14.0)));
        check("**0%**", Some(Quantity::Exact(0.0)));
        check("~93%", Some(Quantity::About(93.0)));
        check("80+", Some(Quantity::AtLeast(80.0)));
        check("≥ 80 %", Some(Quantity::AtLeast(80.0)));
        check("(<4%)", Some(Quantity::AtMost(4.0)));
        check("90–98%", Some(Quantity::Between(90.0, 98.0)));
        check("1,633 lines", Some(Quantity::Exact(1633.0)));
        check("37.99%", Some(Quantity::Exact(37.99)));
        check("zero", Some(Quantity::Exact(0.0)));
        check("~128 LOC", Some(Quantity::About(128.0)));
        check("2fa.ts", None);
        check("v3", None);
        check("", None);
        check("99999999999999999999", None);
    }

    #[test]
    fn fractions_are_read() {
        let check = |text: &str, expect: Option<(f64, f64)>| {
            let found = Quantity::parse_fraction(text);
            let found = found.map(|(part, whole)| (part.value(), whole.value()));
            assert_eq!(found, expect, "{text}");
        };
        check("13/14", Some((13.0, 14.0)));
        check("0/80+", Some((0.0, 80.0)));
        check("9 of 21", Some((9.0, 21.0)));
        check("1 out of 14", Some((1.0, 14.0)));
        check("14/13", None);
        check("src/lib", None);
    }

    #[test]
    fn what_is_meant_decides_what_holds() {
        assert!(Quantity::Exact(161.0).holds(160.0, 1.0));
        assert!(!Quantity::Exact(162.0).holds(160.0, 1.0));
        assert!(Quantity::About(100.0).holds(125.0, 1.0));
        assert!(!Quantity::About(100.0).holds(126.0, 1.0));
        assert!(Quantity::About(60.0).holds_percent(65.0, 1.0));
        assert!(!Quantity::About(60.0).holds_percent(54.9, 1.0));
        assert!(!Quantity::Exact(60.0).holds_percent(62.0, 1.0));
        assert!(Quantity::AtLeast(80.0).holds(159.0, 0.0));
        assert!(Quantity::AtLeast(80.0).understates(159.0));
        assert!(!Quantity::AtLeast(80.0).understates(100.0));
        assert!(Quantity::AtMost(4.0).holds(1.2, 0.0));
        assert!(!Quantity::AtMost(4.0).holds(6.0, 0.0));
    }
}

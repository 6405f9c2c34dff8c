//! The signs, in full and in ASCII.

/// The signs that stand beside or instead of words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Glyphs {
    pub(crate) critical: &'static str,
    pub(crate) high: &'static str,
    pub(crate) medium: &'static str,
    pub(crate) low: &'static str,
    pub(crate) direct: &'static str,
    pub(crate) reached: &'static str,
    pub(crate) hollow: &'static str,
    pub(crate) unreached: &'static str,
    pub(crate) no_logic: &'static str,
    pub(crate) levels: [&'static str; 4],
    pub(crate) verified: &'static str,
    pub(crate) claimed: &'static str,
    pub(crate) open: &'static str,
    /// A mark on what somebody is at.
    pub(crate) doing: &'static str,
    pub(crate) measured: &'static str,
    pub(crate) stale: &'static str,
    pub(crate) estimated: &'static str,
    pub(crate) ran: &'static str,
    pub(crate) ran_in_part: &'static str,
    pub(crate) did_not_run: &'static str,
    pub(crate) hatch_critical: &'static str,
    pub(crate) hatch_poor: &'static str,
    pub(crate) leads: &'static str,
    pub(crate) tick: &'static str,
    pub(crate) planned: &'static str,
    pub(crate) selected: &'static str,
    /// A row that is selected among several.
    pub(crate) picked: &'static str,
    pub(crate) folded: &'static str,
    pub(crate) unfolded: &'static str,
    pub(crate) rule: &'static str,
    pub(crate) side: &'static str,
    pub(crate) tee_down: &'static str,
    pub(crate) tee_up: &'static str,
    pub(crate) corners: [&'static str; 4],
    pub(crate) crumb: &'static str,
    pub(crate) ellipsis: &'static str,
    pub(crate) dash: &'static str,
    pub(crate) dot: &'static str,
    pub(crate) times: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) ascending: &'static str,
    pub(crate) descending: &'static str,
    pub(crate) today: &'static str,
    pub(crate) thumb: &'static str,
    pub(crate) caret: &'static str,
}

pub(super) const UNICODE: Glyphs = Glyphs {
    critical: "◆",
    high: "▲",
    medium: "●",
    low: "·",
    direct: "✓",
    reached: "~",
    hollow: "○",
    unreached: "✗",
    no_logic: "–",
    levels: ["▁", "▃", "▅", "▇"],
    verified: "■",
    claimed: "◪",
    open: "□",
    doing: "▣",
    measured: "█",
    stale: "▓",
    estimated: "▒",
    ran: "■",
    ran_in_part: "◧",
    did_not_run: "□",
    hatch_critical: "╱",
    hatch_poor: "╱",
    leads: "→",
    tick: "╎",
    planned: "━",
    selected: "▌",
    picked: "+",
    folded: "▸",
    unfolded: "▾",
    rule: "─",
    side: "│",
    tee_down: "┬",
    tee_up: "┴",
    corners: ["╭", "╮", "╰", "╯"],
    crumb: "›",
    ellipsis: "…",
    dash: "–",
    dot: "·",
    times: "×",
    unit: "▮",
    ascending: "▴",
    descending: "▾",
    today: "▲",
    thumb: "┃",
    caret: "▏",
};

pub(super) const ASCII: Glyphs = Glyphs {
    critical: "*",
    high: "^",
    medium: "o",
    low: ".",
    direct: "v",
    reached: "~",
    hollow: "O",
    unreached: "x",
    no_logic: "-",
    levels: ["_", "-", "'", "\""],
    verified: "V",
    claimed: "/",
    open: "_",
    doing: "@",
    measured: "#",
    stale: "+",
    estimated: "=",
    ran: "#",
    ran_in_part: "/",
    did_not_run: "-",
    hatch_critical: "/",
    hatch_poor: "/",
    leads: "->",
    tick: ":",
    planned: "=",
    selected: ">",
    picked: "&",
    folded: "+",
    unfolded: "-",
    rule: "-",
    side: "|",
    tee_down: "+",
    tee_up: "+",
    corners: ["+", "+", "+", "+"],
    crumb: ">",
    ellipsis: "~",
    dash: "-",
    dot: ".",
    times: "x",
    unit: "|",
    ascending: "^",
    descending: "v",
    today: "^",
    thumb: "]",
    caret: "_",
};

/// The sign of a regressed mark, in both sets.
pub(crate) const REGRESSED: &str = "!";
/// The sign of a note without another mark, in both sets.
pub(crate) const NOTE: &str = "\"";
/// The sign of possibly dead code, in both sets.
pub(crate) const DEAD: &str = "?";

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn check(signs: &[&str], ascii: &[&str]) {
        for signs in [signs, ascii] {
            let distinct: BTreeSet<&&str> = signs.iter().collect();
            assert_eq!(distinct.len(), signs.len(), "{signs:?}");
        }
    }

    #[test]
    fn a_sign_means_one_thing_on_a_screen() {
        let gaps = |of: &Glyphs| {
            [
                [of.critical, of.high, of.medium, of.low],
                [of.direct, of.reached, of.hollow, of.unreached],
                [of.verified, of.claimed, of.open, of.doing],
                [of.measured, of.stale, of.unit, of.no_logic],
                [REGRESSED, of.picked, DEAD, NOTE],
            ]
            .concat()
        };
        check(&gaps(&UNICODE), &gaps(&ASCII));
        let components = |of: &Glyphs| {
            let [critical, poor, partial, good] = of.levels;
            [
                [of.critical, of.high, of.medium, of.low],
                [critical, poor, partial, good],
                [of.measured, of.stale, of.estimated, of.tick],
            ]
            .concat()
        };
        check(&components(&UNICODE), &components(&ASCII));
        let source = |of: &Glyphs| {
            [
                [of.direct, of.reached, of.hollow, of.unreached],
                [of.ran, of.ran_in_part, of.did_not_run, of.side],
                [of.tick, of.selected, of.thumb, ""],
            ]
            .concat()
        };
        check(&source(&UNICODE), &source(&ASCII));
        let roadmap = |of: &Glyphs| {
            [
                [of.critical, of.high, of.medium, of.low],
                [of.verified, of.claimed, of.open, DEAD],
                [of.measured, of.planned, of.tick, of.times],
            ]
            .concat()
        };
        check(&roadmap(&UNICODE), &roadmap(&ASCII));
    }
}

//! Shares of one part, `13/14 tested`, beside each other and beside what is listed.

use super::{Named, share_of};
use crate::audit::{Contradiction, Entry, Quantity, Says, Topic};

/// Shares of one part that differ, or that do not fit what is listed.
pub(super) fn shares(named: &Named<'_>, entries: &[&Entry], found: &mut Vec<Contradiction>) {
    let stated: Vec<(&Entry, Quantity, Quantity)> = entries
        .iter()
        .filter_map(|entry| share_of(entry).map(|(part, whole)| (*entry, part, whole)))
        .collect();
    for (index, (entry, part, whole)) in stated.iter().enumerate() {
        for (other, other_part, other_whole) in stated.iter().skip(index + 1) {
            let is_same = part == other_part && whole == other_whole;
            let rest = |all: (Quantity, Quantity), left: (Quantity, Quantity)| {
                left.0.value() == 0.0 && left.1.value() == all.1.value() - all.0.value()
            };
            let here = (*part, *whole);
            let there = (*other_part, *other_whole);
            if !is_same && !rest(here, there) && !rest(there, here) {
                found.push(Contradiction {
                    lines: vec![entry.line, other.line],
                    message: format!(
                        "{part}/{whole} at line {}, {other_part}/{other_whole} at line {}",
                        entry.line, other.line
                    ),
                });
            }
        }
    }
    let missing = named.missing(entries);
    let Some((_, part, whole)) = stated.first() else {
        return;
    };
    let same: Vec<&Entry> = stated
        .iter()
        .filter(|(_, other, all)| other == part && all == whole)
        .map(|(entry, ..)| *entry)
        .collect();
    let ticks: Vec<u32> = named
        .files
        .iter()
        .filter(|(tick, _)| {
            let is_listed = same
                .iter()
                .any(|entry| entry.topic == Topic::Heading && entry.section == tick.section);
            is_listed && tick.claims.contains(&Says::Tested)
        })
        .map(|(tick, _)| tick.line)
        .collect();
    listed(&same, (*part, *whole), &ticks, &missing, found);
}

/// A share that does not fit what is ticked off and what is named as missing.
fn listed(
    same: &[&Entry],
    (part, whole): (Quantity, Quantity),
    ticks: &[u32],
    missing: &[u32],
    found: &mut Vec<Contradiction>,
) {
    let (Quantity::Exact(tested), Quantity::Exact(all)) = (part, whole) else {
        return;
    };
    let is_off = !ticks.is_empty() && ticks.len() as f64 != tested;
    let is_over = missing.len() as f64 > all - tested;
    if !is_off && !is_over {
        return;
    }
    let mut message = format!("{tested} of {all} are said to be tested");
    if !ticks.is_empty() {
        message.push_str(&format!(
            ", the list below ticks off {} ({})",
            ticks.len(),
            span(ticks)
        ));
    }
    if !missing.is_empty() {
        message.push_str(&format!(
            ", and {} {} named as missing ({})",
            missing.len(),
            if missing.len() == 1 { "is" } else { "are" },
            span(missing)
        ));
    }
    let mut lines: Vec<u32> = same.iter().map(|entry| entry.line).collect();
    lines.extend(ticks.first());
    lines.extend(missing.first());
    found.push(Contradiction { lines, message });
}

/// Lines as the shortest text: `line 5`, `lines 5 to 9`.
fn span(lines: &[u32]) -> String {
    match (lines.iter().min(), lines.iter().max()) {
        (Some(first), Some(last)) if first != last => format!("lines {first} to {last}"),
        (Some(first), _) => format!("line {first}"),
        _ => String::new(),
    }
}

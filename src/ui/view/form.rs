//! A question above the view.

use crossterm::event::{KeyCode, KeyModifiers};
use ratatui::layout::{Position, Rect};

use super::count;
use crate::ui::state::{Field, Form, LONGEST, State};
use crate::ui::widget::{Pen, inside, popup, width_of};

/// Width on screens that are large enough.
const WIDTH: u16 = 76;

/// Lines of a field that may have many.
const LONG: u16 = 8;

/// Lines of a field on a screen.
fn lines_of(field: &Field, height: u16) -> u16 {
    if field.area.is_long() {
        LONG.min(height.saturating_sub(8)).max(1)
    } else {
        1
    }
}

/// Lines of the frame with all that is in it: for each field its label, its text and a gap; then
/// the line of keys.
fn height_of(form: &Form, area: Rect) -> u16 {
    let fields = form.fields.iter();
    let sum: u16 = fields.map(|field| lines_of(field, area.height) + 2).sum();
    sum + 3
}

/// What is wrong with what was written.
fn wrong_with(form: &Form) -> Option<String> {
    let current = form.fields.get(form.focus);
    let is_cut = current.is_some_and(|field| field.area.is_cut());
    let limit = || {
        format!(
            "{} characters at most: what came after them is missing",
            count(LONGEST)
        )
    };
    form.complaint.clone().or_else(|| is_cut.then(limit))
}

/// Whether the last line has the keys: it tells what is wrong where there is no line between.
fn has_keys(form: &Form, area: Rect) -> bool {
    height_of(form, area) <= area.height || wrong_with(form).is_none()
}

/// What a place of the form stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormSpot {
    /// A field, with its label.
    Field(usize),
    /// A key that is told.
    Key(KeyCode, KeyModifiers),
}

/// The keys of a form with what they do.
fn keys_of(form: &Form) -> &'static [(FormSpot, &'static str)] {
    const NEXT: FormSpot = FormSpot::Key(KeyCode::Tab, KeyModifiers::NONE);
    const ENTER: FormSpot = FormSpot::Key(KeyCode::Enter, KeyModifiers::NONE);
    const KEEP: FormSpot = FormSpot::Key(KeyCode::Char('s'), KeyModifiers::CONTROL);
    const CANCEL: FormSpot = FormSpot::Key(KeyCode::Esc, KeyModifiers::NONE);
    let is_long = form.fields.iter().any(|field| field.area.is_long());
    match (is_long, form.fields.len()) {
        (true, 1) => &[(KEEP, "ctrl-s keep"), (CANCEL, "esc cancel")],
        (false, 1) => &[(ENTER, "enter keep"), (CANCEL, "esc cancel")],
        (true, _) => &[
            (NEXT, "tab next"),
            (KEEP, "ctrl-s keep"),
            (CANCEL, "esc cancel"),
        ],
        (false, _) => &[
            (NEXT, "tab next"),
            (ENTER, "enter next, at the end keep"),
            (CANCEL, "esc cancel"),
        ],
    }
}

/// Where each field is: the line of its label, and its text.
fn places(form: &Form, area: Rect, inside: Rect) -> Vec<(u16, Rect)> {
    let mut top = 0;
    let fields = form.fields.iter().map(|field| {
        let height = lines_of(field, area.height);
        let text = Rect {
            y: inside.y.saturating_add(top + 1),
            height,
            ..inside
        };
        let place = (top, text.intersection(inside));
        top += height + 2;
        place
    });
    fields.collect()
}

/// What stands at a place of the open form.
pub(crate) fn form_spot_at(state: &State, at: Position) -> Option<FormSpot> {
    let form = state.form.as_ref()?;
    let inside = inside(state.area, WIDTH, height_of(form, state.area));
    if inside.contains(at) && at.y + 1 == inside.bottom() {
        if !has_keys(form, state.area) {
            return None;
        }
        let mut x = inside.x;
        let at_key = |(spot, words): &(FormSpot, &str)| {
            let end = x.saturating_add(u16::try_from(words.len()).unwrap_or(u16::MAX));
            let is_here = (x..end).contains(&at.x);
            x = end.saturating_add(2);
            is_here.then_some(*spot)
        };
        return keys_of(form).iter().find_map(at_key);
    }
    let places = places(form, state.area, inside);
    let field = places
        .iter()
        .position(|(top, text)| text.contains(at) || at.y == inside.y + top && inside.contains(at));
    field.map(FormSpot::Field)
}

/// Draws the open form; answers with where the cursor stands.
pub(super) fn draw(state: &State, pen: &mut Pen<'_>, area: Rect) -> Option<Position> {
    let form = state.form.as_ref()?;
    let theme = *pen.theme;
    let inside = popup(pen, area, WIDTH, height_of(form, area), &form.title);
    let mut caret = None;
    let places = places(form, area, inside);
    for ((at, field), (top, text)) in form.fields.iter().enumerate().zip(places) {
        let is_current = at == form.focus;
        let is_wrong = is_current && form.complaint.is_some() && !form.is_leaving;
        let style = if is_wrong {
            theme.bad().bold()
        } else if is_current {
            theme.accent().bold()
        } else {
            theme.dim()
        };
        pen.row(inside, top).put(field.label, style);
        let place = text_of(pen, text, field);
        if is_current {
            caret = place;
        }
    }
    bottom(form, pen, area, inside);
    caret
}

/// What is wrong with what was written, and the keys.
fn bottom(form: &Form, pen: &mut Pen<'_>, area: Rect, inside: Rect) {
    let theme = *pen.theme;
    let last = inside.height.saturating_sub(1);
    let has_keys = has_keys(form, area);
    if let Some(wrong) = wrong_with(form) {
        let line = last.saturating_sub(u16::from(has_keys));
        pen.row(inside, line).put(&wrong, theme.bad());
    }
    if has_keys {
        let mut row = pen.row(inside, last);
        for (_, words) in keys_of(form) {
            row.put(words, theme.dim()).skip(2);
        }
    }
}

/// Writes the lines of a field around its cursor; answers with where that is.
fn text_of(pen: &mut Pen<'_>, area: Rect, field: &Field) -> Option<Position> {
    if area.is_empty() {
        return None;
    }
    let style = pen.theme.text().underlined();
    let width = usize::from(area.width).max(2);
    let (lines, row, before) = if field.area.is_long() {
        folded(field, width)
    } else {
        moved(field, width)
    };
    let first = row.saturating_sub(usize::from(area.height) - 1);
    for (line, text) in (0..area.height).zip(lines.iter().skip(first)) {
        pen.row(area, line).put(text, style);
    }
    let x = area.x + u16::try_from(before).unwrap_or(0);
    let y = area.y + u16::try_from(row - first).unwrap_or(0);
    Some(Position::new(x.min(area.right().saturating_sub(1)), y))
}

/// The lines of a field, those too long for it folded; with the row of the cursor among them and
/// the cells before it.
fn folded(field: &Field, width: usize) -> (Vec<String>, usize, usize) {
    let mut lines = Vec::new();
    let (mut row, mut before) = (0, 0);
    for (at, line) in field.area.lines().enumerate() {
        let parts = fold(&line, width - 1);
        if at == field.area.row() {
            let mut left = field.area.before().chars().count();
            let last = parts.len() - 1;
            for (part_at, part) in parts.iter().enumerate() {
                let letters = part.chars().count();
                if left < letters || part_at == last {
                    row = lines.len() + part_at;
                    before = part.chars().take(left).map(cells).sum();
                    break;
                }
                left -= letters;
            }
        }
        lines.extend(parts);
    }
    (lines, row, before)
}

/// A line in parts of so many cells, broken behind a blank where there is one; at least one part.
fn fold(line: &str, width: usize) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut used = 0;
    for letter in line.chars() {
        if used + cells(letter) > width && !part.is_empty() {
            let rest = match part.rfind(' ') {
                Some(at) if letter != ' ' => part.split_off(at + 1),
                _ => String::new(),
            };
            parts.push(std::mem::replace(&mut part, rest));
            used = width_of(&part);
        }
        part.push(letter);
        used += cells(letter);
    }
    parts.push(part);
    parts
}

/// The only line of a field, moved to the left where it is too long for it.
fn moved(field: &Field, width: usize) -> (Vec<String>, usize, usize) {
    let before = width_of(&field.area.before());
    let hidden = before.saturating_sub(width - 1);
    let line = field.area.lines().next().unwrap_or_default();
    (vec![skipped(&line, hidden).to_owned()], 0, before - hidden)
}

fn cells(letter: char) -> usize {
    width_of(letter.encode_utf8(&mut [0; 4]))
}

/// A text without its first cells.
fn skipped(text: &str, hidden: usize) -> &str {
    let mut used = 0;
    for (at, letter) in text.char_indices() {
        if used >= hidden {
            return text.get(at..).unwrap_or_default();
        }
        used += cells(letter);
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fold_behind_blanks_and_lose_nothing() {
        let check = |line: &str, expect: &[&str]| {
            let parts = fold(line, 6);
            assert_eq!(parts, expect, "{line}");
            assert_eq!(parts.concat(), line);
        };
        check("", &[""]);
        check("one", &["one"]);
        check("one two three", &["one ", "two ", "three"]);
        check("onetwothree", &["onetwo", "three"]);
        check("数据数据 a", &["数据数", "据 a"]);
        check("abcdef  g", &["abcdef", "  g"]);
    }

    #[test]
    fn the_cursor_is_found_in_a_folded_line() {
        let field = |text: &str, lefts: usize| {
            let mut area = crate::ui::state::Area::new(text, true);
            (0..lefts).for_each(|_| area.left());
            Field { label: "", area }
        };
        let check = |text: &str, lefts: usize, expect: (usize, usize)| {
            let (_, row, before) = folded(&field(text, lefts), 7);
            assert_eq!((row, before), expect, "{text} {lefts}");
        };
        check("one two three", 0, (2, 5));
        check("one two three", 5, (2, 0));
        check("one two three", 6, (1, 3));
        check("one two three", 13, (0, 0));
        check("first\n\nlast line", 0, (3, 4));
    }
}

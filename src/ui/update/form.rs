//! Keys while something is written, and what becomes of it.

use crossterm::event::KeyCode;
use jiff::civil::Date;

use super::{marks, plan};
use crate::ui::event::Effect;
use crate::ui::keymap::Key;
use crate::ui::state::{Area, Form, FormKind, State};

pub(super) fn press(state: &mut State, key: Key, code: KeyCode) -> Vec<Effect> {
    let Some(form) = &mut state.form else {
        return Vec::new();
    };
    let is = |name| Key::parse(name) == Some(key);
    if is("ctrl-s") {
        return submit(state);
    }
    if code == KeyCode::Esc || is("ctrl-c") {
        leave(state);
        return Vec::new();
    }
    form.is_leaving = false;
    form.complaint = None;
    let last = form.fields.len().saturating_sub(1);
    let is_long = form.area().is_some_and(|area| area.is_long());
    match code {
        KeyCode::Enter if is_long => {
            if let Some(area) = form.area() {
                area.insert('\n');
            }
        }
        KeyCode::Enter if form.focus < last => form.focus += 1,
        KeyCode::Enter => return submit(state),
        KeyCode::Tab => form.focus = if form.focus < last { form.focus + 1 } else { 0 },
        KeyCode::BackTab => form.focus = form.focus.checked_sub(1).unwrap_or(last),
        KeyCode::Up => {
            if !form.area().is_some_and(Area::up) {
                form.focus = form.focus.saturating_sub(1);
            }
        }
        KeyCode::Down => {
            if !form.area().is_some_and(Area::down) {
                form.focus = (form.focus + 1).min(last);
            }
        }
        _ => {
            if let Some(area) = form.area() {
                write(area, key, code);
            }
        }
    }
    Vec::new()
}

/// Changes the text by a key.
fn write(area: &mut Area, key: Key, code: KeyCode) {
    let is = |name| Key::parse(name) == Some(key);
    match code {
        KeyCode::Backspace => area.backspace(),
        KeyCode::Delete => area.delete(),
        KeyCode::Left => area.left(),
        KeyCode::Right => area.right(),
        KeyCode::Home => area.home(),
        KeyCode::End => area.end(),
        _ if is("ctrl-w") => area.delete_word(),
        _ if is("ctrl-u") => area.delete_line(),
        _ if is("ctrl-a") => area.home(),
        _ if is("ctrl-e") => area.end(),
        _ => {
            if let Some(letter) = key.letter() {
                area.insert(letter);
            }
        }
    }
}

/// Takes pasted text in.
pub(super) fn paste(state: &mut State, text: &str) {
    if let Some(area) = state.form.as_mut().and_then(Form::area) {
        area.paste(text);
    }
}

/// Closes the form; what was written is thrown away at the second time of asking only.
fn leave(state: &mut State) {
    match &mut state.form {
        Some(form) if form.is_changed() && !form.is_leaving => {
            form.is_leaving = true;
            form.complaint = Some("esc again throws away what you wrote".to_owned());
        }
        _ => state.form = None,
    }
}

/// Does what was asked for, or says why it cannot.
fn submit(state: &mut State) -> Vec<Effect> {
    let Some(mut form) = state.form.take() else {
        return Vec::new();
    };
    let (first, second) = (form.text(0), form.text(1));
    let (first, second) = (first.trim(), second.trim());
    let outcome = match &form.kind {
        FormKind::Note(keys) => Ok(marks::note(state, keys, first)),
        FormKind::Accept(keys) => match day(state, second) {
            _ if first.is_empty() => {
                form.focus = 0;
                Err("a reason is needed".to_owned())
            }
            Ok(until) => Ok(marks::accept_until(state, keys, first, until.as_deref())),
            Err(problem) => {
                form.focus = 1;
                Err(problem)
            }
        },
        kind => plan::submit(state, kind, first, second),
    };
    match outcome {
        Ok(effects) => effects,
        Err(problem) => {
            form.complaint = Some(problem);
            state.form = Some(form);
            Vec::new()
        }
    }
}

/// Reads a day that is not over; nothing is no day.
fn day(state: &State, text: &str) -> Result<Option<String>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let day: Date = text
        .parse()
        .map_err(|_| format!("`{text}` is no day such as 2027-01-31"))?;
    let today = state.now.to_zoned(jiff::tz::TimeZone::UTC).date();
    if day < today {
        return Err(format!("{day} is over"));
    }
    Ok(Some(day.to_string()))
}

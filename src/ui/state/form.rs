//! A question above the view, answered by writing.

use super::Area;
use crate::model::MarkKey;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FormKind {
    /// A note on these, with whether tests lead there.
    Note(Vec<(MarkKey, bool)>),
    /// Why these stay without tests, and until when.
    Accept(Vec<(MarkKey, bool)>),
    /// Another title for this step.
    Title(String),
    /// Another name for this phase.
    Name(String),
    /// Other weeks for this phase.
    Weeks(String),
    /// A new phase at the end of the plan.
    NewPhase,
    /// A new step for this phase.
    Add(String),
    /// A new step for these files.
    Plan(Vec<String>),
}

/// One thing to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// What it is.
    pub(crate) label: &'static str,
    /// What was written.
    pub(crate) area: Area,
}

/// A question with what was written so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Form {
    /// What is asked for.
    pub(crate) kind: FormKind,
    /// Of what.
    pub(crate) title: String,
    /// What to write.
    pub(crate) fields: Vec<Field>,
    /// Which of them is written.
    pub(crate) focus: usize,
    /// What is wrong with it.
    pub(crate) complaint: Option<String>,
    /// What stood there at first.
    before: Vec<String>,
    /// Whether Escape was pressed although something was written.
    pub(crate) is_leaving: bool,
}

impl Form {
    /// A question; a field that `is_long` may have many lines.
    pub(crate) fn new(
        kind: FormKind,
        title: String,
        fields: &[(&'static str, &str, bool)],
    ) -> Self {
        let fields: Vec<Field> = fields
            .iter()
            .map(|(label, text, is_long)| Field {
                label,
                area: Area::new(text, *is_long),
            })
            .collect();
        Self {
            before: fields.iter().map(|field| field.area.text()).collect(),
            kind,
            title,
            fields,
            focus: 0,
            complaint: None,
            is_leaving: false,
        }
    }

    /// What was written into a field.
    pub(crate) fn text(&self, field: usize) -> String {
        let field = self.fields.get(field);
        field.map_or_else(String::new, |field| field.area.text())
    }

    /// Whether anything was written.
    pub(crate) fn is_changed(&self) -> bool {
        let texts = self.fields.iter().map(|field| field.area.text());
        !texts.eq(self.before.iter().cloned())
    }

    /// The text that is written.
    pub(crate) fn area(&mut self) -> Option<&mut Area> {
        self.fields.get_mut(self.focus).map(|field| &mut field.area)
    }
}

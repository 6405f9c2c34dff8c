//! Tables: of files, of parts of the project, of metrics, of counts.

use super::blocks::Text;
use super::columns::{Column, columns};
use super::prose::counts;
use super::words;
use super::{NO_CLAIM, Reader, clipped, paths};
use crate::audit::{Entry, PlannedStep, Quantity, Says, Stance, Topic};

impl Reader {
    /// Reads a table; tells whether anything of it could be read.
    pub(super) fn table(&mut self, head: &[Text], rows: &[Vec<Text>]) {
        let columns = columns(head, rows);
        let has = |wanted: Column| columns.contains(&wanted);
        let line = head.first().map_or(0, |cell| cell.line);
        if self.is_plan() && (has(Column::Action) || self.phase_is_open()) {
            self.plan_table(&columns, rows);
        } else if has(Column::Target)
            && (has(Column::Current) || has(Column::Coverage) && !has(Column::Sources))
        {
            for row in rows {
                self.metric_row(&Row::new(&columns, row));
            }
        } else {
            let is_aside = self.stance() == Some(Stance::Aside);
            let is_claim = rows.iter().flatten().any(looks_like_claim);
            if (!is_aside && self.rows(head, &columns, rows)) || !is_claim {
                return;
            }
            let heads: Vec<&str> = head.iter().map(|cell| cell.plain.as_str()).collect();
            self.unread(line, &format!("table: {}", heads.join(" | ")), NO_CLAIM);
        }
    }

    /// Reads rows about files or parts of the project; false where there is none.
    fn rows(&mut self, head: &[Text], columns: &[Column], rows: &[Vec<Text>]) -> bool {
        let before = self.document.entries.len();
        let mut unread = Vec::new();
        let noun = head
            .iter()
            .zip(columns)
            .find(|(_, column)| **column == Column::Subject)
            .map(|(text, _)| text.plain.trim().to_owned());
        let counts_test_files = head.iter().zip(columns).any(|(text, column)| {
            *column == Column::Tests && text.plain.to_lowercase().contains("file")
        });
        for row in rows {
            let row = Row {
                counts_test_files,
                ..Row::new(columns, row)
            };
            if row.is_total() {
                continue;
            }
            let paths = row.paths();
            let entry = if paths.is_empty() {
                self.overview_row(&row)
            } else {
                self.file_row(&row, paths, noun.clone())
            };
            match entry {
                Some(entry) => self.document.entries.push(entry),
                None if row.cells.iter().any(|(_, cell)| looks_like_claim(cell)) => {
                    unread.push((row.line(), row.text()));
                }
                None => {}
            }
        }
        if self.document.entries.len() == before {
            return false;
        }
        for (line, text) in unread {
            self.unread(line, &text, NO_CLAIM);
        }
        true
    }

    fn file_row(&self, row: &Row<'_>, paths: Vec<String>, noun: Option<String>) -> Option<Entry> {
        let (stated, mut claims) = row.stated();
        let priority = row.priority().or_else(|| self.priority());
        let stance = stated
            .or_else(|| self.stance())
            .or(priority.map(|_| Stance::Untested));
        claims.splice(..0, stance.and_then(Says::of));
        let entry = Entry {
            line: row.line(),
            section: self.section,
            topic: Topic::Files,
            subject: row.subject(),
            paths,
            noun,
            priority,
            rationale: row.rationale(),
            target: None,
            claims,
        };
        (!entry.claims.is_empty()).then_some(entry)
    }

    fn overview_row(&self, row: &Row<'_>) -> Option<Entry> {
        let mut claims = Vec::new();
        for (column, cell) in &row.cells {
            match column {
                Column::Tests => match Quantity::parse_fraction(&cell.plain) {
                    Some((tested, all)) => claims.push(Says::Share(tested, all)),
                    None => {
                        let says = if row.counts_test_files {
                            Says::TestFiles
                        } else {
                            Says::Tests
                        };
                        claims.extend(Quantity::parse(&cell.plain).map(says));
                    }
                },
                Column::Sources => match Quantity::parse_fraction(&cell.plain) {
                    Some((tested, all)) => claims.push(Says::Share(tested, all)),
                    None => claims.extend(Quantity::parse(&cell.plain).map(Says::Sources)),
                },
                Column::Coverage => {
                    let share = Quantity::parse_fraction(&cell.plain);
                    claims.extend(share.map(|(tested, all)| Says::Share(tested, all)));
                    claims.extend(percent(&cell.plain).map(Says::Percent));
                    claims.extend(words::level(&cell.plain).map(Says::Level));
                }
                Column::LineShare => claims.extend(percent(&cell.plain).map(Says::LineShare)),
                _ => {}
            }
        }
        if claims.is_empty() {
            return self.count_row(row);
        }
        Some(Entry {
            line: row.line(),
            section: self.section,
            topic: Topic::Overview,
            subject: row.subject(),
            paths: Vec::new(),
            noun: None,
            priority: row.priority(),
            rationale: row.rationale(),
            target: None,
            claims,
        })
    }

    /// A row such as `Total source files | 95`.
    fn count_row(&self, row: &Row<'_>) -> Option<Entry> {
        let (_, name) = row.cells.first()?;
        let (_, number) = row.cells.get(1).filter(|_| row.cells.len() == 2)?;
        Quantity::parse(&number.plain)?;
        let number = number.plain.trim_matches('*');
        let count = counts(&format!("{number} {}", name.plain))
            .into_iter()
            .next()?;
        Some(Entry {
            line: row.line(),
            section: self.section,
            topic: Topic::Prose,
            subject: name.plain.trim().to_owned(),
            paths: paths::paths(name),
            noun: Some(count.noun),
            priority: None,
            rationale: None,
            target: None,
            claims: vec![count.says],
        })
    }

    fn metric_row(&mut self, row: &Row<'_>) {
        let value = |wanted: &[Column]| {
            let cell = row.cells.iter().find(|(column, _)| wanted.contains(column));
            cell.and_then(|(_, cell)| percent(&cell.plain))
        };
        let current = value(&[Column::Current, Column::Coverage]);
        let target = value(&[Column::Target]);
        if current.is_none() && target.is_none() {
            self.unread(row.line(), &row.text(), NO_CLAIM);
            return;
        }
        self.document.entries.push(Entry {
            line: row.line(),
            section: self.section,
            topic: Topic::Metric,
            subject: row.subject(),
            paths: row.paths(),
            noun: None,
            priority: None,
            rationale: None,
            target: target.map(|target| (target.value() / 100.0).clamp(0.0, 1.0)),
            claims: current.map(Says::Percent).into_iter().collect(),
        });
    }

    fn plan_table(&mut self, columns: &[Column], rows: &[Vec<Text>]) {
        for row in rows {
            let row = Row::new(columns, row);
            let action = row
                .cell(Column::Action)
                .or_else(|| row.cell(Column::Subject));
            let title = action.map_or_else(|| row.subject(), |cell| cell.plain.trim().to_owned());
            let paths = row.cells.iter().flat_map(|(_, cell)| paths::paths(cell));
            let step = PlannedStep {
                line: row.line(),
                title,
                note: row.rationale(),
                paths: paths.collect(),
                details: Vec::new(),
            };
            self.step(step);
        }
    }
}

/// A row with what its columns hold.
struct Row<'a> {
    cells: Vec<(Column, &'a Text)>,
    /// Whether a number of tests is one of files.
    counts_test_files: bool,
}

impl<'a> Row<'a> {
    fn new(columns: &[Column], row: &'a [Text]) -> Self {
        Self {
            cells: columns.iter().copied().zip(row).collect(),
            counts_test_files: false,
        }
    }

    fn line(&self) -> u32 {
        self.cells.first().map_or(0, |(_, cell)| cell.line)
    }

    fn cell(&self, wanted: Column) -> Option<&'a Text> {
        let found = self.cells.iter().find(|(column, _)| *column == wanted);
        found.map(|(_, cell)| *cell)
    }

    /// What the row says of files: whether they are tested, and its figures.
    fn stated(&self) -> (Option<Stance>, Vec<Says>) {
        let mut claims = Vec::new();
        let mut stance = None;
        for (column, cell) in &self.cells {
            let number = Quantity::parse(&cell.plain);
            match column {
                Column::Coverage => {
                    let percent = percent(&cell.plain);
                    let level = words::level(&cell.plain).map(|_| Stance::Partly);
                    stance = stance
                        .or_else(|| words::stance(&cell.plain))
                        .or(percent.map(|percent| some(percent, Stance::Partly)))
                        .or(level);
                    claims.extend(percent.map(Says::Percent));
                }
                Column::Tests => {
                    let counted = number.map(|tests| some(tests, Stance::Tested));
                    stance = stance.or(counted).or_else(|| words::stance(&cell.plain));
                    claims.extend(number.map(Says::Tests));
                }
                Column::TestNames => {
                    let is_named = !paths::paths(cell).is_empty();
                    stance = stance.or(is_named.then_some(Stance::Tested));
                }
                Column::Lines => claims.extend(number.map(Says::Lines)),
                Column::Sources => claims.extend(number.map(Says::Sources)),
                Column::Subject | Column::Rationale if self.cell(Column::Lines).is_none() => {
                    let counted = counts(&cell.plain).into_iter().map(|count| count.says);
                    claims.extend(
                        counted.filter(|says| matches!(says, Says::Lines(_) | Says::Sources(_))),
                    );
                }
                _ => {}
            }
        }
        (stance, claims)
    }

    /// What the row calls itself: its first cell, unless that is a mere number.
    fn subject(&self) -> String {
        self.cells
            .iter()
            .map(|(_, cell)| {
                let indent = |letter: char| !letter.is_alphanumeric() && !"`*_.@/".contains(letter);
                cell.plain.trim_start_matches(indent).trim_end()
            })
            .find(|text| text.contains(char::is_alphabetic))
            .unwrap_or_default()
            .to_owned()
    }

    fn paths(&self) -> Vec<String> {
        let named = |wanted: Column| {
            self.cells
                .iter()
                .filter(move |(column, _)| *column == wanted)
                .flat_map(|(_, cell)| paths::paths(cell))
        };
        let mut paths: Vec<String> = named(Column::Subject).collect();
        if paths.is_empty() {
            paths = named(Column::Paths).collect();
        }
        if paths.is_empty() {
            paths = named(Column::Other).take(1).collect();
        }
        paths
    }

    fn priority(&self) -> Option<crate::model::Priority> {
        words::priority(&self.cell(Column::Priority)?.plain)
    }

    fn rationale(&self) -> Option<String> {
        let text = self.cell(Column::Rationale)?.plain.trim();
        (text.contains(char::is_alphabetic)).then(|| text.to_owned())
    }

    fn is_total(&self) -> bool {
        let subject = self.subject().to_lowercase();
        matches!(subject.as_str(), "total" | "totals" | "sum" | "all")
    }

    fn text(&self) -> String {
        let cells: Vec<&str> = self
            .cells
            .iter()
            .map(|(_, cell)| cell.plain.trim())
            .collect();
        clipped(&cells.join(" | "))
    }
}

/// What a figure says of tests: none where it is 0, else the given stance.
fn some(figure: Quantity, stance: Stance) -> Stance {
    if figure.value() > 0.0 {
        stance
    } else {
        Stance::Untested
    }
}

impl Says {
    /// What a stance says of a file; nothing where it is about something else.
    pub(super) fn of(stance: Stance) -> Option<Self> {
        match stance {
            Stance::Tested => Some(Self::Tested),
            Stance::Partly => Some(Self::Partly),
            Stance::Untested => Some(Self::Untested),
            Stance::Aside => None,
        }
    }
}

/// The percentage in a cell: `**Good** (~93%)`.
fn percent(text: &str) -> Option<Quantity> {
    let end = text.find('%')?;
    let before = text.get(..end)?.trim_end();
    let start = before.rfind([' ', '(', '*', '|']).map_or(0, |at| at + 1);
    Quantity::parse(before.get(start..)?).or_else(|| Quantity::parse(before))
}

/// Whether a cell holds a number or a path, so that leaving it out should be told.
fn looks_like_claim(cell: &Text) -> bool {
    !paths::paths(cell).is_empty()
        || Quantity::parse(&cell.plain).is_some()
        || percent(&cell.plain).is_some()
}

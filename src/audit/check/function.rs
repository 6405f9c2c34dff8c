//! Claims about single functions.

use super::{Checker, Reply, Verdict, claim};
use crate::audit::place::Found;
use crate::audit::{Findings, FunctionClaim, NotRead, Says};
use crate::model::{File, FileId, FileKind, SymbolKind, TestStatus};

/// Most functions of one name that are named where it is not clear which is meant.
const MOST_NAMED: usize = 4;

impl Checker<'_> {
    /// Answers a claim about a function.
    pub(super) fn function(&self, said: &FunctionClaim, findings: &mut Findings) {
        let found = self.functions_named(said);
        let (id, at) = match found.as_slice() {
            [] => {
                findings.not_read.push(NotRead {
                    line: said.line,
                    text: said.name.clone(),
                    reason: "no function is called that",
                });
                return;
            }
            [one] => *one,
            [first, ..] => {
                // Of several it may be any: only what holds for all of them is said.
                let verdicts: Vec<Verdict> = found
                    .iter()
                    .filter_map(|(id, at)| Some(self.reply(*id, *at, said.says)?.verdict))
                    .collect();
                if verdicts.windows(2).any(|pair| pair.first() != pair.last()) {
                    let named: Vec<&str> = found
                        .iter()
                        .take(MOST_NAMED)
                        .filter_map(|(id, _)| Some(&*self.project.file(*id)?.path))
                        .collect();
                    let truth = format!("may be one of {}", named.join(" or "));
                    let reply = Reply::new(Verdict::Ambiguous, truth);
                    findings
                        .answers
                        .push(reply.on(said.line, &said.name, claim(said.says)));
                    return;
                }
                *first
            }
        };
        let (Some(reply), Some(file)) = (self.reply(id, at, said.says), self.project.file(id))
        else {
            return;
        };
        let once = self.then.as_ref().and_then(|then| {
            let found = then.functions_named(said);
            let (id, at) = found.first()?;
            then.reply(*id, *at, said.says)
        });
        let name = file.symbols.get(at).map_or("", |symbol| &symbol.name);
        let subject = format!("{}#{name}", file.path);
        let reply = self.judged(reply, once, said.says);
        findings
            .answers
            .push(reply.on(said.line, &subject, claim(said.says)));
    }

    /// The functions that a claim may mean: those of the file that it names, else those below the
    /// folder that its section is about, else any.
    fn functions_named(&self, said: &FunctionClaim) -> Vec<(FileId, usize)> {
        let own = said
            .path
            .as_deref()
            .map(|path| match self.places.path(path, said.section, "") {
                Found::File(id) => vec![id],
                _ => Vec::new(),
            });
        let files: Vec<FileId> = match own {
            Some(files) => files,
            None => self
                .project
                .entries()
                .filter(|(_, file)| file.kind == FileKind::Source)
                .map(|(id, _)| id)
                .collect(),
        };
        let found: Vec<(FileId, usize)> = files
            .into_iter()
            .filter_map(|id| Some((id, self.project.file(id)?)))
            .flat_map(|(id, file)| named(file, &said.name).map(move |at| (id, at)))
            .collect();
        let scope = self.places.scope(said.section);
        let is_near = |(id, _): &(FileId, usize)| {
            let file = self.project.file(*id);
            file.is_some_and(|file| crate::model::is_below(&file.path, scope))
        };
        match found.iter().any(is_near) {
            true => found.into_iter().filter(is_near).collect(),
            false => found,
        }
    }

    fn reply(&self, id: FileId, at: usize, says: Says) -> Option<Reply> {
        let file = self.project.file(id)?;
        let status = file.symbol_status.get(at)?.status;
        let is_gap = file.is_symbol_gap(u32::try_from(at).ok()?);
        let is_claim = says == Says::Untested;
        let (is_untested, truth) = match status {
            TestStatus::NoLogic => (is_claim, "it holds nothing to test"),
            TestStatus::Unread => return None,
            _ if is_gap => (true, "no test runs it"),
            TestStatus::Direct => (false, "a test calls it"),
            _ => (is_claim, "no test of its own; tests of other code run it"),
        };
        let verdict = match is_untested == is_claim {
            true => Verdict::Confirmed,
            false => Verdict::Wrong,
        };
        let mut reply = Reply::new(verdict, truth);
        if !is_gap && status != TestStatus::NoLogic {
            let origin = file.symbol_status.get(at).and_then(|it| it.origin.as_ref());
            reply.test = origin.and_then(|origin| {
                let place = self.project.file(origin.file)?;
                Some((place.path.to_string(), origin.line))
            });
        }
        Some(reply)
    }
}

/// The functions of a file that a dotted name means: the whole name, or its end.
fn named<'f>(file: &'f File, name: &'f str) -> impl Iterator<Item = usize> + 'f {
    let symbols = file.symbols.iter().enumerate();
    symbols
        .filter(move |(_, symbol)| {
            let is_named = symbol
                .name
                .strip_suffix(name)
                .is_some_and(|before| before.is_empty() || before.ends_with('.'));
            is_named && symbol.kind != SymbolKind::Class && !symbol.is_test
        })
        .map(|(at, _)| at)
}

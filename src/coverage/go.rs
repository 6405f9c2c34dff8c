//! Go's cover profiles (`golang.org/x/tools/cover`): `path:line.column,line.column statements
//! count`, one basic block a line, after a line with the mode.
//!
//! A block counts for every line that it touches, and a line for as much as the block on it that
//! ran most often. Blocks of several test binaries add up.

use rustc_hash::FxHashMap;

use super::lcov::{excerpt, number};
use super::{Builder, Format, Head, Input, PathStyle, ReadError, Reading};

pub(super) const GO: Format = Format {
    id: "go",
    name: "Go coverprofile",
    paths: PathStyle::GoImports,
    detect,
    read: Reading::Stream(read),
};

/// Beginning of the first line.
const MODE: &[u8] = b"mode: ";

fn detect(head: &Head<'_>) -> bool {
    head.text().starts_with(MODE)
}

/// Where a block begins and ends: line, column, line, column.
type Block = (u64, u64, u64, u64);

/// Files in the order of the profile, each with its blocks and their counts.
#[derive(Default)]
struct Profile {
    files: Vec<(Box<str>, FxHashMap<Block, u64>)>,
    by_path: FxHashMap<Box<str>, usize>,
    last: usize,
}

fn read(input: &mut Input<'_>, builder: &mut Builder) -> Result<(), ReadError> {
    let mut profile = Profile::default();
    input.each_line(|at, line| {
        if line.is_empty() || line.starts_with(MODE) {
            return Ok(());
        }
        let wrong = || {
            ReadError::new(
                at,
                format!("no block of a cover profile: `{}`", excerpt(line)),
            )
        };
        let (path, block, statements, count) = parse(line).ok_or_else(wrong)?;
        profile.add(
            path,
            block,
            if statements == 0 { None } else { Some(count) },
        );
        Ok(())
    })?;
    for (path, blocks) in profile.files {
        builder.open(&path);
        let mut blocks: Vec<(Block, u64)> = blocks.into_iter().collect();
        blocks.sort_unstable();
        for ((first, _, last, end_column), count) in blocks {
            // A block that ends before the first column of a line has nothing on it.
            let last = if end_column <= 1 && last > first {
                last - 1
            } else {
                last
            };
            builder.span(first, last, count);
        }
    }
    builder.close();
    builder.check(0)
}

impl Profile {
    fn add(&mut self, path: &str, block: Block, count: Option<u64>) {
        if self
            .files
            .get(self.last)
            .is_none_or(|(known, _)| **known != *path)
        {
            self.last = match self.by_path.get(path) {
                Some(&known) => known,
                None => {
                    self.files.push((path.into(), FxHashMap::default()));
                    self.by_path.insert(path.into(), self.files.len() - 1);
                    self.files.len() - 1
                }
            };
        }
        if let (Some((_, blocks)), Some(count)) = (self.files.get_mut(self.last), count) {
            let sum = blocks.entry(block).or_default();
            *sum = sum.saturating_add(count);
        }
    }
}

/// Path, block, number of statements and count of a line.
fn parse(line: &[u8]) -> Option<(&str, Block, u64, u64)> {
    let line = std::str::from_utf8(line).ok()?;
    let (rest, count) = line.rsplit_once(' ')?;
    let (rest, statements) = rest.rsplit_once(' ')?;
    let (path, block) = rest.rsplit_once(':')?;
    let (start, end) = block.split_once(',')?;
    let place = |text: &str| {
        let (line, column) = text.split_once('.')?;
        Some((number(line.as_bytes())?, number(column.as_bytes())?))
    };
    let ((first, first_column), (last, last_column)) = (place(start)?, place(end)?);
    if path.is_empty() || last < first {
        return None;
    }
    let block = (first, first_column, last, last_column);
    Some((
        path,
        block,
        number(statements.as_bytes())?,
        number(count.as_bytes())?,
    ))
}

#[cfg(test)]
mod tests {
    use crate::coverage::fixture::{check, fails};

    #[test]
    fn a_line_counts_as_its_busiest_block() {
        check(
            "mode: count\nacme.org/m/a.go:3.20,5.12 2 4\nacme.org/m/a.go:5.12,7.3 1 0\nacme.org/m/b b.go:1.1,2.1 1 1\n",
            "acme.org/m/a.go: 3*4 4*4 5*4 6*0 7*0 | |\nacme.org/m/b b.go: 1*1 | |",
        );
    }

    #[test]
    fn blocks_of_several_binaries_add_up() {
        check(
            "mode: atomic\na.go:1.1,1.9 1 2\nb.go:1.1,1.9 1 0\nmode: atomic\na.go:1.1,1.9 1 3\na.go:8.1,8.2 0 0\n",
            "a.go: 1*5 | |\nb.go: 1*0 | |",
        );
    }

    #[test]
    fn what_is_broken_is_told_with_its_line() {
        fails(
            "mode: set\na.go:1.1,2.2 1 1\na.go:3.1,4",
            "line 3: no block of a cover profile: `a.go:3.1,4`",
        );
        fails(
            "mode: set\na.go:9.1,2.2 1 1",
            "line 2: no block of a cover profile: `a.go:9.1,2.2 1 1`",
        );
        fails(
            "mode: set\na.go:1.1,4000000000.2 1 1",
            "no file has a line 4000000000",
        );
    }
}

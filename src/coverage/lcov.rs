//! LCOV's trace files, as `man geninfo` describes them, of LCOV 1.x and 2.x and of the many tools
//! that write them.
//!
//! A line `KEY:fields` each; `SF` begins a file and `end_of_record` ends it. Since LCOV 2.2
//! functions may be `FNL:index,start[,end]` with `FNA:index,hits,name` in place of `FN` and `FNDA`.

use rustc_hash::FxHashMap;
use std::hash::{Hash, Hasher};

use super::{Builder, Format, Head, Input, PathStyle, ReadError, Reading};

pub(super) const LCOV: Format = Format {
    id: "lcov",
    name: "LCOV",
    paths: PathStyle::Files,
    detect,
    read: Reading::Stream(read),
};

fn detect(head: &Head<'_>) -> bool {
    let lines = || {
        head.text()
            .split(|&byte| byte == b'\n')
            .map(<[u8]>::trim_ascii)
    };
    let first = lines().find(|line| !line.is_empty() && !line.starts_with(b"#"));
    first.is_some_and(|line| line.starts_with(b"TN:") || line.starts_with(b"SF:"))
        && lines().any(|line| {
            line == b"end_of_record"
                || [b"DA:" as &[u8], b"FN:", b"FNL:", b"BRDA:"]
                    .iter()
                    .any(|key| line.starts_with(key))
        })
}

fn read(input: &mut Input<'_>, builder: &mut Builder) -> Result<(), ReadError> {
    let mut record = Record::default();
    let mut last = 0;
    input.each_line(|at, line| {
        last = at;
        record.line(line, builder).map_err(|wrong| match wrong {
            Wrong::Unknown => ReadError::new(at, format!("no LCOV record: `{}`", excerpt(line))),
            Wrong::Said(message) => ReadError::new(at, message),
        })
    })?;
    match record.is_open {
        false => Ok(()),
        true => Err(ReadError::new(last, "the report ends within a record")),
    }
}

enum Wrong {
    Unknown,
    Said(String),
}

/// The record that is being read.
#[derive(Default)]
struct Record {
    is_open: bool,
    /// Functions by name: first and last line, hits.
    named: FxHashMap<Box<[u8]>, Vec<Function>>,
    /// Functions by index, as of LCOV 2.2.
    indexed: FxHashMap<u64, (u64, Option<u64>)>,
}

struct Function {
    start: u64,
    end: Option<u64>,
    hits: u64,
    is_counted: bool,
}

impl Record {
    fn line(&mut self, line: &[u8], builder: &mut Builder) -> Result<(), Wrong> {
        // By far the most frequent one, therefore first.
        if let Some(fields) = line.strip_prefix(b"DA:") {
            let (at, rest) = split(fields).ok_or(Wrong::Unknown)?;
            let hits = rest.split(|&byte| byte == b',').next().and_then(number);
            let (Some(at), Some(hits)) = (number(at), hits) else {
                return Err(Wrong::Unknown);
            };
            if !self.is_open {
                return Err(Wrong::Said("a line outside of any file".to_owned()));
            }
            builder.line(at, hits);
            return Ok(());
        }
        if line.is_empty() || line.starts_with(b"#") {
            return Ok(());
        }
        if line == b"end_of_record" {
            self.close(builder);
            return builder.check(0).map_err(|error| Wrong::Said(error.message));
        }
        let colon = memchr::memchr(b':', line).ok_or(Wrong::Unknown)?;
        let (key, fields) = (line.get(..colon), line.get(colon + 1..).unwrap_or_default());
        match key.unwrap_or_default() {
            b"SF" => {
                self.close(builder);
                let path = std::str::from_utf8(fields)
                    .map_err(|_| Wrong::Said("a path is not UTF-8".to_owned()))?;
                if path.is_empty() {
                    return Err(Wrong::Said("a file without a path".to_owned()));
                }
                builder.open(path);
                self.is_open = true;
            }
            b"FN" => self.function(fields).ok_or(Wrong::Unknown)?,
            b"FNDA" => self.calls(fields).ok_or(Wrong::Unknown)?,
            b"FNL" => self.place(fields).ok_or(Wrong::Unknown)?,
            b"FNA" => self.alias(fields, builder).ok_or(Wrong::Unknown)?,
            b"BRDA" => branch(fields, builder).ok_or(Wrong::Unknown)?,
            // Sums, versions, names of tests, conditions: `LF`, `VER`, `TN`, `MCDC` and others.
            key if key.iter().all(u8::is_ascii_uppercase) && !key.is_empty() => {}
            _ => return Err(Wrong::Unknown),
        }
        Ok(())
    }

    /// `FN:start[,end],name`; a name may have commas in it.
    fn function(&mut self, fields: &[u8]) -> Option<()> {
        let (start, rest) = split(fields)?;
        let start = number(start)?;
        let (end, name) = match split(rest).map(|(end, name)| (number(end), name)) {
            Some((Some(end), name)) => (Some(end), name),
            _ => (None, rest),
        };
        self.named.entry(name.into()).or_default().push(Function {
            start,
            end,
            hits: 0,
            is_counted: false,
        });
        Some(())
    }

    /// `FNDA:hits,name`; of functions with one name, they come in the order of their `FN`.
    fn calls(&mut self, fields: &[u8]) -> Option<()> {
        let (hits, name) = split(fields)?;
        let hits = number(hits)?;
        if let Some(functions) = self.named.get_mut(name) {
            let next = functions.iter().position(|function| !function.is_counted);
            // More counts than functions: the first one was counted again.
            if let Some(function) = functions.get_mut(next.unwrap_or(0)) {
                function.hits = function.hits.saturating_add(hits);
                function.is_counted = true;
            }
        }
        Some(())
    }

    /// `FNL:index,start[,end]`.
    fn place(&mut self, fields: &[u8]) -> Option<()> {
        let (index, rest) = split(fields)?;
        let (start, end) = match split(rest) {
            Some((start, end)) => (number(start)?, number(end)),
            None => (number(rest)?, None),
        };
        self.indexed.insert(number(index)?, (start, end));
        Some(())
    }

    /// `FNA:index,hits,name`.
    fn alias(&mut self, fields: &[u8], builder: &mut Builder) -> Option<()> {
        let (index, rest) = split(fields)?;
        let (hits, name) = split(rest)?;
        let hits = number(hits)?;
        if let Some(&(start, end)) = self.indexed.get(&number(index)?) {
            builder.function(&String::from_utf8_lossy(name), start, end, hits);
        }
        Some(())
    }

    fn close(&mut self, builder: &mut Builder) {
        let mut functions: Vec<(Box<[u8]>, Vec<Function>)> = self.named.drain().collect();
        functions.sort_unstable_by(|left, right| left.0.cmp(&right.0));
        for (name, functions) in functions {
            let name = String::from_utf8_lossy(&name);
            for function in functions {
                builder.function(&name, function.start, function.end, function.hits);
            }
        }
        self.indexed.clear();
        builder.close();
        self.is_open = false;
    }
}

/// `BRDA:line,[e|f][U]block,branch,taken`; the branch may be text with commas in it.
fn branch(fields: &[u8], builder: &mut Builder) -> Option<()> {
    let (line, rest) = split(fields)?;
    let (block, rest) = split(rest)?;
    let comma = memchr::memrchr(b',', rest)?;
    let (branch, taken) = (rest.get(..comma)?, rest.get(comma + 1..)?);
    let block = block.trim_ascii_start().strip_prefix(b"e").unwrap_or(block);
    let mut place = rustc_hash::FxHasher::default();
    (block, branch).hash(&mut place);
    let is_taken = match taken {
        // Never evaluated.
        b"-" | b"None" | b"" => false,
        taken => number(taken)? > 0,
    };
    builder.arm(number(line)?, place.finish(), is_taken);
    Some(())
}

/// The field before the first comma and what follows it.
fn split(fields: &[u8]) -> Option<(&[u8], &[u8])> {
    let comma = memchr::memchr(b',', fields)?;
    Some((fields.get(..comma)?, fields.get(comma + 1..)?))
}

/// Reads a count: digits, maybe with a sign, a fraction or an exponent. Negative ones are 0, those
/// that are too large the largest.
pub(super) fn number(text: &[u8]) -> Option<u64> {
    let text = text.trim_ascii();
    let (is_negative, digits) = match text.strip_prefix(b"-") {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    if digits.is_empty() {
        return None;
    }
    let mut sum = 0_u64;
    for &byte in digits {
        if !byte.is_ascii_digit() {
            return fraction(text);
        }
        sum = sum
            .saturating_mul(10)
            .saturating_add(u64::from(byte - b'0'));
    }
    Some(if is_negative { 0 } else { sum })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates"
)]
fn fraction(text: &[u8]) -> Option<u64> {
    if !text
        .iter()
        .all(|byte| byte.is_ascii_digit() || b".eE+-".contains(byte))
    {
        return None;
    }
    let number: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    Some(number as u64)
}

/// The beginning of a line, for a message.
pub(super) fn excerpt(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line.get(..60).unwrap_or(line)).into_owned();
    crate::model::printable(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use crate::coverage::fixture::{check, fails};

    #[test]
    fn lines_functions_and_branches() {
        check(
            "TN:unit\nSF:src/a.c\nVER:1\nFN:1,4,main\nFN:6,\"odd\",name\nFNDA:3,main\nFNDA:0,\"odd\",name\n\
             FNF:2\nFNH:1\nBRDA:2,0,0,1\nBRDA:2,0,1,-\nBRDA:3,e0,jump to 4, or not,2\nDA:1,3\nDA:2,3,ab12\n\
             DA:3,0\nLF:3\nLH:2\nend_of_record\n",
            "src/a.c: 1*3 2*3 3*0 | 2:1/2 3:1/1 | main@1-4*3 \"odd\",name@6*0",
        );
    }

    #[test]
    fn functions_of_lcov_2_have_an_index() {
        check(
            "SF:a\nFNL:0,3,9\nFNA:0,2,f<int>\nFNA:0,1,f<char>\nDA:3,1\nend_of_record\n",
            "a: 3*1 | | f<char>@3-9*1 f<int>@3-9*2",
        );
    }

    #[test]
    fn names_may_stand_twice_and_be_numbers() {
        check(
            "SF:a\nFN:1,f\nFN:5,f\nFN:7,12\nFNDA:0,f\nFNDA:4,f\nend_of_record\n",
            "a: | | f@1*0 f@5*4 12@7*0",
        );
    }

    #[test]
    fn records_of_one_file_add_up() {
        check(
            "SF:a\nDA:1,1\nBRDA:1,0,0,1\nBRDA:1,0,1,-\nend_of_record\nTN:\nSF:a\nDA:1,2\nDA:2,0\n\
             BRDA:1,0,0,-\nBRDA:1,0,1,1\nend_of_record",
            "a: 1*3 2*0 | 1:2/2 |",
        );
    }

    #[test]
    fn odd_counts() {
        check(
            "SF:C:\\a b.c\r\nDA:1,-5\r\nDA:2,99999999999999999999\r\nDA:3,1e3\r\nBRDA:1,0,0,None\r\nend_of_record\r\n",
            "C:\\a b.c: 1*0 2*18446744073709551615 3*1000 | 1:0/1 |",
        );
    }

    #[test]
    fn what_is_broken_is_told_with_its_line() {
        fails(
            "TN:\nSF:a\nDA:1,1\n",
            "line 3: the report ends within a record",
        );
        fails(
            "SF:a\nDA:1\nend_of_record",
            "line 2: no LCOV record: `DA:1`",
        );
        fails(
            "SF:a\nDA:x,1\nend_of_record",
            "line 2: no LCOV record: `DA:x,1`",
        );
        fails(
            "TN:\nDA:1,1\nend_of_record",
            "line 2: a line outside of any file",
        );
        fails(
            "SF:a\nDA:1,1\nend_of_record\n<html>",
            "line 4: no LCOV record: `<html>`",
        );
        fails(
            "SF:a\nDA:99999999999,1\nend_of_record\n",
            "line 3: no file has a line 99999999999",
        );
    }
}

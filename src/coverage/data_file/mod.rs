//! coverage.py's own data file, `.coverage`: an SQLite database
//! (<https://coverage.readthedocs.io/en/latest/dbschema.html>), all that a plain `pytest --cov`
//! leaves behind. It lists lines that ran; which others could have run it does not say.
//!
//! The file may come from anywhere. It is opened read-only and as immutable, so that nothing is
//! written beside it, tables must be plain ones, and work is bounded by the size of the file.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use super::coverage_py::test_of;
use super::{Builder, Clock, Format, Head, PathStyle, ReadError, Reading};

pub(super) const DATA_FILE: Format = Format {
    id: "coverage.py-data",
    name: "coverage.py data file",
    paths: PathStyle::Files,
    detect,
    read: Reading::File(read),
};

/// Beginning of every SQLite database.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Instructions of SQLite's machine between two looks at what was spent.
const STEP: i32 = 100_000;

fn detect(head: &Head<'_>) -> bool {
    let schema = b"coverage_schema";
    head.text().starts_with(MAGIC) && head.text().windows(schema.len()).any(|part| part == schema)
}

fn read(path: &Path, builder: &mut Builder) -> Result<(), ReadError> {
    read_all(path, builder).map_err(|error| match error {
        rusqlite::Error::InvalidQuery => ReadError::new(0, "no data file of coverage.py"),
        rusqlite::Error::SqliteFailure(_, Some(message)) => ReadError::new(0, message),
        error => ReadError::new(0, error.to_string()),
    })?;
    builder.check(0)
}

fn read_all(path: &Path, builder: &mut Builder) -> rusqlite::Result<()> {
    let database = open(path)?;
    let plain: i64 = database.query_row(
        "select count(*) from sqlite_master where type = 'table' and name in ('file', 'context', 'line_bits', 'arc', 'meta') \
         and sql like 'create table %' and sql not like '%generated %'",
        [],
        |row| row.get(0),
    )?;
    if plain != 5 {
        return Err(rusqlite::Error::InvalidQuery);
    }
    let meta = |key: &str| -> Option<String> {
        database
            .query_row("select value from meta where key = ?", [key], |row| {
                row.get(0)
            })
            .ok()
    };
    builder.tool = meta("version").map(|version| format!("coverage.py {version}").into());
    builder.time = meta("when").and_then(|when| Clock::from_date(&when.replacen(' ', "T", 1)));
    let mut files = database.prepare("select id, path from file order by id")?;
    let mut files = files.query([])?;
    let mut lines = database.prepare(
        "select context.context, line_bits.numbits from line_bits left join context on context.id = line_bits.context_id \
         where line_bits.file_id = ? order by line_bits.context_id",
    )?;
    let mut arcs = database.prepare(
        "select context.context, arc.fromno, arc.tono from arc left join context on context.id = arc.context_id \
         where arc.file_id = ? order by arc.context_id",
    )?;
    while let Some(file) = files.next()? {
        let id: i64 = file.get(0)?;
        let path: String = file.get(1)?;
        builder.open(&path);
        builder.only_hits();
        let mut rows = lines.query([id])?;
        while let Some(row) = rows.next()? {
            if let ValueRef::Blob(bits) = row.get_ref(1)? {
                add_lines(context(row.get_ref(0)?), numbers(bits), builder);
            }
        }
        let mut rows = arcs.query([id])?;
        while let Some(row) = rows.next()? {
            let ends: [i64; 2] = [row.get(1)?, row.get(2)?];
            // Negative ones stand for the way in and out.
            let lines = ends.into_iter().filter_map(|line| u64::try_from(line).ok());
            add_lines(context(row.get_ref(0)?), lines, builder);
        }
        builder.close();
        if builder.check(0).is_err() {
            break;
        }
    }
    Ok(())
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let text = path
        .to_str()
        .ok_or_else(|| rusqlite::Error::InvalidPath(path.to_owned()))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut database = Connection::open_with_flags(uri(text), flags)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    database.pragma_update(None, "cell_size_check", true)?;
    // Reading every byte takes a few instructions each; what goes on far longer turns in circles.
    let length = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
    let allowed = 1_000 + length / 1_000;
    let spent = AtomicU64::new(0);
    database.progress_handler(
        STEP,
        Some(move || spent.fetch_add(1, Ordering::Relaxed) > allowed),
    )?;
    Ok(database)
}

/// The address of a database that nobody writes.
fn uri(path: &str) -> String {
    let mut uri = String::from("file:");
    // On Windows `C:\a` has to become `/C:/a`.
    let path = if cfg!(windows) {
        format!("/{}", path.replace('\\', "/"))
    } else {
        path.to_owned()
    };
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~:".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri += &format!("%{byte:02X}");
        }
    }
    uri + "?immutable=1"
}

fn context(value: ValueRef<'_>) -> Option<&str> {
    value.as_str().ok().and_then(test_of)
}

fn add_lines(test: Option<&str>, lines: impl Iterator<Item = u64>, builder: &mut Builder) {
    let test = test.map(|test| builder.test(test));
    for line in lines {
        builder.line(line, 1);
        if let Some(test) = test {
            builder.ran(line, test);
        }
    }
}

/// The numbers of a set as coverage.py stores it: number n is bit n % 8 of byte n / 8.
fn numbers(bits: &[u8]) -> impl Iterator<Item = u64> {
    (0_u64..).step_by(8).zip(bits).flat_map(|(first, &byte)| {
        (0..8)
            .filter(move |bit| byte >> bit & 1 == 1)
            .map(move |bit| first + bit)
    })
}

#[cfg(test)]
mod tests;

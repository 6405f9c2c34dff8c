//! How fast reports are read, in bytes of the report a second.
//!
//! Memory is bounded by the files that a report speaks of, not by its length: each report here
//! says the same of the same files many times over, and reading it takes no more than saying it
//! once or twice would.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lacuna::coverage;

/// Files of a synthetic report.
const FILES: usize = 2_000;

/// Executable lines of each file.
const LINES: usize = 200;

/// Times that the report says it all.
const SHARDS: usize = 8;

/// A trace file as geninfo writes it: functions, branches and lines.
fn lcov() -> String {
    let mut text = String::new();
    for shard in 0..SHARDS {
        for file in 0..FILES {
            let _ = writeln!(
                text,
                "TN:\nSF:/home/ci/project/packages/part{}/src/module{file}.ts",
                file % 40
            );
            for function in 0..LINES / 20 {
                let _ = writeln!(text, "FN:{},function_number_{function}", 1 + function * 25);
            }
            for function in 0..LINES / 20 {
                let _ = writeln!(text, "FNDA:{},function_number_{function}", function * shard);
            }
            for branch in 0..LINES / 10 {
                let _ = writeln!(
                    text,
                    "BRDA:{},{branch},0,{}\nBRDA:{0},{branch},1,-",
                    2 + branch * 12,
                    branch % 3
                );
            }
            for line in 0..LINES {
                let _ = writeln!(
                    text,
                    "DA:{},{}",
                    1 + line + line / 4,
                    (line * 7 + shard) % 1000
                );
            }
            let _ = writeln!(text, "LF:{LINES}\nLH:{LINES}\nend_of_record");
        }
    }
    text
}

/// A report as coverage.py writes it.
fn cobertura() -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" ?>\n<coverage version=\"7.17.3\" timestamp=\"1795344226879\" line-rate=\"0.5\">\n\t<sources>\n\t\t<source>/home/ci/project</source>\n\t</sources>\n\t<packages>\n",
    );
    for shard in 0..SHARDS {
        text.push_str("\t\t<package name=\"part\" line-rate=\"0.5\" branch-rate=\"0\" complexity=\"0\">\n\t\t\t<classes>\n");
        for file in 0..FILES {
            let _ = writeln!(
                text,
                "\t\t\t\t<class name=\"module{file}.py\" filename=\"part{}/module{file}.py\" complexity=\"0\" line-rate=\"0.5\" branch-rate=\"0\">\n\t\t\t\t\t<methods/>\n\t\t\t\t\t<lines>",
                file % 40
            );
            for line in 0..LINES {
                let number = 1 + line + line / 4;
                let hits = (line + shard) % 2;
                let _ = if line % 10 == 0 {
                    writeln!(
                        text,
                        "\t\t\t\t\t\t<line number=\"{number}\" hits=\"{hits}\" branch=\"true\" condition-coverage=\"50% (1/2)\" missing-branches=\"{}\"/>",
                        number + 1
                    )
                } else {
                    writeln!(
                        text,
                        "\t\t\t\t\t\t<line number=\"{number}\" hits=\"{hits}\"/>"
                    )
                };
            }
            text.push_str("\t\t\t\t\t</lines>\n\t\t\t\t</class>\n");
        }
        text.push_str("\t\t\t</classes>\n\t\t</package>\n");
    }
    text.push_str("\t</packages>\n</coverage>\n");
    text
}

fn read(bencher: &mut Criterion) {
    let mut group = bencher.benchmark_group("read");
    group.sample_size(10);
    for (name, text) in [("lcov", lcov()), ("cobertura", cobertura())] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                coverage::read_stream(black_box(text.as_bytes())).map(|report| report.files.len())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);

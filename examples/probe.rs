#![allow(warnings)]
use lacuna::{model::*, scan};
fn main() {
    let root = std::env::args().nth(1).unwrap();
    let mode = std::env::args().nth(2).unwrap_or_default();
    let tree = scan::walk(std::path::Path::new(&root), &[]).unwrap();
    let kinds = scan::classify(&tree, &[]).unwrap();
    let (units, warn) = scan::extract(&tree, &kinds, &|_, _| {});
    let t = std::time::Instant::now();
    let graph = scan::resolve(&tree, &units);
    eprintln!("T resolve {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let reach = scan::reach(&tree, &units, &graph);
    eprintln!("T reach {:?}", t.elapsed());
    for w in tree.warnings.iter().chain(&warn) {
        eprintln!("W {} {}", w.path, w.message);
    }
    if mode == "fn" {
        println!("path,start,name,status,estimate");
        for (u, r) in units.iter().zip(&reach) {
            if let Some(f) = &u.facts {
                for (s, st) in f.symbols.iter().zip(&r.symbols) {
                    if s.kind == SymbolKind::Class || !s.has_logic {
                        continue;
                    }
                    println!(
                        "{},{},\"{}\",{},{}",
                        u.path,
                        s.start,
                        s.name.replace('"', "'"),
                        match st.status {
                            TestStatus::Direct => "direct",
                            TestStatus::Reached => "indirect",
                            _ => "none",
                        },
                        st.estimate
                    );
                }
            }
        }
        return;
    }
    if mode == "csv" {
        println!("path,status,estimate");
        for (u, r) in units.iter().zip(&reach) {
            if let Some(st) = r.status {
                println!(
                    "{},{},{}",
                    u.path,
                    match st {
                        TestStatus::Direct => "direct",
                        TestStatus::Reached => "indirect",
                        _ => "none",
                    },
                    r.estimate
                );
            }
        }
        return;
    }
    for (u, r) in units.iter().zip(&reach) {
        println!(
            "{}\t{}\t{}\t{}\t{}\t{:?}\t{}\t{:?}\t{}",
            u.path,
            u.kind.word(),
            r.status.map_or("-", TestStatus::word),
            r.tests.len(),
            r.fan_in,
            r.findings,
            r.tests
                .first()
                .map(|l| format!(
                    "{} via {}:{}",
                    units[l.test.0 as usize].path, units[l.via.0 as usize].path, l.line
                ))
                .unwrap_or_default(),
            r.confidence,
            r.estimate
        );
    }
}

use lacuna::{model::*, scan};
fn main() {
    let root = std::env::args().nth(1).unwrap();
    let tree = scan::walk(std::path::Path::new(&root), &[]).unwrap();
    let kinds = scan::classify(&tree, &[]).unwrap();
    let (units, warn) = scan::extract(&tree, &kinds, &|_, _| {});
    let graph = scan::resolve(&tree, &units);
    let reach = scan::reach(&units, &graph);
    for w in tree.warnings.iter().chain(&warn) {
        eprintln!("W {} {}", w.path, w.message);
    }
    for (u, r) in units.iter().zip(&reach) {
        println!(
            "{}\t{}\t{}\t{}\t{}\t{:?}\t{}",
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
                .unwrap_or_default()
        );
    }
}

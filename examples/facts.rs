fn main() {
    let p = std::env::args().nth(1).unwrap();
    let t = std::fs::read_to_string(&p).unwrap();
    let l = lacuna::lang::of_path(&p).unwrap();
    let f = (l.extract)(&t);
    println!(
        "lines {:?} mb {} gen {}",
        f.lines, f.module_branches, f.is_generated
    );
    for (i, s) in f.symbols.iter().enumerate() {
        println!(
            "S{i} {:?} {} p={:?} {}-{} cx{} logic={} test={} skip={} deco={:?} bases={:?}",
            s.kind,
            s.name,
            s.parent,
            s.start,
            s.end,
            s.complexity,
            s.has_logic,
            s.is_test,
            s.is_skipped,
            s.decorators,
            s.bases
        );
    }
    for i in &f.imports {
        println!(
            "I {} names={:?} alias={:?} {:?} within={:?} L{}",
            i.module,
            i.names
                .iter()
                .map(|n| format!(
                    "{}>{}{}",
                    n.name,
                    n.local,
                    if n.type_only { " T" } else { "" }
                ))
                .collect::<Vec<_>>(),
            i.alias,
            i.presence,
            i.within,
            i.line
        );
    }
    for e in &f.exports {
        println!(
            "E {} <- {} from {:?} T{}",
            e.name, e.local, e.from, e.type_only
        );
    }
    for r in &f.references {
        println!(
            "R {:?} {} {:?} {:?} L{}",
            r.within, r.path, r.kind, r.text, r.line
        );
    }
    for b in &f.bindings {
        println!("B {:?} {} = {} {:?}", b.within, b.name, b.source, b.kind);
    }
}

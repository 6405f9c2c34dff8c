//! Properties that are read in the middle of a chain: `event.headers.get("a")`.

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::Reference;

use super::body::{Body, is_property};
use super::index::Index;
use super::site::{Only, Site, Told};

impl<'a> Index<'a> {
    /// The number of the name of a property that any class of the tree has.
    fn property(&self, name: &str) -> Option<u32> {
        let numbers = self.properties.get_or_init(|| {
            let mut numbers: FxHashMap<&'a str, u32> = FxHashMap::default();
            let all = self.all_symbols().filter(|symbol| is_property(symbol));
            for symbol in all {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                numbers.entry(symbol.last()).or_insert(next);
            }
            numbers
        });
        numbers.get(name).copied()
    }
}

impl<'a> Body<'a, '_> {
    /// Members of something unknown that a chain only leads through, `behind` with the last: where they
    /// are properties, they run.
    pub(super) fn read_on_the_way(&mut self, reference: &'a Reference, behind: usize) {
        if self.index.family(self.file) != Some(Family::EcmaScript) {
            return;
        }
        let parts = reference.path.rsplit('.').take(behind);
        for name in parts.skip(1) {
            if let Some(number) = self.index.property(name)
                && self.notes.insert(Told::Read(number))
            {
                self.said.push(Site::ByName {
                    name,
                    line: reference.line,
                    only: Only::Properties,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    fn check(usage: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /event.ts\nexport class Event {{ constructor(r: any) {{ this.r = r }} get headers() {{ return this.r.h }} get node() {{ return this.r.n }} go() {{ return 1 }} }}\n\
             //- /use.ts\nexport function use(event: any) {{ return {usage} }}\n\
             //- /use.test.ts\nimport {{ Event }} from './event'\nimport {{ use }} from './use'\nit('x', () => {{ use(new Event({{}})) }})\n"
        ));
        assert_eq!(found, expect, "{usage}");
    }

    #[test]
    fn a_property_runs_where_a_chain_only_leads_through_it() {
        let (headers, node, go) = (
            "event.ts#Event.headers",
            "event.ts#Event.node",
            "event.ts#Event.go",
        );
        check("event.headers.get('a')", &[node, go]);
        check("event.context?.node?.headers.a", &[go]);
        check("event[0].node.go.on", &[headers, go]);
        check("event", &[headers, node, go]);
        check("headers.on + node.on", &[headers, node, go]);
    }
}

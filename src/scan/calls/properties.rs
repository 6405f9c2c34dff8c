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
        let is_known = match self.index.family(self.file) {
            Some(Family::EcmaScript) => true,
            // `http.client.HTTPException` leads through a module.
            Some(Family::Python) => !self.index.is_of_outside(self.file, &reference.path),
            _ => false,
        };
        if !is_known || behind < 2 {
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

    fn check_python(usage: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /app/__init__.py\n//- /app/item.py\nclass Lid:\n    def open(self):\n        return 1\nclass Item:\n    @property\n    def lid(self):\n        return Lid()\n    @property\n    def client(self):\n        return 1\n\
             //- /app/use.py\nimport http.client\ndef use(item):\n    return {usage}\n\
             //- /tests/test_x.py\nfrom app.item import Item\nfrom app.use import use\nmade = {{'a': Item()}}\ndef test_x():\n    assert use(made['a'])\n"
        ));
        assert_eq!(found, expect, "{usage}");
    }

    fn check(usage: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /event.ts\nexport class Event {{ constructor(r: any) {{ this.r = r }} get headers() {{ return this.r.h }} get node() {{ return this.r.n }} go() {{ return 1 }} }}\n\
             //- /use.ts\nexport function use(event: any) {{ return {usage} }}\n\
             //- /use.test.ts\nimport {{ Event }} from './event'\nimport {{ use }} from './use'\nit('x', () => {{ use(new Event({{}})) }})\n"
        ));
        assert_eq!(found, expect, "{usage}");
    }

    #[test]
    fn a_property_of_python_runs_where_a_chain_only_leads_through_it() {
        let (open, lid, client) = (
            "app/item.py#Lid.open",
            "app/item.py#Item.lid",
            "app/item.py#Item.client",
        );
        check_python("item.lid.open()", &[client]);
        check_python("item.lid.size", &[open, client]);
        check_python("item.client.get('a')", &[open, lid]);
        check_python("http.client.HTTPException(item)", &[open, lid, client]);
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

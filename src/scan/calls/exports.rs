//! Says what names stand for that one file takes from another.

use crate::model::{FileId, SymbolKind};

use super::index::{Index, Node};
use super::names::Imported;
use super::value::{Fuel, Value};

impl<'a> Index<'a> {
    /// The functions that a module offers under names.
    pub(super) fn exported_functions(&self, file: FileId) -> Vec<Node> {
        let exports = self.facts(file).map_or(&[] as &[_], |facts| &facts.exports);
        exports
            .iter()
            .filter(|export| export.from.is_none() && !export.type_only)
            .filter_map(|export| self.by_name(file, &export.local))
            .filter(|node| {
                self.symbol(*node)
                    .is_some_and(|symbol| symbol.kind == SymbolKind::Function)
            })
            .collect()
    }

    pub(super) fn imported(&self, imported: Imported<'a>, fuel: &Fuel) -> Option<Value<'a>> {
        match imported.name {
            None => Some(Value::Module(imported.file)),
            Some(name) => self.exported(imported.file, name, fuel).or_else(|| {
                fuel.touch(imported.file);
                Some(Value::Constant(imported.file))
            }),
        }
    }

    /// What a name stands for that a file offers to others.
    pub(super) fn exported(&self, file: FileId, name: &str, fuel: &Fuel) -> Option<Value<'a>> {
        if !fuel.spend() {
            return None;
        }
        if let Some(value) = self.in_module(file, name, fuel) {
            return Some(value);
        }
        let names = self.names_of(file)?;
        let export = names.export_of(name);
        if let Some(export) = export
            && &*export.local != name
            && let Some(value) = self.in_module(file, &export.local, fuel)
        {
            return Some(value);
        }
        if name == "default" {
            // A component is its template; other modules are their functions.
            let template = self.by_name(file, "<template>");
            return template.map(Value::Function).or(Some(Value::Module(file)));
        }
        names
            .star_exports
            .iter()
            .find_map(|star| self.exported(*star, name, fuel))
    }
}

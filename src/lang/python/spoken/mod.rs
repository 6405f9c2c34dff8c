//! Names that stand for strings which the file says: the variable of a loop over a list of them, what
//! `@pytest.mark.parametrize` gives a test, a local constant. `getattr(client, method)` uses what they name.

use ruff_python_ast::{
    Arguments, Comprehension, Decorator, Expr, ExprCall, ExprFString, InterpolatedStringElement,
    Operator,
};
use rustc_hash::FxHashMap;

use crate::model::Text;

use super::names::{constant, dotted, last_part};
use super::reader::Reader;

/// Most strings that one name stands for.
const MOST: usize = 64;

/// Deepest expression that strings are read from.
const DEPTH: u32 = 8;

/// Most scopes, one in another, in which a name is looked for.
const MOST_SCOPES: usize = 8;

/// Functions that give the items of what they are given.
const SAME_ITEMS: [&str; 7] = [
    "sorted",
    "list",
    "tuple",
    "set",
    "frozenset",
    "reversed",
    "iter",
];

/// How a name stands for strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    /// It is one of them.
    One,
    /// It is a list of them, or a table.
    List,
    /// What runs tests gives them to a parameter.
    Given,
}

/// A string of a list: an item of its own, or in a column of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    column: Option<usize>,
    text: Box<str>,
}

/// What the names of a file stand for, by the definition in which they do.
#[derive(Debug, Default)]
pub(super) struct Spoken {
    known: FxHashMap<(Option<u32>, Kind, Box<str>), Vec<Said>>,
}

impl Spoken {
    fn add(&mut self, within: Option<u32>, kind: Kind, name: &str, said: Vec<Said>) {
        if said.is_empty() {
            return;
        }
        let known = self.known.entry((within, kind, name.into())).or_default();
        for it in said {
            if known.len() < MOST && !known.contains(&it) {
                known.push(it);
            }
        }
    }

    fn get(&self, within: Option<u32>, kind: Kind, name: &str) -> Option<&[Said]> {
        let found = self.known.get(&(within, kind, name.into()));
        found.map(Vec::as_slice)
    }
}

impl Reader<'_> {
    /// The strings that an expression may be; none where it may be another.
    pub(super) fn said_by(&self, expr: &Expr) -> Vec<Box<str>> {
        self.texts_of(expr, DEPTH).unwrap_or_default()
    }

    /// Remembers what a name is given, where that is a string or a list of them.
    pub(super) fn speak_value(&mut self, target: &Expr, value: &Expr) {
        let Expr::Name(name) = target else {
            return;
        };
        let within = self.scope.symbol;
        if let Some(texts) = self.texts_of(value, DEPTH) {
            self.spoken
                .add(within, Kind::One, &name.id, flat(texts, None));
        } else {
            let list = self.items_of(value, DEPTH);
            self.spoken.add(within, Kind::List, &name.id, list);
        }
    }

    /// Remembers what the variables of loops in an expression stand for.
    pub(super) fn speak_comprehension(&mut self, generators: &[Comprehension]) {
        for generator in generators {
            self.speak_each(&generator.target, &generator.iter);
        }
    }

    /// Remembers what the variables of a loop stand for.
    pub(super) fn speak_each(&mut self, target: &Expr, of: &Expr) {
        if let (Expr::Tuple(pair), Some(inner)) = (target, single_argument(of, "enumerate")) {
            if let Some(second) = pair.elts.get(1) {
                self.speak_each(second, inner);
            }
            return;
        }
        let items = self.items_of(of, DEPTH);
        if items.is_empty() {
            return;
        }
        match target {
            Expr::Name(name) => self.speak_column(Kind::One, &name.id, &items, None),
            Expr::Tuple(row) => {
                for (at, name) in row.elts.iter().enumerate() {
                    if let Expr::Name(name) = name {
                        self.speak_column(Kind::One, &name.id, &items, Some(at));
                    }
                }
            }
            _ => {}
        }
    }

    fn speak_column(&mut self, kind: Kind, name: &str, items: &[Said], column: Option<usize>) {
        let own = items.iter().filter(|it| it.column == column);
        let own = own.map(|it| it.text.clone()).collect();
        self.spoken
            .add(self.scope.symbol, kind, name, flat(own, None));
    }

    /// Remembers what a decorator of the current definition gives its parameters: `parametrize`,
    /// `fixture(params=[...])`, `parameterized.expand`, `data` of ddt.
    pub(super) fn speak_decorator(&mut self, decorator: &Decorator) {
        let Expr::Call(call) = &decorator.expression else {
            return;
        };
        let callee = dotted(&call.func).unwrap_or_default();
        match last_part(&callee) {
            "parametrize" => self.speak_parameters(&call.arguments),
            "expand" => {
                let Some(rows) = call.arguments.args.first() else {
                    return;
                };
                let items = self.items_of(rows, DEPTH);
                self.speak_parameters_in_order(&items);
            }
            "data" => {
                let mut items = Vec::new();
                for value in &call.arguments.args {
                    self.item_of(value, DEPTH, &mut items);
                }
                self.speak_parameters_in_order(&items);
            }
            "fixture" => {
                if let Some(values) = call.arguments.find_keyword("params") {
                    let items = self.items_of(&values.value, DEPTH);
                    self.speak_column(Kind::Given, "request.param", &items, None);
                }
            }
            _ => {}
        }
    }

    fn speak_parameters(&mut self, arguments: &Arguments) {
        let names = arguments.find_argument_value("argnames", 0);
        let rows = arguments.find_argument_value("argvalues", 1);
        let (Some(names), Some(rows)) = (names, rows) else {
            return;
        };
        let items = self.items_of(rows, DEPTH);
        if items.is_empty() {
            return;
        }
        let names: Vec<&str> = match names {
            Expr::StringLiteral(names) => names.value.to_str().split(',').map(str::trim).collect(),
            Expr::List(names) => names.elts.iter().filter_map(constant).collect(),
            Expr::Tuple(names) => names.elts.iter().filter_map(constant).collect(),
            _ => return,
        };
        if let [name] = names.as_slice() {
            self.speak_column(Kind::Given, name, &items, None);
        }
        for (at, name) in names.into_iter().enumerate() {
            self.speak_column(Kind::Given, name, &items, Some(at));
        }
    }

    fn speak_parameters_in_order(&mut self, items: &[Said]) {
        let parameters = self.scope_symbol().map_or(&[] as &[_], |it| &it.parameters);
        let own = parameters.iter().filter(|it| &***it != "self");
        let names: Vec<Box<str>> = own.cloned().collect();
        if let Some(first) = names.first() {
            self.speak_column(Kind::Given, first, items, None);
        }
        for (at, name) in names.iter().enumerate() {
            self.speak_column(Kind::Given, name, items, Some(at));
        }
    }

    /// Remembers that a fixture of the file hands out what it is given.
    pub(super) fn speak_result(&mut self, value: Option<&Expr>) {
        let Some(symbol) = self.scope_symbol() else {
            return;
        };
        let is_fixture = symbol
            .decorators
            .iter()
            .any(|it| last_part(it) == "fixture");
        let name: Box<str> = symbol.last().into();
        if let Some(value) = value.filter(|_| is_fixture)
            && let Some(texts) = self.texts_of(value, DEPTH)
        {
            self.spoken.add(None, Kind::Given, &name, flat(texts, None));
        }
    }

    /// What a name stands for in the current definition.
    fn spoken_of(&self, kind: Kind, name: &str) -> Option<&[Said]> {
        let mut within = self.scope.symbol;
        for _ in 0..MOST_SCOPES {
            if let Some(found) = self.spoken.get(within, kind, name) {
                return Some(found);
            }
            let symbol = within.and_then(|at| self.facts.symbols.get(at as usize))?;
            let first = name.split('.').next().unwrap_or(name);
            if symbol.parameters.iter().any(|it| &**it == first) {
                // Of the test itself, of its class, of a fixture that it asks for.
                let givers = [within, symbol.parent, None];
                let mut given = givers.into_iter();
                return given.find_map(|it| self.spoken.get(it, Kind::Given, name));
            }
            within = symbol.parent;
        }
        None
    }

    fn texts_of(&self, expr: &Expr, depth: u32) -> Option<Vec<Box<str>>> {
        let depth = depth.checked_sub(1)?;
        match expr {
            Expr::StringLiteral(literal) => {
                let text = literal.value.to_str();
                (text.len() <= Text::MAX).then(|| vec![text.into()])
            }
            Expr::Name(_) | Expr::Attribute(_) => {
                let said = self.spoken_of(Kind::One, &dotted(expr)?)?;
                Some(said.iter().map(|it| it.text.clone()).collect())
            }
            Expr::If(choice) => {
                let mut found = self.texts_of(&choice.body, depth)?;
                found.extend(self.texts_of(&choice.orelse, depth)?);
                found.truncate(MOST);
                Some(found)
            }
            Expr::FString(literal) => self.texts_of_f_string(literal, depth),
            Expr::BinOp(sum) if sum.op == Operator::Add => {
                let left = self.texts_of(&sum.left, depth)?;
                Some(joined(&left, &self.texts_of(&sum.right, depth)?))
            }
            Expr::Call(call) if call.arguments.is_empty() => {
                let Expr::Attribute(method) = &*call.func else {
                    return None;
                };
                let texts = self.texts_of(&method.value, depth)?;
                let change: fn(&str) -> String = match method.attr.as_str() {
                    "lower" => str::to_lowercase,
                    "upper" => str::to_uppercase,
                    _ => return None,
                };
                Some(texts.iter().map(|it| change(it).into()).collect())
            }
            _ => None,
        }
    }

    fn texts_of_f_string(&self, literal: &ExprFString, depth: u32) -> Option<Vec<Box<str>>> {
        let mut found: Vec<Box<str>> = vec![Box::default()];
        for element in literal.value.elements() {
            let parts = match element {
                InterpolatedStringElement::Literal(part) => vec![(*part.value).into()],
                InterpolatedStringElement::Interpolation(part) => {
                    self.texts_of(&part.expression, depth)?
                }
            };
            found = joined(&found, &parts);
        }
        Some(found)
    }

    /// The strings of a list, those of its rows, the keys and values of a table.
    fn items_of(&self, expr: &Expr, depth: u32) -> Vec<Said> {
        let Some(depth) = depth.checked_sub(1) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        match expr {
            Expr::List(list) => self.items_in(&list.elts, depth, &mut found),
            Expr::Tuple(list) => self.items_in(&list.elts, depth, &mut found),
            Expr::Set(list) => self.items_in(&list.elts, depth, &mut found),
            Expr::Dict(table) => {
                for item in table.items.iter().take(MOST) {
                    let key = item.key.as_ref().and_then(constant);
                    let value = constant(&item.value);
                    found.extend(key.map(|text| said(None, text)));
                    found.extend(key.map(|text| said(Some(0), text)));
                    found.extend(value.map(|text| said(Some(1), text)));
                }
            }
            Expr::Name(name) => {
                let known = self.spoken_of(Kind::List, &name.id);
                found.extend_from_slice(known.unwrap_or_default());
            }
            Expr::BinOp(sum) if matches!(sum.op, Operator::Add | Operator::BitOr) => {
                found = self.items_of(&sum.left, depth);
                found.extend(self.items_of(&sum.right, depth));
            }
            Expr::Call(call) => found = self.items_of_call(call, depth),
            _ => {}
        }
        found.truncate(3 * MOST);
        found
    }

    fn items_of_call(&self, call: &ExprCall, depth: u32) -> Vec<Said> {
        match &*call.func {
            Expr::Name(name) if SAME_ITEMS.contains(&name.id.as_str()) => {
                let given = call.arguments.args.first();
                given.map_or_else(Vec::new, |it| self.items_of(it, depth))
            }
            Expr::Attribute(method) if call.arguments.is_empty() => {
                let owner = &method.value;
                match (method.attr.as_str(), constant(owner)) {
                    ("split", Some(text)) => {
                        let words = text.split_whitespace().take(MOST);
                        words.map(|word| said(None, word)).collect()
                    }
                    ("items" | "keys", None) => self.items_of(owner, depth),
                    ("values", None) => {
                        let mut items = self.items_of(owner, depth);
                        items.retain(|it| it.column == Some(1));
                        items.iter_mut().for_each(|it| it.column = None);
                        items
                    }
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        }
    }

    fn items_in(&self, list: &[Expr], depth: u32, found: &mut Vec<Said>) {
        for item in list.iter().take(MOST) {
            self.item_of(item, depth, found);
        }
    }

    fn item_of(&self, item: &Expr, depth: u32, found: &mut Vec<Said>) {
        let row = match item {
            Expr::Tuple(row) => &row.elts[..],
            Expr::List(row) => &row.elts[..],
            Expr::Call(call) if is_param(call) => match &call.arguments.args[..] {
                [one] => return self.item_of(one, depth.saturating_sub(1), found),
                row => row,
            },
            Expr::Starred(rest) => return found.extend(self.items_of(&rest.value, depth)),
            _ => {
                let texts = self.texts_of(item, depth).unwrap_or_default();
                return found.extend(flat(texts, None));
            }
        };
        for (at, cell) in row.iter().enumerate().take(MOST) {
            let texts = self.texts_of(cell, depth).unwrap_or_default();
            found.extend(flat(texts, Some(at)));
        }
    }
}

/// Whether a call makes a row of pytest's: `pytest.param("get", id="x")`.
fn is_param(call: &ExprCall) -> bool {
    dotted(&call.func).is_some_and(|it| last_part(&it) == "param")
}

/// What a function of one argument is given.
fn single_argument<'a>(expr: &'a Expr, function: &str) -> Option<&'a Expr> {
    let call = expr.as_call_expr()?;
    let name = call.func.as_name_expr()?;
    let given = call.arguments.args.first();
    given.filter(|_| name.id.as_str() == function)
}

fn said(column: Option<usize>, text: &str) -> Said {
    Said {
        column,
        text: text.into(),
    }
}

fn flat(texts: Vec<Box<str>>, column: Option<usize>) -> Vec<Said> {
    let texts = texts.into_iter().take(MOST);
    texts.map(|text| Said { column, text }).collect()
}

/// Every beginning with every end.
fn joined(left: &[Box<str>], right: &[Box<str>]) -> Vec<Box<str>> {
    let pairs = left
        .iter()
        .flat_map(|left| right.iter().map(move |right| (left, right)));
    let texts = pairs.map(|(left, right)| format!("{left}{right}"));
    let texts = texts.filter(|text| text.len() <= Text::MAX).take(MOST);
    texts.map(Into::into).collect()
}

#[cfg(test)]
mod tests;

//! Functions and classes: what becomes a symbol.

use ruff_python_ast::visitor::Visitor;
use ruff_python_ast::{Decorator, Expr, Identifier, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextSize};

use crate::model::{ReferenceKind, Symbol, SymbolKind};

use super::logic;
use super::names::{callee, chain, dotted, first_text, last_part};
use super::reader::{Place, Reader, Scope};

/// Decorators that say what kind of function it is, and add nothing to what it does.
const INERT: [&str; 12] = [
    "abstractclassmethod",
    "abstractmethod",
    "abstractproperty",
    "abstractstaticmethod",
    "cached_property",
    "classmethod",
    "deleter",
    "final",
    "override",
    "property",
    "setter",
    "staticmethod",
];

/// Whether decorators may do something in a function's place.
fn adds(decorators: &[Box<str>]) -> bool {
    let mut names = decorators.iter().map(|decorator| last_part(decorator));
    let is_abstract = names.clone().any(|name| name.starts_with("abstract"));
    !is_abstract && names.any(|name| !INERT.contains(&name))
}

impl Reader<'_> {
    pub(super) fn function(&mut self, function: &StmtFunctionDef) {
        let decorators = decorator_names(&function.decorator_list);
        let sets = decorators.iter().any(|name| last_part(name) == "setter");
        let is_overload = decorators.iter().any(|name| last_part(name) == "overload");
        let symbol = Symbol {
            kind: match self.scope.place {
                Place::Class => SymbolKind::Method,
                Place::Module | Place::Function => SymbolKind::Function,
            },
            complexity: 1,
            has_logic: !is_overload
                && (logic::has_logic(&function.body)
                    || logic::passes(&function.body) && adds(&decorators)),
            is_skipped: is_skipped(&function.decorator_list)
                || logic::starts_with_skip(&function.body),
            parameters: function
                .parameters
                .iter()
                .map(|parameter| parameter.name().as_str().into())
                .collect(),
            ..self.symbol(&function.name, sets, function.end(), decorators)
        };
        let outer = self.enter_symbol(symbol, Place::Function);
        self.decorators(&function.decorator_list);
        if let Some(parameters) = &function.type_params {
            self.visit_type_params(parameters);
        }
        self.visit_parameters(&function.parameters);
        self.bind_parameters(&function.parameters);
        if let Some(returns) = &function.returns {
            self.visit_annotation(returns);
        }
        self.bind_annotated_result(function.returns.as_deref());
        self.visit_body(&function.body);
        self.scope = outer;
    }

    pub(super) fn class(&mut self, class: &StmtClassDef) {
        let arguments = class.arguments.as_deref();
        let bases: Box<[Box<str>]> = arguments
            .map_or(&[] as &[Expr], |arguments| &arguments.args)
            .iter()
            .filter_map(base_name)
            .collect();
        let decorators = decorator_names(&class.decorator_list);
        let symbol = Symbol {
            kind: SymbolKind::Class,
            is_skipped: is_skipped(&class.decorator_list),
            bases,
            ..self.symbol(&class.name, false, class.end(), decorators)
        };
        let outer = self.enter_symbol(symbol, Place::Class);
        self.decorators(&class.decorator_list);
        if let Some(parameters) = &class.type_params {
            self.visit_type_params(parameters);
        }
        if let Some(arguments) = arguments {
            self.visit_arguments(arguments);
        }
        self.visit_body(&class.body);
        self.scope = outer;
    }

    fn symbol(
        &mut self,
        name: &Identifier,
        sets: bool,
        end: TextSize,
        decorators: Box<[Box<str>]>,
    ) -> Symbol {
        // `def` and the name stand on one line, while the statement starts at its decorators.
        let start = self.lines.line(name.start());
        let name = match sets {
            true => self.qualified(&format!("{name}=")),
            false => self.qualified(name),
        };
        let end = self.lines.line_before(end).max(start);
        Symbol {
            parent: self.scope.symbol,
            decorators,
            ..Symbol::at(name, SymbolKind::Function, (start, end))
        }
    }

    fn qualified(&mut self, name: &str) -> Box<str> {
        let parent = self.scope_symbol().map(|symbol| &*symbol.name);
        let name: Box<str> = match parent {
            Some(parent) => format!("{parent}.{name}").into(),
            None => name.into(),
        };
        let count = self.repeats.entry(name.clone()).or_insert(0);
        *count += 1;
        match *count {
            1 => name,
            count => format!("{name}~{count}").into(),
        }
    }

    fn enter_symbol(&mut self, symbol: Symbol, place: Place) -> Scope {
        let index = u32::try_from(self.facts.symbols.len()).ok();
        self.facts.symbols.push(symbol);
        let inner = Scope {
            symbol: index,
            place,
        };
        std::mem::replace(&mut self.scope, inner)
    }

    fn decorators(&mut self, decorators: &[Decorator]) {
        for decorator in decorators {
            self.speak_decorator(decorator);
            let (named, arguments) = match &decorator.expression {
                Expr::Call(call) => (&*call.func, Some(&call.arguments)),
                other => (other, None),
            };
            let taker = dotted(named).unwrap_or_default();
            match chain(named) {
                // It adds to the property of that name, and does not read it.
                Some(chain) if matches!(last_part(&chain.path), "setter" | "deleter") => {}
                Some(chain) => {
                    if let Some(base) = chain.base {
                        self.visit_expr(base);
                    }
                    let text = arguments.and_then(first_text);
                    self.refer(
                        chain.path,
                        ReferenceKind::Decorator,
                        text,
                        decorator.start(),
                    );
                }
                None => self.visit_expr(named),
            }
            if let Some(arguments) = arguments {
                let outer = std::mem::replace(&mut self.is_decorating, true);
                self.arguments(arguments, taker.into());
                self.is_decorating = outer;
            }
        }
    }
}

fn decorator_names(decorators: &[Decorator]) -> Box<[Box<str>]> {
    let names = decorators
        .iter()
        .filter_map(|decorator| callee(&decorator.expression))
        .map(|chain| chain.path.into());
    let is_unasked = decorators
        .iter()
        .any(|decorator| is_unasked(&decorator.expression));
    names
        .chain(is_unasked.then(|| "fixture.autouse".into()))
        .collect()
}

/// Whether pytest sets a fixture up for tests that do not ask for it: `fixture(autouse=True)`.
fn is_unasked(decorator: &Expr) -> bool {
    let arguments = decorator.as_call_expr().map(|call| &call.arguments);
    let value = arguments.and_then(|all| all.find_keyword("autouse"));
    value.is_some_and(|keyword| {
        let constant = keyword.value.as_boolean_literal_expr();
        constant.is_some_and(|constant| constant.value)
    })
}

fn is_skipped(decorators: &[Decorator]) -> bool {
    decorators
        .iter()
        .any(|decorator| logic::is_skip_mark(&decorator.expression))
}

fn base_name(base: &Expr) -> Option<Box<str>> {
    let class = match base {
        Expr::Subscript(generic) => &generic.value,
        other => other,
    };
    dotted(class).map(Into::into)
}

#[cfg(test)]
mod tests {
    use crate::lang::python::extract;
    use crate::model::{FileFacts, Symbol};

    fn describe(symbol: &Symbol, facts: &FileFacts) -> String {
        let parent = symbol
            .parent
            .map_or("", |parent| &facts.symbols[parent as usize].name);
        format!(
            "{:?} {} {}-{} in `{parent}`",
            symbol.kind, symbol.name, symbol.start, symbol.end
        )
    }

    fn check(source: &str, expect: &[&str]) {
        let facts = extract(source);
        let found: Vec<String> = facts
            .symbols
            .iter()
            .map(|symbol| describe(symbol, &facts))
            .collect();
        assert_eq!(found, expect, "{source}");
    }

    #[test]
    fn definitions_are_named_by_their_place() {
        check(
            "class A:\n    def b(self):\n        def c(): pass\n        return c\n",
            &[
                "Class A 1-4 in ``",
                "Method A.b 2-4 in `A`",
                "Function A.b.c 3-3 in `A.b`",
            ],
        );
        check("async def f(): pass", &["Function f 1-1 in ``"]);
        check("f = lambda: 1", &[]);
        check("def f():\n    '''\n", &["Function f 1-2 in ``"]);
    }

    #[test]
    fn definitions_without_a_name_are_none() {
        check("def (a):\n    pass\nclass\ndef\n", &[]);
    }

    #[test]
    fn a_definition_starts_below_its_decorators() {
        check(
            "@a\n@b(\n  1)\n# note\ndef f():\n    x\n\n    # end\n\ny = 1\n",
            &["Function f 5-6 in ``"],
        );
    }

    #[test]
    fn repeated_names_are_numbered() {
        check(
            "class A:\n    @property\n    def x(self): ...\n    @x.setter\n    def x(self, v): ...\n    @x.deleter\n    def x(self): ...\n",
            &[
                "Class A 1-7 in ``",
                "Method A.x 3-3 in `A`",
                "Method A.x= 5-5 in `A`",
                "Method A.x~2 7-7 in `A`",
            ],
        );
    }

    #[test]
    fn decorators_and_bases_are_dotted_names() {
        let facts = extract("@a.b('x')\n@c\nclass D(E, f.G[int], metaclass=M): pass\n");
        assert_eq!(*facts.symbols[0].decorators, ["a.b".into(), "c".into()]);
        assert_eq!(*facts.symbols[0].bases, ["E".into(), "f.G".into()]);
    }

    #[test]
    fn overloads_have_no_logic_and_classes_have_neither_logic_nor_complexity() {
        let facts = extract(
            "@typing.overload\ndef f(x):\n    return x\nclass A:\n    x = [a for a in b if a]\n",
        );
        assert!(!facts.symbols[0].has_logic);
        assert!(!facts.symbols[1].has_logic);
        assert_eq!(facts.symbols[1].complexity, 0);
    }

    #[test]
    fn decorators_give_a_function_that_does_nothing_something_to_do() {
        let check = |text: &str, expect: bool| {
            let facts = extract(&format!("class A:\n    {text}\n"));
            assert_eq!(facts.symbols[1].has_logic, expect, "{text}");
        };
        check("@auto_init()\n    def __init__(self): pass", true);
        check(
            "@click.group()\n    def f():\n        'doc'\n        pass",
            true,
        );
        check("@hookspec\n    def f(self): ...", false);
        check("@abc.abstractmethod\n    def f(self): pass", false);
        check("@classmethod\n    def f(cls): pass", false);
        check("@cm\n    @abc.abstractmethod\n    def f(self): pass", false);
        check("@x.deleter\n    def x(self): pass", false);
        check("def f(self): pass", false);
    }
}

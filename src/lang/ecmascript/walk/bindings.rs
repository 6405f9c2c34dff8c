//! Local names whose types are evident.

use oxc_ast::ast::{
    Argument, AssignmentExpression, BindingPattern, Expression, FormalParameter,
    ObjectPropertyKind, TSType, VariableDeclarator,
};

use rustc_hash::FxHashSet;

use crate::model::{Binding, BindingKind, ReferenceKind, last_part};

use super::Walker;
use super::assign::computed_key;
use super::chain::{self, Chain, Head};
use super::symbols::UNNAMED;

impl<'a> Walker<'a> {
    pub(super) fn bind(&mut self, name: &str, source: String, kind: BindingKind) {
        // In a template's inline functions a name means another thing each time.
        if self.type_depth > 0 || self.is_flat || source.is_empty() || source.starts_with('.') {
            return;
        }
        self.facts.bindings.push(Binding {
            within: self.within(),
            name: name.into(),
            source: source.into(),
            kind,
        });
    }

    /// A table at the top of a file stands for all that it names: `const shown = { a: showA }`.
    fn bind_table(&mut self, name: &str, value: &Expression<'a>) {
        let is_at_top = self.within().is_none() && self.type_depth == 0 && !self.is_flat;
        if is_at_top && names_something(value, MAX_DEPTH) {
            self.facts.bindings.push(Binding {
                within: None,
                name: name.into(),
                source: "".into(),
                kind: BindingKind::Alias,
            });
        }
    }

    pub(super) fn bind_annotation(&mut self, name: &str, annotation: &TSType<'a>) {
        if let Some(source) = chain::head_type(annotation) {
            self.bind(name, source, BindingKind::Annotation);
        }
    }

    /// The annotated result of the function about to be walked.
    pub(super) fn bind_return_type(&mut self, annotation: &TSType<'a>) {
        if let Some(source) = chain::head_type(annotation) {
            self.bind("", source, BindingKind::Return);
        }
    }

    /// The evident result of the current function.
    pub(super) fn bind_returned(&mut self, value: &Expression<'a>) {
        if let Some((source, BindingKind::Call)) = evident(value) {
            self.bind("", source, BindingKind::Return);
        }
    }

    pub(super) fn bind_value(&mut self, name: &str, value: &Expression<'a>) {
        if let Some((source, kind)) = evident(value).or_else(|| self.made(value)) {
            self.bind(name, source, kind);
        }
        if let Expression::ConditionalExpression(it) = value.get_inner_expression() {
            let one_of = [&it.consequent, &it.alternate].map(Expression::get_inner_expression);
            let mut all = one_of.iter();
            if all.all(|value| matches!(value, Expression::NewExpression(_))) {
                for (source, kind) in one_of.into_iter().filter_map(evident) {
                    self.bind(name, source, kind);
                }
            }
        }
        self.bind_wrapped(name, value);
    }

    /// The call that made a value, which may be the first of several at the top of a file where that
    /// got the functions of an object: `Node.create({ … }).configure()`.
    fn made(&self, value: &Expression<'a>) -> Option<(String, BindingKind)> {
        if let Some(made @ (_, BindingKind::Call)) = evident(value) {
            return Some(made);
        }
        let Expression::CallExpression(call) = value.get_inner_expression() else {
            return None;
        };
        let (first, callee) = chain::root(call);
        let mut arguments = first.arguments.iter().filter_map(Argument::as_expression);
        let takes_object = arguments
            .any(|it| matches!(it.get_inner_expression(), Expression::ObjectExpression(_)));
        let is_named = matches!(callee.head, Head::Name(_)) && callee.path != "require";
        (self.within().is_none() && takes_object && is_named)
            .then_some((callee.path, BindingKind::Call))
    }

    /// A component that is handed to a wrapper, `memo(Panel)` or `connect(state)(Panel)`, is what
    /// the result draws, unless it is known to be something else.
    pub(super) fn bind_wrapped(&mut self, name: &str, value: &Expression<'a>) {
        let is_component = |name: &str| name.starts_with(|first: char| first.is_ascii_uppercase());
        if (is_component(name) || name == "default")
            && let Some(wrapped) = wrapped(value).filter(|wrapped| is_component(wrapped))
        {
            self.bind(name, wrapped.to_owned(), BindingKind::Alias);
        }
    }

    /// What a default export without a name is made by: `export default connect(select)(Page)`.
    pub(super) fn bind_default(&mut self, value: &Expression<'a>) {
        let mut value = value.get_inner_expression();
        // What is called may itself be what a call gave back.
        while let Expression::CallExpression(call) = value
            && let callee @ Expression::CallExpression(_) = call.callee.get_inner_expression()
        {
            value = callee;
        }
        if let Some((source, BindingKind::Call)) = evident(value) {
            self.bind("default", source, BindingKind::Call);
        }
    }

    pub(super) fn bind_declarator(&mut self, it: &VariableDeclarator<'a>) {
        let is_unset = match &it.init {
            Some(value) => value.is_null_or_undefined(),
            None => true,
        };
        if let Some(name) = it.id.get_identifier_name().filter(|_| is_unset) {
            self.unset.insert((self.within(), name.as_str()));
        }
        match &it.id {
            BindingPattern::BindingIdentifier(id) => {
                let name = id.name.as_str();
                if let Some(value) = &it.init {
                    self.bind_table(name, value);
                }
                match (&it.type_annotation, &it.init) {
                    (Some(annotation), value) => {
                        let annotation = &annotation.type_annotation;
                        self.bind_annotation(name, annotation);
                        // A type may be none that objects are made of: an interface, `any`.
                        let value = value.as_ref().filter(|_| chain::may_be_object(annotation));
                        let made = value.and_then(|value| self.made(value));
                        if let Some((source, kind)) = made
                            && chain::head_type(annotation).as_ref() != Some(&source)
                        {
                            self.bind(name, source, kind);
                        }
                    }
                    (None, Some(value)) => self.bind_value(name, value),
                    (None, None) => {}
                }
            }
            // `const { login } = useAuth()` is `login = useAuth.login`, which is also the name
            // of a function that `useAuth` returns.
            BindingPattern::ObjectPattern(pattern) => {
                let Some((source, _)) = it.init.as_ref().and_then(|value| evident(value)) else {
                    return;
                };
                for property in &pattern.properties {
                    let local = property.value.get_identifier_name();
                    let key = property.key.static_name();
                    if let (Some(local), Some(key)) = (local, key) {
                        let source = format!("{source}.{key}");
                        self.bind(local.as_str(), source, BindingKind::Alias);
                    }
                }
            }
            _ => {}
        }
    }

    /// A variable holds what a function gives back that is called where it is written,
    /// `const Cart = (() => { … })()`; `next` is the index that the symbol of it got.
    pub(super) fn bind_made_at_once(
        &mut self,
        name: &str,
        value: Option<&Expression<'a>>,
        next: u32,
    ) {
        let Some(Expression::CallExpression(call)) = value.map(Expression::get_inner_expression)
        else {
            return;
        };
        let maker = self.facts.symbols.get(next as usize);
        let maker = maker.map(|symbol| last_part(&symbol.name).to_owned());
        if let Some(maker) = maker.filter(|it| it.starts_with(UNNAMED))
            && call.callee.get_inner_expression().is_function()
        {
            self.bind(name, maker, BindingKind::Call);
        }
    }

    /// Says of parameters that they are not what the file has under their names, or calls.
    pub(super) fn bind_hiding(&mut self) {
        let mut hiding = std::mem::take(&mut self.parameters);
        if hiding.is_empty() {
            return;
        }
        let facts = &self.facts;
        let imported = facts.imports.iter().flat_map(|import| {
            let names = import.names.iter().map(|name| &*name.local);
            names.chain(import.alias.as_deref())
        });
        let symbols = facts.symbols.iter().filter(|it| it.parent.is_none());
        let defined = symbols.filter_map(|symbol| symbol.name.split('.').next());
        let calls = facts.references.iter();
        let called = calls.filter(|it| it.kind == ReferenceKind::Call && !it.path.contains('.'));
        let called = called.map(|reference| &*reference.path);
        let names: FxHashSet<&str> = imported.chain(defined).chain(called).collect();
        hiding.retain(|(_, name)| names.contains(name));
        if hiding.is_empty() {
            return;
        }
        let bound = facts.bindings.iter();
        let bound: FxHashSet<(Option<u32>, &str)> =
            bound.map(|it| (it.within, &*it.name)).collect();
        hiding.retain(|(within, name)| !bound.contains(&(Some(*within), name)));
        let hiding: Vec<Binding> = hiding
            .into_iter()
            .map(|(within, name)| Binding {
                within: Some(within),
                name: name.into(),
                source: Box::default(),
                kind: BindingKind::Alias,
            })
            .collect();
        self.facts.bindings.extend(hiding);
    }

    /// Keeps the names that a parameter of the current function binds.
    pub(super) fn keep_parameter(&mut self, it: &FormalParameter<'a>) {
        if let Some(within) = self
            .within()
            .filter(|_| self.type_depth == 0 && !self.is_flat)
        {
            let names = it.pattern.get_binding_identifiers();
            let names = names.into_iter().map(|name| (within, name.name.as_str()));
            self.parameters.extend(names);
        }
    }

    pub(super) fn bind_parameter(&mut self, it: &FormalParameter<'a>) {
        let Some(name) = it.pattern.get_identifier_name() else {
            return;
        };
        if let Some(annotation) = &it.type_annotation {
            self.bind_annotation(name.as_str(), &annotation.type_annotation);
            // `constructor(private repo: Repo)` declares a field.
            if it.accessibility.is_some() || it.readonly {
                let field = format!("this.{name}");
                self.bind_annotation(&field, &annotation.type_annotation);
            }
        } else if let Some(value) = &it.initializer {
            self.bind_value(name.as_str(), value);
        }
    }

    pub(super) fn bind_assignment(&mut self, it: &AssignmentExpression<'a>) {
        // What stands under a key that is known only at run time tells nothing of the whole.
        if computed_key(&it.left).is_some() {
            return;
        }
        let name = match it.left.as_simple_assignment_target() {
            Some(target) => match target.as_member_expression() {
                Some(member) => Chain::of_member(member).path,
                None => target.get_identifier_name().unwrap_or_default().to_owned(),
            },
            None => return,
        };
        if !name.is_empty() && !name.starts_with('.') {
            self.bind_value(&name, &it.right);
            self.bind_outside(&name, &it.right);
        }
    }

    /// A variable around a function has what the function gives it: `let store`, and in `beforeEach`
    /// `store = useStore()`.
    fn bind_outside(&mut self, name: &str, value: &Expression<'a>) {
        if self.type_depth > 0 || self.is_flat {
            return;
        }
        let Some((source, BindingKind::Call)) = evident(value) else {
            return;
        };
        let scopes = self.scopes.iter().rev().map(|scope| Some(scope.symbol));
        let mut declared = scopes.chain([None]);
        let declared = declared.find(|scope| self.unset.contains(&(*scope, name)));
        if let Some(scope) = declared.filter(|scope| *scope != self.within()) {
            self.facts.bindings.push(Binding {
                within: scope,
                name: name.into(),
                source: source.into(),
                kind: BindingKind::Call,
            });
        }
    }
}

/// How deep tables in tables are looked into.
const MAX_DEPTH: u32 = 4;

/// Whether a value is a table in which names of functions may stand.
fn names_something(value: &Expression<'_>, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    let is_entry = |value: &Expression<'_>| match value.get_inner_expression() {
        Expression::Identifier(name) => name.name != "undefined",
        Expression::StaticMemberExpression(_) => true,
        value => names_something(value, depth),
    };
    let is_handed = |arguments: &[Argument<'_>]| {
        let first = arguments.first().and_then(Argument::as_expression);
        first.is_some_and(|first| names_something(first, depth))
    };
    match value.get_inner_expression() {
        Expression::ObjectExpression(object) => {
            object.properties.iter().any(|property| match property {
                ObjectPropertyKind::ObjectProperty(property) => is_entry(&property.value),
                ObjectPropertyKind::SpreadProperty(spread) => is_entry(&spread.argument),
            })
        }
        Expression::ArrayExpression(array) => {
            let mut entries = array.elements.iter();
            entries.any(|entry| entry.as_expression().is_some_and(is_entry))
        }
        Expression::NewExpression(made) if is_collection(&made.callee) => {
            is_handed(&made.arguments)
        }
        Expression::CallExpression(call) if is_frozen(&call.callee) => is_handed(&call.arguments),
        _ => false,
    }
}

fn is_collection(maker: &Expression<'_>) -> bool {
    maker.is_specific_id("Map") || maker.is_specific_id("Set")
}

/// `Object.freeze({ … })`.
fn is_frozen(maker: &Expression<'_>) -> bool {
    matches!(maker, Expression::StaticMemberExpression(member)
        if member.object.is_specific_id("Object") && member.property.name == "freeze")
}

/// The name that a call is handed, or a call that it is handed.
fn wrapped<'a>(value: &Expression<'a>) -> Option<&'a str> {
    let mut value = value.get_inner_expression();
    loop {
        let Expression::CallExpression(call) = value else {
            return None;
        };
        let first = call.arguments.first()?.as_expression()?;
        value = match first.get_inner_expression() {
            Expression::Identifier(name) => return Some(name.name.as_str()),
            inner => inner,
        };
    }
}

/// What a value evidently is: the chain of what is called, or of what it names.
fn evident(value: &Expression<'_>) -> Option<(String, BindingKind)> {
    match value.get_inner_expression() {
        Expression::NewExpression(it) => Some((Chain::of(&it.callee).path, BindingKind::Call)),
        Expression::CallExpression(it) => {
            let chain = Chain::of(&it.callee);
            if let Some(store) = chain::store_taken_apart(it, &chain) {
                return Some((store.path, BindingKind::Alias));
            }
            let is_import = chain.path == "require";
            (!is_import && !matches!(chain.head, Head::Computed(_)))
                .then_some((chain.path, BindingKind::Call))
        }
        Expression::AwaitExpression(it) => match it.argument.get_inner_expression() {
            Expression::CallExpression(call) => {
                Some((Chain::of(&call.callee).path, BindingKind::Call))
            }
            other => Some((Chain::of(other).path, BindingKind::Alias)),
        },
        other => {
            let chain = Chain::of(other);
            let is_name = chain.path != "undefined" && !matches!(chain.head, Head::Computed(_));
            is_name.then_some((chain.path, BindingKind::Alias))
        }
    }
}

//! Tables of routes: what is shown at a path, `{ path: "/about", component: About }`,
//! `<Route path="/about" element={<About />} />`.

use oxc_ast::ast::{
    JSXAttributeItem, JSXAttributeName, JSXAttributeValue, JSXElement, JSXElementName,
    ObjectExpression, ObjectPropertyKind,
};
use oxc_ast_visit::{Visit, walk};

use crate::model::{ReferenceKind, Symbol};

use super::Walker;
use super::chain;

/// Properties of a route that hold what is run or drawn where somebody goes there.
const SHOWN: &[&str] = &[
    "Component",
    "ErrorBoundary",
    "action",
    "beforeEnter",
    "component",
    "components",
    "element",
    "errorElement",
    "lazy",
    "loadChildren",
    "loadComponent",
    "loader",
    "props",
    "redirect",
    "render",
];

/// Those by which an object with a path is told to be a route.
const TELLING: &[&str] = &[
    "Component",
    "children",
    "component",
    "components",
    "element",
    "lazy",
    "loadChildren",
    "loadComponent",
];

/// A route that is walked.
pub(super) struct Route {
    /// The whole path.
    path: String,
    name: String,
    has_children: bool,
}

/// What is walked of a route.
#[derive(Clone)]
pub(super) struct Shown {
    /// Its whole path, `/*` behind it where there are others below it, and its name.
    text: String,
    /// How many symbols are around it.
    depth: usize,
}

impl<'a> Walker<'a> {
    pub(super) fn object(&mut self, it: &ObjectExpression<'a>) {
        let Some(route) = self.route_of(it) else {
            return walk::walk_object_expression(self, it);
        };
        self.routes.push(route);
        for property in &it.properties {
            let key = match property {
                ObjectPropertyKind::ObjectProperty(property) => property.key.static_name(),
                ObjectPropertyKind::SpreadProperty(_) => None,
            };
            let is_shown = key.is_some_and(|key| SHOWN.contains(&&*key));
            self.showing(is_shown, |walker| {
                walker.visit_object_property_kind(property);
            });
        }
        self.routes.pop();
    }

    /// The route that an object is.
    fn route_of(&self, it: &ObjectExpression<'a>) -> Option<Route> {
        let properties = || {
            let properties = it.properties.iter();
            properties.filter_map(ObjectPropertyKind::as_property)
        };
        let has = |name: &str| properties().any(|it| it.key.is_specific_static_name(name));
        let text = |name: &str| {
            let mut named = properties().filter(|it| it.key.is_specific_static_name(name));
            chain::constant(&named.next()?.value)
        };
        let is_route = has("path") || has("index") && !self.routes.is_empty();
        if !is_route || !TELLING.iter().any(|key| has(key)) {
            return None;
        }
        Some(Route {
            path: self.below(text("path").unwrap_or_default()),
            name: text("name").unwrap_or_default().to_owned(),
            has_children: has("children"),
        })
    }

    pub(super) fn element_of_route(&mut self, it: &JSXElement<'a>) {
        let Some(route) = self.route_of_element(it) else {
            return walk::walk_jsx_element(self, it);
        };
        self.routes.push(route);
        for attribute in &it.opening_element.attributes {
            let is_shown = match attribute {
                JSXAttributeItem::Attribute(attribute) => match &attribute.name {
                    JSXAttributeName::Identifier(name) => SHOWN.contains(&name.name.as_str()),
                    JSXAttributeName::NamespacedName(_) => false,
                },
                JSXAttributeItem::SpreadAttribute(_) => false,
            };
            self.showing(is_shown, |walker| {
                walker.visit_jsx_attribute_item(attribute);
            });
        }
        self.visit_jsx_element_name(&it.opening_element.name);
        self.visit_jsx_children(&it.children);
        self.routes.pop();
    }

    /// The route that an element is.
    fn route_of_element(&self, it: &JSXElement<'a>) -> Option<Route> {
        let JSXElementName::IdentifierReference(name) = &it.opening_element.name else {
            return None;
        };
        if !name.name.ends_with("Route") {
            return None;
        }
        let attributes = it.opening_element.attributes.iter();
        let mut attributes = attributes.filter_map(|attribute| match attribute {
            JSXAttributeItem::Attribute(attribute) => Some(attribute),
            JSXAttributeItem::SpreadAttribute(_) => None,
        });
        let path = attributes.find_map(|attribute| match (&attribute.name, &attribute.value) {
            (JSXAttributeName::Identifier(name), None) if name.name == "index" => Some(""),
            (JSXAttributeName::Identifier(name), Some(JSXAttributeValue::StringLiteral(path)))
                if name.name == "path" =>
            {
                Some(path.value.as_str())
            }
            (
                JSXAttributeName::Identifier(name),
                Some(JSXAttributeValue::ExpressionContainer(path)),
            ) if name.name == "path" => path.expression.as_expression().map(|path| {
                // Which path a variable holds, nobody knows.
                chain::constant(path).unwrap_or("*")
            }),
            _ => None,
        })?;
        Some(Route {
            path: self.below(path),
            name: String::new(),
            has_children: !it.children.is_empty(),
        })
    }

    /// A path below that of the route around it.
    fn below(&self, path: &str) -> String {
        let around = self.routes.last().map_or("", |route| &route.path);
        let around = around.trim_end_matches(['*', '/']);
        match path.strip_prefix('/') {
            // A path from the root on is whole.
            Some(path) => format!("/{path}"),
            None => format!("{around}/{path}"),
        }
    }

    /// Walks a part of the innermost route.
    fn showing(&mut self, is_shown: bool, visit: impl FnOnce(&mut Self)) {
        let shown = self.routes.last().filter(|_| is_shown).map(|route| Shown {
            text: route.text(),
            depth: self.scopes.len(),
        });
        let before = std::mem::replace(&mut self.shown, shown);
        visit(self);
        self.shown = before;
    }

    /// The route whose part is walked, unless a function stands between.
    fn shown_here(&self) -> Option<&str> {
        let shown = self.shown.as_ref()?;
        (shown.depth == self.scopes.len()).then_some(&*shown.text)
    }

    /// The kind of a use, and its text, where it may be a part of a route.
    pub(super) fn routed(
        &self,
        kind: ReferenceKind,
        text: Option<&str>,
    ) -> (ReferenceKind, Option<Box<str>>) {
        let shown = self
            .shown_here()
            .filter(|_| matches!(kind, ReferenceKind::Read | ReferenceKind::Element));
        match shown {
            Some(route) => (ReferenceKind::Routed, Some(route.into())),
            None => (kind, text.map(Into::into)),
        }
    }

    /// Says of a function that it is a part of a route.
    pub(super) fn say_routed(&mut self, symbol: u32) {
        let word = self
            .shown_here()
            .map(|route| format!("{}{route}", Symbol::ROUTED));
        if let Some(word) = word {
            self.say_of(symbol, &word);
        }
    }
}

impl Route {
    fn text(&self) -> String {
        let path = self.path.trim_end_matches('/');
        let below = if self.has_children { "/*" } else { "" };
        format!("{path}{below} {}", self.name)
    }
}

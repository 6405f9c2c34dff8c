//! Modules that are loaded by a name which is put together when code runs, as the pattern that their
//! paths have: `./pages/${name}.vue` or `path.join(__dirname, "pages", name)` may be any page.
//!
//! Bundlers read it this way, too, and take what is put in for a part of a file's name.

use oxc_ast::ast::{Argument, BindingPattern, CallExpression, Expression, VariableDeclarator};
use oxc_syntax::operator::BinaryOperator;

use super::Walker;
use super::chain::{self, Chain};

/// Longest pattern that is kept, in bytes.
const LONGEST: usize = 200;

/// How deep a path is put together.
const DEEPEST: usize = 8;

/// Calls that give the path of what they are given.
const GIVING_PATH: [&str; 6] = [
    "String",
    "fileURLToPath",
    "pathToFileURL",
    "path.normalize",
    "url.fileURLToPath",
    "url.pathToFileURL",
];

/// Calls that put a path together.
const JOINING: [&str; 4] = ["path.join", "path.resolve", "join", "resolve"];

impl<'a> Walker<'a> {
    /// Keeps a path that a variable holds; none where several variables of the name differ.
    pub(super) fn keep_place(&mut self, it: &VariableDeclarator<'a>) {
        let (BindingPattern::BindingIdentifier(name), Some(value)) = (&it.id, &it.init) else {
            return;
        };
        let place = self.place(value, DEEPEST).filter(|place| is_local(place));
        let name = name.name.as_str();
        match self.places.get_mut(name) {
            Some(known) if *known != place => *known = None,
            Some(_) => {}
            None if place.is_some() => {
                self.places.insert(name, place);
            }
            None => {}
        }
    }

    /// The pattern of the modules of which one is loaded.
    pub(super) fn modules_of(&self, source: &Expression<'a>) -> Option<String> {
        let place = self.place(source, DEEPEST)?;
        (is_local(&place) && is_pattern(&place)).then_some(place)
    }

    /// The pattern of what `require.context(folder, deep)` finds.
    pub(super) fn modules_of_context(call: &CallExpression<'a>) -> Option<String> {
        let mut arguments = call.arguments.iter().map(Argument::as_expression);
        let folder = chain::constant(arguments.next()??)?;
        let is_flat = arguments
            .next()
            .flatten()
            .is_some_and(|it| matches!(it, Expression::BooleanLiteral(deep) if !deep.value));
        let all = if is_flat { "*.*" } else { "**/*.*" };
        let folder = folder.trim_end_matches('/');
        Some(format!("{}/{all}", globset::escape(folder)))
    }

    /// What is known of a path, as a pattern relative to the file's folder.
    fn place(&self, path: &Expression<'a>, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        let place = match path.get_inner_expression() {
            Expression::StringLiteral(it) => globset::escape(it.value.as_str()),
            Expression::TemplateLiteral(it) => {
                let mut place = String::new();
                let mut parts = it.expressions.iter();
                for quasi in &it.quasis {
                    place.push_str(&globset::escape(quasi.value.cooked.as_ref()?));
                    let Some(part) = parts.next() else { break };
                    match place.is_empty() {
                        true => place = self.place(part, depth)?,
                        false => push_any(&mut place),
                    }
                }
                place
            }
            Expression::BinaryExpression(it) if it.operator == BinaryOperator::Addition => {
                let mut place = self.place(&it.left, depth)?;
                match chain::constant(&it.right) {
                    Some(text) => place.push_str(&globset::escape(text)),
                    None => push_any(&mut place),
                }
                place
            }
            Expression::Identifier(it) if it.name == "__dirname" => ".".to_owned(),
            Expression::Identifier(it) => self.places.get(it.name.as_str())?.clone()?,
            Expression::CallExpression(it) => self.place_of_call(it, depth)?,
            Expression::NewExpression(it) if it.callee.is_specific_id("URL") => {
                self.place(it.arguments.first()?.as_expression()?, depth)?
            }
            path => match Chain::of(path).path.as_str() {
                "import.meta.dirname" => ".".to_owned(),
                chain if chain.ends_with(".href") || chain.ends_with(".pathname") => {
                    self.place(path.as_member_expression()?.object(), depth)?
                }
                _ => return None,
            },
        };
        (place.len() <= LONGEST).then_some(place)
    }

    fn place_of_call(&self, call: &CallExpression<'a>, depth: usize) -> Option<String> {
        let callee = Chain::of(&call.callee).path;
        let mut arguments = call.arguments.iter().map(Argument::as_expression);
        let first = arguments.next()??;
        if GIVING_PATH.contains(&callee.as_str()) {
            return self.place(first, depth);
        }
        if matches!(callee.as_str(), "path.dirname" | "dirname") {
            let file = match first.get_inner_expression() {
                Expression::CallExpression(call) => call.arguments.first()?.as_expression()?,
                file => file,
            };
            let is_own = matches!(
                Chain::of(file).path.as_str(),
                "__filename" | "import.meta.url"
            );
            return is_own.then(|| ".".to_owned());
        }
        if !JOINING.contains(&callee.as_str()) {
            return None;
        }
        let mut place = self.place(first, depth)?;
        for part in arguments {
            place.push('/');
            match part.and_then(|part| chain::constant(part)) {
                Some(text) => place.push_str(&globset::escape(text)),
                None => match part.and_then(|part| self.place(part, depth)) {
                    Some(part) => place.push_str(part.trim_start_matches("./")),
                    None => push_any(&mut place),
                },
            }
        }
        if !place.starts_with('.') {
            return None;
        }
        Some(match place.starts_with("./") || place.starts_with("../") {
            true => place,
            false => format!("./{place}"),
        })
    }
}

/// Adds what is known when code runs.
fn push_any(place: &mut String) {
    if !place.ends_with('*') {
        place.push('*');
    }
}

/// Whether a path leads to files of the tree.
fn is_local(place: &str) -> bool {
    let folder = place.split('*').next().unwrap_or_default();
    place.starts_with(['.', '@', '~', '#']) && (folder.contains('/') || place == ".")
}

/// Whether a part of a path is not known; a star of its own stands in brackets.
fn is_pattern(place: &str) -> bool {
    place.replace("[*]", "").contains('*')
}

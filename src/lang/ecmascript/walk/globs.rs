//! Modules that are loaded by a name which is put together when code runs, as the pattern that their
//! paths have: `./pages/${name}.vue` or `path.join(__dirname, "pages", name)` may be any page.
//!
//! Bundlers read it this way, too, and take what is put in for a part of a file's name.

use oxc_ast::ast::{
    Argument, BinaryExpression, BindingPattern, CallExpression, Expression, FormalParameter,
    ObjectExpression, TemplateLiteral, VariableDeclarator,
};
use oxc_syntax::operator::BinaryOperator;

use crate::lang::ecmascript::EXTENSIONS;
use crate::model::Presence;

use super::Walker;
use super::chain::{self, Chain};
use super::regexps::names_matched;

/// Longest pattern that is kept, in bytes, what may follow it left out.
const LONGEST: usize = 200;

/// How deep a path is put together.
const DEEPEST: usize = 8;

/// Most texts that one sum puts together.
const MOST_PARTS: usize = 32;

/// Most patterns that are left out of others.
const MOST_LEFT_OUT: usize = 16;

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

/// The module that code loads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Loaded {
    /// It is known: `./pages/home`.
    One(String),
    /// Any that matches: `./pages/*.ts`.
    Any(String),
}

/// What is known of a path.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// As a pattern.
    pattern: String,
    /// Whether it is relative to the file's folder wherever it is used, as `__dirname` is; a text
    /// alone is so only where it names a module.
    is_of_file: bool,
}

impl Place {
    /// The folder of the file.
    fn here() -> Self {
        Self {
            pattern: ".".to_owned(),
            is_of_file: true,
        }
    }

    fn text(text: &str) -> Self {
        Self {
            pattern: globset::escape(text),
            is_of_file: false,
        }
    }

    fn push(&mut self, text: &str) {
        self.pattern.push_str(&globset::escape(text));
    }

    /// Adds what is known when code runs.
    fn push_any(&mut self) {
        if !self.pattern.ends_with('*') {
            self.pattern.push('*');
        }
    }

    /// Whether it leads to files of the tree.
    fn is_local(&self) -> bool {
        let folder = self.pattern.split('*').next().unwrap_or_default();
        self.pattern.starts_with(['.', '@', '~', '#'])
            && (folder.contains('/') || self.pattern == ".")
    }

    /// Whether a part of it is not known; a star of its own stands in brackets.
    fn is_pattern(&self) -> bool {
        self.pattern.replace("[*]", "").contains('*')
    }
}

impl<'a> Walker<'a> {
    /// Keeps a path that a variable holds; none where several of that name differ in one scope.
    pub(super) fn keep_place(&mut self, it: &VariableDeclarator<'a>) {
        let (BindingPattern::BindingIdentifier(name), Some(value)) = (&it.id, &it.init) else {
            return;
        };
        let place = self.place(value, DEEPEST).filter(Place::is_local);
        if place.is_none() && self.places.is_empty() {
            return;
        }
        let scope = (self.within(), name.name.as_str());
        let known = self.places.entry(scope).or_insert_with(|| place.clone());
        if *known != place {
            *known = None;
        }
    }

    /// A parameter is not the variable of that name around the function.
    pub(super) fn hide_place(&mut self, it: &FormalParameter<'a>) {
        if self.places.is_empty() {
            return;
        }
        let within = self.within();
        for name in it.pattern.get_binding_identifiers() {
            self.places.insert((within, name.name.as_str()), None);
        }
    }

    /// The path that a variable holds which code names here.
    fn place_held(&self, name: &str) -> Option<Place> {
        let scopes = self.scopes.iter().rev().map(|scope| Some(scope.symbol));
        let mut scopes = scopes.chain([None]);
        scopes
            .find_map(|scope| self.places.get(&(scope, name)))?
            .clone()
    }

    /// The module that code loads, or the pattern of those of which it loads one.
    pub(super) fn loaded(&self, source: &Expression<'a>) -> Option<Loaded> {
        if let Some(module) = chain::constant(source) {
            return Some(Loaded::One(module.to_owned()));
        }
        let place = self.place(source, DEEPEST).filter(Place::is_local)?;
        Some(match place.is_pattern() {
            true => Loaded::Any(with_endings(&place.pattern)),
            false => Loaded::One(unescaped(&place.pattern)),
        })
    }

    /// The pattern of what `require.context(folder, deep, names)` finds, with when it is loaded; none
    /// where nothing is, or where it is not known which names match.
    pub(super) fn modules_of_context(call: &CallExpression<'a>) -> Option<(String, Presence)> {
        let mut arguments = call.arguments.iter().map(Argument::as_expression);
        let folder = chain::constant(arguments.next()??)?;
        let is_flat = arguments
            .next()
            .flatten()
            .is_some_and(|it| matches!(it, Expression::BooleanLiteral(deep) if !deep.value));
        let names = match arguments.next() {
            Some(Some(Expression::RegExpLiteral(it))) => {
                names_matched(it.regex.pattern.text.as_str())?
            }
            Some(_) => return None,
            None => "*.*".to_owned(),
        };
        let presence = match arguments.next().flatten().map(chain::constant) {
            None | Some(Some("sync" | "eager")) => Presence::Runtime,
            Some(Some("weak")) => return None,
            Some(_) => Presence::Dynamic,
        };
        let folder = globset::escape(folder.trim_end_matches('/'));
        let between = if is_flat { "/" } else { "/**/" };
        Some((format!("{folder}{between}{names}"), presence))
    }

    /// What is known of a path.
    fn place(&self, path: &Expression<'a>, depth: usize) -> Option<Place> {
        let depth = depth.checked_sub(1)?;
        let place = match path.get_inner_expression() {
            Expression::StringLiteral(it) => Place::text(it.value.as_str()),
            Expression::TemplateLiteral(it) => self.place_of_template(it, depth)?,
            Expression::BinaryExpression(it) if it.operator == BinaryOperator::Addition => {
                self.place_of_sum(it, depth)?
            }
            Expression::Identifier(it) if it.name == "__dirname" => Place::here(),
            Expression::Identifier(it) => self.place_held(it.name.as_str())?,
            Expression::CallExpression(it) => self.place_of_call(it, depth)?,
            Expression::NewExpression(it) if it.callee.is_specific_id("URL") => {
                let mut arguments = it.arguments.iter().map(Argument::as_expression);
                let (first, base) = (arguments.next()??, arguments.next()??);
                let place = self.place(first, depth)?;
                (Chain::of(base).path == "import.meta.url").then_some(Place {
                    is_of_file: true,
                    ..place
                })?
            }
            path => match Chain::of(path).path.as_str() {
                "import.meta.dirname" => Place::here(),
                chain if chain.ends_with(".href") || chain.ends_with(".pathname") => {
                    self.place(path.as_member_expression()?.object(), depth)?
                }
                _ => return None,
            },
        };
        (place.pattern.len() <= LONGEST).then_some(place)
    }

    fn place_of_template(&self, template: &TemplateLiteral<'a>, depth: usize) -> Option<Place> {
        let mut place: Option<Place> = None;
        let mut parts = template.expressions.iter();
        for quasi in &template.quasis {
            let text = quasi.value.cooked.as_ref()?;
            match &mut place {
                Some(place) => place.push(text),
                None if text.is_empty() => {}
                None => place = Some(Place::text(text)),
            }
            let Some(part) = parts.next() else { break };
            match &mut place {
                Some(place) => place.push_any(),
                None => place = Some(self.place(part, depth)?),
            }
        }
        place
    }

    fn place_of_sum(&self, sum: &BinaryExpression<'a>, depth: usize) -> Option<Place> {
        let mut parts = vec![&sum.right];
        let mut first = &sum.left;
        while let Expression::BinaryExpression(it) = first.get_inner_expression()
            && it.operator == BinaryOperator::Addition
        {
            if parts.len() == MOST_PARTS {
                return None;
            }
            parts.push(&it.right);
            first = &it.left;
        }
        let mut place = self.place(first, depth)?;
        for part in parts.into_iter().rev() {
            match chain::constant(part) {
                Some(text) => place.push(text),
                None => place.push_any(),
            }
        }
        Some(place)
    }

    fn place_of_call(&self, call: &CallExpression<'a>, depth: usize) -> Option<Place> {
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
            return is_own.then(Place::here);
        }
        if !JOINING.contains(&callee.as_str()) {
            return None;
        }
        // Other paths that are joined begin in the folder in which the program runs, or in packages.
        let mut place = self.place(first, depth).filter(|it| it.is_of_file)?;
        for part in arguments {
            place.pattern.push('/');
            match part.and_then(|part| chain::constant(part)) {
                Some(text) => place.push(text.trim_start_matches("./")),
                None => match part.and_then(|part| self.place(part, depth)) {
                    Some(part) => place
                        .pattern
                        .push_str(part.pattern.trim_start_matches("./")),
                    None => place.push_any(),
                },
            }
        }
        Some(place)
    }
}

/// The patterns of what `import.meta.glob` finds: what begins with `!` is left out of each of the
/// others, and stands behind it.
pub(super) fn globs(patterns: &Expression<'_>) -> Vec<String> {
    let patterns = chain::constants(patterns);
    let is_left_out = |pattern: &&&str| pattern.starts_with('!');
    let left_out = patterns.iter().filter(is_left_out).copied();
    let left_out: Vec<&str> = left_out.take(MOST_LEFT_OUT).collect();
    let found = patterns.iter().filter(|it| !is_left_out(it));
    found
        .map(|pattern| {
            let all = [*pattern].into_iter().chain(left_out.iter().copied());
            all.collect::<Vec<_>>().join(" ")
        })
        .collect()
}

/// When `import.meta.glob` loads what it finds; none where it does not run it.
pub(super) fn presence_of_globs(call: &CallExpression<'_>, callee: &str) -> Option<Presence> {
    let options = call.arguments.get(1).and_then(|it| it.as_expression());
    let is_eager = callee == "import.meta.globEager";
    let Some(Expression::ObjectExpression(options)) = options else {
        return Some(presence(is_eager));
    };
    let mut is_eager = is_eager;
    for option in options.properties.iter().filter_map(|it| it.as_property()) {
        let Some(key) = option.key.static_name() else {
            continue;
        };
        match (&*key, &option.value) {
            ("eager", Expression::BooleanLiteral(value)) => is_eager |= value.value,
            ("as", value) if chain::constant(value).is_some_and(is_text) => return None,
            ("query", Expression::ObjectExpression(parts)) if has_text(parts) => return None,
            ("query", value) if chain::constant(value).is_some_and(is_text) => return None,
            _ => {}
        }
    }
    Some(presence(is_eager))
}

fn presence(is_eager: bool) -> Presence {
    match is_eager {
        true => Presence::Runtime,
        false => Presence::Dynamic,
    }
}

/// Whether a query of Vite asks for a file's text or address.
fn is_text(query: &str) -> bool {
    matches!(query.trim_start_matches('?'), "raw" | "url")
}

fn has_text(query: &ObjectExpression<'_>) -> bool {
    let mut parts = query.properties.iter().filter_map(|it| it.as_property());
    parts.any(|part| part.key.static_name().is_some_and(|key| is_text(&key)))
}

/// A pattern with what may follow it where a module is named without its ending.
fn with_endings(pattern: &str) -> String {
    let index = EXTENSIONS.map(|extension| format!("/index{extension}"));
    let index = index.join(",");
    // TypeScript lets people name what it writes.
    if let Some(stem) = pattern.strip_suffix(".js") {
        return format!("{stem}.{{js,ts,tsx}}");
    }
    let name = pattern.rsplit('/').next().unwrap_or(pattern);
    match EXTENSIONS.iter().any(|ending| name.ends_with(ending)) {
        true => pattern.to_owned(),
        // A star takes in any ending.
        false if name.ends_with('*') => format!("{pattern}{{,{index}}}"),
        false => format!("{pattern}{{,{},{index}}}", EXTENSIONS.join(",")),
    }
}

/// The text of a pattern in which all is known.
fn unescaped(pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len());
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        // What means something in patterns stands in brackets, alone.
        match letter {
            '[' => {
                text.extend(letters.next());
                letters.next();
            }
            letter => text.push(letter),
        }
    }
    text
}

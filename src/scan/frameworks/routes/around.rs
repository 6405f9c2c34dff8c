//! What an application runs around its requests: `@app.before_request`, `@app.errorhandler(404)`.

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::FileId;
use crate::scan::calls::{Call, Index, Node, Strength};

use super::tables::Route;

/// Decorators by which a function says that every request runs it.
const EACH: [&str; 11] = [
    "before_request",
    "before_app_request",
    "after_request",
    "after_app_request",
    "teardown_request",
    "teardown_app_request",
    "teardown_appcontext",
    "context_processor",
    "app_context_processor",
    "url_value_preprocessor",
    "middleware",
];

/// Decorators by which a function says that requests run it which go wrong.
const FAILED: [&str; 3] = ["errorhandler", "app_errorhandler", "exception_handler"];

/// A function that runs around requests.
pub(super) struct Around<'a> {
    file: FileId,
    to: Node,
    strength: Strength,
    /// What has it, as its file names it: `app`, `users`.
    owner: &'a str,
    /// Whether it runs for the requests of the whole application, wherever they are routed.
    is_global: bool,
}

/// All of them that code of the tree has.
pub(super) fn around<'a>(index: &Index<'a>) -> Vec<Around<'a>> {
    let mut found = Vec::new();
    for (file, _) in index.files_of(Family::Python) {
        let symbols = index
            .facts(file)
            .filter(|_| !index.is_test_code(file))
            .map_or(&[] as &[_], |facts| &facts.symbols);
        for (at, symbol) in (0_u32..).zip(symbols) {
            let mut said = symbol.decorators.iter();
            let one = said.find_map(|said| {
                let (owner, last) = said.rsplit_once('.')?;
                let strength = match last {
                    last if EACH.contains(&last) => Strength::Framework,
                    last if FAILED.contains(&last) => Strength::Guess,
                    _ => return None,
                };
                Some(Around {
                    file,
                    to: index.node(file, at),
                    strength,
                    owner,
                    is_global: last.contains("app") || matches!(owner, "app" | "application"),
                })
            });
            found.extend(one);
        }
    }
    found
}

impl Around<'_> {
    /// Whether it runs for a request that leads to these routes.
    fn is_run_for(&self, index: &Index<'_>, routes: &[&Route<'_>]) -> bool {
        let is_beside = |route: &&Route<'_>| {
            let decorators = index.symbol(route.to).map(|symbol| &symbol.decorators);
            let mut said = decorators.into_iter().flatten();
            let owner = |said: &str| said.rsplit_once('.').map(|(owner, _)| owner.to_owned());
            route.file == self.file && said.any(|said| owner(said).as_deref() == Some(self.owner))
        };
        self.is_global && !routes.is_empty() || routes.iter().any(is_beside)
    }
}

/// What runs around a request that leads to these routes, of what a test has in its process.
pub(super) fn uses<'u>(
    index: &'u Index<'_>,
    around: &'u [Around<'_>],
    near: &'u FxHashSet<FileId>,
    routes: &'u [&Route<'_>],
    line: u32,
) -> impl Iterator<Item = Call> + 'u {
    let run = around
        .iter()
        .filter(|one| near.contains(&one.file) && one.is_run_for(index, routes));
    run.map(move |one| Call {
        to: one.to,
        strength: one.strength,
        line,
    })
}

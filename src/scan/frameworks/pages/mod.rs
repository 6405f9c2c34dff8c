//! Pages that end-to-end tests open in a browser by their path: `page.goto("/login")` of Playwright,
//! `cy.visit("/login")` of Cypress.
//!
//! What such a test runs of a page nobody can tell, and no coverage of unit tests sees it. So it is
//! told as evidence beside a file, and leads to no status and no estimate.

mod tables;

use crate::lang::Family;
use crate::model::{FileId, FileKind, ReferenceKind};
use crate::scan::calls::Index;
use crate::scan::paths::{ancestors, folder_of, is_below};
use crate::scan::walk::Tree;

use super::routes::{Parts, local_path, parts};
use tables::{Page, pages};

/// Methods that open a page.
const OPENING: [&str; 2] = ["goto", "visit"];

/// A test that opens a page.
pub(in crate::scan) struct Opened {
    pub(in crate::scan) test: FileId,
    /// Line of the test, 1-based.
    pub(in crate::scan) line: u32,
    /// The file of the page's component.
    pub(in crate::scan) page: FileId,
}

/// All pages that tests open.
pub(in crate::scan) fn opened(index: &Index<'_>, tree: &Tree) -> Vec<Opened> {
    let asked: Vec<(FileId, u32, Parts<'_>)> = index
        .test_files()
        .filter(|file| {
            let unit = index.unit(*file);
            unit.is_some_and(|unit| unit.kind == FileKind::Test)
                && index.family(*file) == Some(Family::EcmaScript)
        })
        .flat_map(|file| {
            let opening = index.references_to(file, &OPENING).filter(|reference| {
                reference.kind == ReferenceKind::Call && reference.path.contains('.')
            });
            opening.filter_map(move |reference| {
                let path = local_path(reference.text.as_deref()?)?;
                Some((file, reference.line, parts(path)))
            })
        })
        .collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let pages = pages(index, tree);
    let mut found = Vec::new();
    for (test, line, parts) in asked {
        for page in project_of(index, test, &pages) {
            if fits(&parts, &page.parts) {
                let page = page.file;
                found.push(Opened { test, line, page });
            }
        }
    }
    found.sort_by_key(|it| (it.page, it.test, it.line));
    found.dedup_by_key(|it| (it.page, it.test));
    found
}

/// The pages of the nearest folder around a test that has any.
fn project_of<'p, 'a>(index: &Index<'_>, test: FileId, pages: &'p [Page<'a>]) -> Vec<&'p Page<'a>> {
    let path = index.unit(test).map_or("", |unit| &unit.path);
    let inside = |folder: &str| -> Vec<&'p Page<'a>> {
        let pages = pages.iter();
        pages.filter(|page| is_below(page.path, folder)).collect()
    };
    let mut folders = ancestors(folder_of(path)).map(inside);
    folders.find(|pages| !pages.is_empty()).unwrap_or_default()
}

/// Whether a path is that of a page, part by part. A part that is made at run time may be any, so
/// that a path needs another part to tell which page it is of.
fn fits(asked: &[Option<&str>], page: &[Option<&str>]) -> bool {
    let pairs = || asked.iter().zip(page);
    let is_told = pairs().any(|(asked, page)| asked.is_some() && asked == page);
    let same = |(asked, page): (&Option<&str>, &Option<&str>)| {
        page.is_none() || asked == page || asked.is_none() && is_told
    };
    asked.len() == page.len() && pairs().all(same)
}

#[cfg(test)]
mod tests {
    use super::parts;
    use crate::model::{Confidence, Finding, LinkKind};
    use crate::scan::fixture::units;
    use crate::scan::{reach, resolve};

    /// The files that a test is said to open, in an application as given.
    fn check(app: &str, test: &str, expect: &[&str]) {
        let (tree, units) = units(&format!("{app}//- /web/e2e/pages.spec.ts\n{test}"));
        let graph = resolve(&tree, &units);
        let reached = reach(&tree, &units, &graph);
        let mut found = Vec::new();
        for (unit, reach) in units.iter().zip(&reached) {
            for link in reach
                .tests
                .iter()
                .filter(|link| link.kind == LinkKind::Opens)
            {
                assert_eq!(&*units[link.test.0 as usize].path, "web/e2e/pages.spec.ts");
                // It stays a gap of which nothing is expected to run, and is no longer a sure one.
                assert!(reach.status.unwrap().is_gap(), "{}", unit.path);
                assert_eq!(
                    (reach.estimate, reach.confidence),
                    (0.0, Confidence::Tentative)
                );
                assert!(reach.findings.contains(&Finding::EndToEnd));
                found.push(&*unit.path);
            }
        }
        assert_eq!(found, expect, "{test}");
    }

    const VISIT: &str = "it('shows', () => { cy.visit('/login') })\n";
    const LOGIN: &str =
        "export default function Login() {\n  return <button onClick={() => send()}/>\n}\n";

    #[test]
    fn tables_of_routers_lead_to_components() {
        check(
            &format!(
                "//- /src/router.tsx\nimport {{ createBrowserRouter }} from 'react-router'\nimport Login from './login'\n\
                 export const router = createBrowserRouter([\n  {{ path: '/other', lazy: () => import('./other') }},\n  {{\n    path: '/login',\n    element: <Login/>,\n  }},\n  {{ path: '/users/:id', lazy: () => import('./user') }},\n])\n\
                 //- /src/login.tsx\n{LOGIN}//- /src/other.tsx\n{LOGIN}//- /src/user.tsx\n{LOGIN}"
            ),
            &format!(
                "{VISIT}it('x', async () => {{ await page.goto('http://localhost:3000/users/7?tab=1') }})\n"
            ),
            &["src/login.tsx", "src/user.tsx"],
        );
        check(
            "//- /src/router.js\nimport VueRouter from 'vue-router'\nconst Login = () => import('./Login.vue')\n\
             export default new VueRouter({ routes: [\n  { path: '/login', name: 'login', component: Login },\n] })\n\
             //- /src/Login.vue\n<template><button @click=\"send\"/></template>\n<script setup>\nfunction send() { return 1 }\n</script>\n",
            VISIT,
            &["src/Login.vue"],
        );
    }

    #[test]
    fn pages_in_folders_are_found_by_their_place() {
        let test = "test('x', async ({ page }) => { await page.goto('/'); await page.goto('/posts/1') })\n";
        check(
            &format!(
                "//- /next.config.js\nmodule.exports = {{}}\n//- /src/app/page.tsx\n{LOGIN}//- /src/app/(blog)/posts/[id]/page.tsx\n{LOGIN}\
                 //- /src/app/(blog)/posts/[id]/part.tsx\n{LOGIN}//- /src/app/posts/page.tsx\n{LOGIN}"
            ),
            test,
            &["src/app/(blog)/posts/[id]/page.tsx", "src/app/page.tsx"],
        );
        check(
            &format!(
                "//- /next.config.js\nmodule.exports = {{}}\n//- /pages/index.tsx\n{LOGIN}//- /pages/posts/[id].tsx\nexport {{ Post as default }} from '../../post'\n//- /pages/_app.tsx\n{LOGIN}//- /post.tsx\nexport const Post = () => {{\n  return <a onClick={{() => send()}}/>\n}}\n"
            ),
            test,
            &["pages/index.tsx", "post.tsx"],
        );
        check(
            "//- /svelte.config.js\nexport default {}\n//- /src/routes/+page.svelte\n<script>function go() { return 1 }</script>\n<button on:click={go}/>\n\
             //- /src/routes/posts/[id]/+page.svelte\n<script>function go() { return 1 }</script>\n<button on:click={go}/>\n",
            test,
            &[
                "src/routes/+page.svelte",
                "src/routes/posts/[id]/+page.svelte",
            ],
        );
    }

    #[test]
    fn a_path_of_unknown_parts_is_that_of_no_named_page() {
        let fits = |asked: &str, page: &str| super::fits(&parts(asked), &parts(page));
        assert!(fits("/login", "/login"));
        assert!(fits("/posts/7", "/posts/:id"));
        assert!(fits("/posts/{id}", "/posts/:id"));
        assert!(fits("/posts/{id}", "/posts/new"));
        assert!(fits("/{id}", "/:id"));
        assert!(fits("/", "/"));
        assert!(!fits("/{name}", "/login"));
        assert!(!fits("/{a}/{b}", "/posts/new"));
    }

    #[test]
    fn another_project_and_another_path_are_not_meant() {
        let app =
            format!("//- /next.config.js\nmodule.exports = {{}}\n//- /pages/login.tsx\n{LOGIN}");
        check(
            &app,
            "it('x', () => { cy.visit('/logout'); cy.visit('/login/again') })\n",
            &[],
        );
        check(
            &app,
            "it('x', () => { visit('/login'); expect(goto).toBe('/login') })\n",
            &[],
        );
        let near = format!(
            "{app}//- /web/next.config.js\nmodule.exports = {{}}\n//- /web/pages/login.tsx\n{LOGIN}"
        );
        check(&near, VISIT, &["web/pages/login.tsx"]);
    }
}

//! Which packages route requests, and whether a test asks those routes.

use crate::model::{Evidence, FileFacts, FileKind, Package, ReferenceKind};
use crate::scan::extract::Unit;

use super::packages::is_contract;

/// Web frameworks, by the module that is imported.
const FRAMEWORKS: [&str; 22] = [
    "fastapi",
    "flask",
    "starlette",
    "aiohttp.web",
    "aiohttp",
    "sanic",
    "litestar",
    "quart",
    "falcon",
    "bottle",
    "django.urls",
    "rest_framework",
    "express",
    "fastify",
    "koa-router",
    "@koa/router",
    "hono",
    "@nestjs/common",
    "github.com/gin-gonic/gin",
    "github.com/labstack/echo",
    "github.com/go-chi/chi",
    "net/http",
];

/// Modules that are for answering with data, or for describing such answers.
const OF_DATA: [&str; 21] = [
    "fastapi",
    "sanic",
    "litestar",
    "falcon",
    "rest_framework",
    "ninja",
    "tastypie",
    "flask_restful",
    "flask_restx",
    "flask_smorest",
    "apiflask",
    "connexion",
    "flasgger",
    "drf_spectacular",
    "fastify",
    "hono",
    "@nestjs/common",
    "swagger-ui-express",
    "swagger-jsdoc",
    "github.com/swaggo/gin-swagger",
    "github.com/danielgtaylor/huma",
];

/// Names whose use answers with data rather than with a page.
const ANSWERS: [&str; 9] = [
    "JsonResponse",
    "JSONResponse",
    "ORJSONResponse",
    "jsonify",
    "json_response",
    "JSON",
    "IndentedJSON",
    "AbortWithStatusJSON",
    "WriteJSON",
];

/// Modules by which tests ask a server, in its own process or from outside.
const CLIENTS: [&str; 20] = [
    "fastapi.testclient",
    "starlette.testclient",
    "django.test",
    "rest_framework.test",
    "aiohttp.test_utils",
    "flask.testing",
    "sanic_testing",
    "litestar.testing",
    "webtest",
    "supertest",
    "light-my-request",
    "chai-http",
    "@nestjs/testing",
    "net/http/httptest",
    "@playwright/test",
    "cypress",
    "schemathesis",
    "pact",
    "@pact-foundation/pact",
    "asgi_lifespan",
];

/// Names whose use in a test asks a server.
const CALLS: [&str; 10] = [
    "TestClient",
    "AsyncClient",
    "ASGITransport",
    "test_client",
    "APIClient",
    "app_client",
    "async_asgi_testclient",
    "inject",
    "aiohttp_client",
    "TestServer",
];

/// Methods that route a path.
const VERBS: [&str; 14] = [
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "route",
    "api_route",
    "websocket",
    "add_api_route",
    "add_url_rule",
    "add_get",
    "add_post",
    "HandleFunc",
    "path",
];

/// Decorators of NestJS.
const NEST: [&str; 5] = ["Get", "Post", "Put", "Patch", "Delete"];

/// Most routes of a package that are kept.
const MAX_ROUTES: usize = 10_000;

/// Fills in the routes of each package, and what asks them.
pub(super) fn api(packages: &mut [Package], units: &[Unit]) {
    for package in packages.iter_mut() {
        let files = package
            .files
            .iter()
            .filter_map(|id| units.get(id.0 as usize));
        let mut routes = Vec::new();
        let mut asked = None;
        let mut answers_with_data = false;
        for unit in files {
            let Some(facts) = unit.facts.as_deref() else {
                continue;
            };
            if unit.kind == FileKind::Source {
                routes.extend(routed(unit, facts));
                routes.truncate(MAX_ROUTES);
                answers_with_data = answers_with_data || is_of_data(facts);
            } else if asked.is_none() {
                asked = client(unit, facts);
            }
        }
        // A site of pages is no API.
        package.routes = if answers_with_data {
            routes
        } else {
            Vec::new()
        };
        let tool = package.tools.iter().find(|tool| is_contract(&tool.name));
        package.asked = asked.or_else(|| tool.map(|tool| tool.evidence.clone()));
    }
}

fn is_module(module: &str, known: &str) -> bool {
    module
        .strip_prefix(known)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || rest.starts_with('/'))
}

/// Whether a file answers requests with data.
fn is_of_data(facts: &FileFacts) -> bool {
    let mut modules = facts.imports.iter().map(|import| &*import.module);
    let writes_json = || {
        let mut types = facts.bindings.iter().map(|binding| &*binding.source);
        let mut modules = facts.imports.iter().map(|import| &*import.module);
        modules.any(|module| module == "encoding/json")
            && types.any(|source| source == "http.ResponseWriter")
    };
    let is_answer = |path: &str| {
        let (before, last) = path.rsplit_once('.').unwrap_or(("", path));
        // `res.json(..)`, `c.status(..).json(..)`
        let of = before.split('.').next().unwrap_or_default();
        ANSWERS.contains(&last)
            || last == "json" && matches!(of, "res" | "response" | "reply" | "ctx" | "c")
    };
    let mut paths = facts.references.iter().map(|reference| &*reference.path);
    modules.any(|module| OF_DATA.iter().any(|known| is_module(module, known)))
        || paths.any(is_answer)
        || writes_json()
}

fn routed(unit: &Unit, facts: &FileFacts) -> Vec<Evidence> {
    let mut modules = facts.imports.iter().map(|import| &*import.module);
    let has = modules.any(|module| FRAMEWORKS.iter().any(|known| is_module(module, known)));
    if !has {
        return Vec::new();
    }
    let mut found = Vec::new();
    for reference in &facts.references {
        let last = reference.last();
        let is_member = reference.path.len() > last.len();
        let text = reference.text.as_deref();
        let is_route = match reference.kind {
            ReferenceKind::Decorator => {
                is_member && VERBS.contains(&last) && text.is_some() || NEST.contains(&last)
            }
            ReferenceKind::Call => {
                VERBS.contains(&last)
                    && text.is_some_and(|text| text.starts_with('/') || last == "path")
                    && (is_member || last == "path")
                    && !is_request(&reference.path)
            }
            _ => false,
        };
        if is_route {
            let text = text.unwrap_or_default();
            found.push(Evidence {
                path: unit.path.clone(),
                line: Some(reference.line),
                fact: format!("routes `{last} {text}`").into(),
            });
        }
    }
    found
}

/// Whether a call is one of a client rather than of a router.
fn is_request(path: &str) -> bool {
    let first = path.split('.').next().unwrap_or_default().to_lowercase();
    first.contains("client")
        || matches!(&*first, "http" | "axios" | "requests" | "httpx" | "os")
            && !path.ends_with("HandleFunc")
}

/// Whether a test asks with a client that it was handed: `client.get("/a/")`,
/// `self.client.post(reverse("a"))`.
fn asks(path: &str, text: Option<&str>) -> bool {
    let Some((before, last)) = path.rsplit_once('.') else {
        return false;
    };
    let of = before.rsplit('.').next().unwrap_or(before);
    let is_path = text.is_some_and(|text| text.starts_with('/'));
    matches!(last, "get" | "post" | "put" | "patch" | "delete")
        && (of == "client" || of.ends_with("_client") && is_path)
}

/// A test, or what helps it, that asks a server.
fn client(unit: &Unit, facts: &FileFacts) -> Option<Evidence> {
    let import = facts.imports.iter().find(|import| {
        CLIENTS.iter().any(|known| is_module(&import.module, known))
            || import.names.iter().any(|name| CALLS.contains(&&*name.name))
    });
    let line = import.map(|import| import.line).or_else(|| {
        let called = facts.references.iter().find(|reference| {
            let last = reference.last();
            CALLS.contains(&last) || asks(&reference.path, reference.text.as_deref())
        });
        called.map(|reference| reference.line)
    })?;
    Some(Evidence {
        path: unit.path.clone(),
        line: Some(line),
        fact: "a test asks the routes".into(),
    })
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::units;
    use crate::scan::resolve;

    /// How many routes there are, and the file that asks them.
    fn check(more: &str, expect: (usize, Option<&str>)) {
        let fixture = format!(
            "//- /requirements.txt\ndjango\n\
             //- /app/urls.py\nfrom django.urls import path\nfrom . import views\n\
             urlpatterns = [\n    path('a/', views.a),\n    path('b/', views.b),\n]\n{more}"
        );
        let (tree, units) = units(&fixture);
        let graph = resolve(&tree, &units);
        let (setup, _) = super::super::setup(&tree, &units, &graph);
        let package = &setup.packages[0];
        let asked = package.asked.as_ref().map(|asked| &*asked.path);
        assert_eq!((package.routes.len(), asked), expect, "{more}");
    }

    #[test]
    fn only_what_answers_with_data_is_an_api() {
        let pages = "//- /app/views.py\nfrom django.shortcuts import render\ndef a(request):\n    return render(request, 'a.html')\n";
        let data = "//- /app/views.py\nfrom django.http import JsonResponse\ndef a(request):\n    return JsonResponse({})\n";
        let rest = "//- /app/views.py\nfrom rest_framework.views import APIView\nclass A(APIView):\n    pass\n";
        check(pages, (0, None));
        check(data, (2, None));
        check(rest, (2, None));
    }

    #[test]
    fn a_client_that_a_test_is_handed_asks_the_routes() {
        let data = "//- /app/views.py\nfrom django.http import JsonResponse\ndef a(request):\n    return JsonResponse({})\n";
        let test = |body: &str| {
            format!("{data}//- /tests/test_a.py\ndef test_a(client, redis_client):\n    {body}\n")
        };
        let asked = Some("tests/test_a.py");
        check(&test("client.get(reverse('a'))"), (2, asked));
        check(&test("self.client.post('/a/')"), (2, asked));
        check(&test("redis_client.get('key')"), (2, None));
    }
}

//! Which functions tests reach by route.

use crate::scan::fixture::symbol_statuses;

/// The functions of a fixture that are reached.
fn check(fixture: &str, expect: &[&str]) {
    let found = symbol_statuses(fixture);
    let reached: Vec<&str> = found
        .iter()
        .filter_map(|line| line.strip_suffix(" reached"))
        .collect();
    assert_eq!(reached, expect);
}

#[test]
fn a_client_calls_what_is_routed_at_the_path() {
    check(
        "//- /app.py\nfrom fastapi import FastAPI\napp = FastAPI()\n\
         @app.get('/users/{id}')\ndef show(id):\n    return id\n\
         @app.post('/users/{id}')\ndef change(id):\n    return id\n\
         @app.get('/orders')\ndef orders():\n    return 1\n\
         //- /test_app.py\nfrom app import app\ndef test_show(client):\n    assert client.get('/users/1')\n",
        &["app.py#show"],
    );
}

#[test]
fn addresses_in_constants_are_asked_for_by_who_reads_them() {
    let check_use = |import: &str, asks: &str| {
        check(
            &format!(
                "//- /app.py\nfrom fastapi import FastAPI\napp = FastAPI()\n\
                 @app.get('/users')\ndef users():\n    return 1\n@app.get('/orders')\ndef orders():\n    return 1\n\
                 //- /tests/urls.py\nUSERS = '/users'\nORDERS = '/orders'\nclass Urls:\n    USERS = '/users'\n    ORDERS = '/orders'\n\
                 //- /tests/test_app.py\nfrom app import app\n{import}\ndef test_show(client):\n    assert client.get({asks})\n"
            ),
            &["app.py#users"],
        );
    };
    check_use("from tests import urls", "urls.USERS");
    check_use("from tests.urls import USERS", "USERS");
    check_use("from tests.urls import Urls", "Urls.USERS");
    check_use("A = '/users'\nB = '/orders'", "A");
}

#[test]
fn the_root_of_a_router_is_named_by_its_prefix() {
    let app = "//- /health.py\nfrom fastapi import APIRouter\nrouter = APIRouter(prefix='/health', tags=['x'])\n\
               @router.get('/')\ndef health():\n    return 1\n\
               //- /test_app.py\nfrom health import router\ndef test_show(client):\n";
    check(
        &format!("{app}    assert client.get('/api/health/')\n"),
        &["health.py#health"],
    );
    check(&format!("{app}    assert client.get('/api/other/')\n"), &[]);
}

#[test]
fn a_route_that_names_nothing_is_told_by_the_prefix_of_its_router() {
    let app = |own: &str, given: &str| {
        format!(
            "//- /main.py\nfrom fastapi import FastAPI\nfrom items import router\nimport users\n\
             app = FastAPI()\napp.include_router(\n    router,{given}\n)\napp.include_router(users.router, prefix='/users')\n\
             //- /items.py\nfrom fastapi import APIRouter\nrouter = APIRouter({own})\n\
             @router.get('/{{key}}')\ndef item(key):\n    return key\n\
             @router.delete('/{{key}}')\ndef drop(key):\n    return key\n\
             //- /users.py\nfrom fastapi import APIRouter\nrouter = APIRouter()\n\
             @router.get('/{{key}}')\ndef user(key):\n    return key\n\
             @router.put('')\ndef add():\n    return 1\n\
             //- /test_app.py\nfrom main import app\ndef test_item(client):\n    assert client.get(f'/api/items/{{x}}')\n\
             def test_add(client):\n    assert client.put('/users')\n"
        )
    };
    let expect = ["items.py#item", "users.py#add"];
    check(&app("", " prefix='/items'"), &expect);
    check(&app("prefix='/items'", ""), &expect);
    check(&app("prefix='/items'", " prefix='/api'"), &expect);
}

#[test]
fn tables_of_starlette_and_aiohttp_route_too() {
    check(
        "//- /app.py\nfrom starlette.routing import Route\n\
         def one(request):\n    return 1\n\
         def two(request):\n    return 2\n\
         routes = [\n    Route('/one', one),\n    Route('/two', two),\n]\n\
         //- /test_app.py\nimport app\ndef test_one(client):\n    assert client.get('/one')\n",
        &["app.py#one"],
    );
}

#[test]
fn handlers_of_a_router_are_reached_with_the_program_that_a_client_asks() {
    check(
        "//- /src/app.ts\nimport express from 'express'\nimport { show } from './users'\n\
         export const app = express()\napp.get('/users/:id', show)\n\
         //- /src/idle.ts\nexport function idle() { return 1 }\n\
         //- /src/users.ts\nexport function show(req: any, res: any) { res.json(req.params.id) }\n\
         //- /src/app.test.ts\nimport request from 'supertest'\nimport { app } from './app'\n\
         it('shows', async () => { await request(app).get('/users/1').expect(200) })\n",
        &["src/users.ts#show"],
    );
}

const DJANGO: &str = "//- /shop/__init__.py\n\
    //- /shop/views.py\nfrom django.views import View\n\
    def order(request, pk):\n    return helper()\n\
    def helper():\n    return 1\n\
    def orders(request):\n    return 2\n\
    class Cart(View):\n    def get(self, request):\n        return 3\n\
    //- /shop/urls.py\nfrom django.urls import path, re_path\nfrom . import views\n\
    urlpatterns = [\n\
    path('orders/', views.orders, name='orders'),\n\
    path(\n    'orders/<int:pk>/',\n    views.order,\n    name='order',\n    ),\n\
    re_path(r'^cart/(?P<slug>[^/]+)/$', views.Cart.as_view(), name='cart'),\n]\n";

fn check_django(test: &str, expect: &[&str]) {
    let head = "//- /tests/test_views.py\nfrom django.test import TestCase\nfrom django.urls import reverse\n\
         class ViewTest(TestCase):\n    def test_it(self):\n        ";
    check(&format!("{DJANGO}{head}{test}\n"), expect);
}

#[test]
fn django_finds_views_through_its_settings() {
    let views = |names: &[&str]| -> Vec<String> {
        names
            .iter()
            .map(|name| format!("shop/views.py#{name}"))
            .collect()
    };
    for (test, expect) in [
        (
            "assert self.client.get('/shop/orders/')",
            views(&["orders"]),
        ),
        (
            "assert self.client.get('/shop/orders/7/')",
            views(&["order", "helper"]),
        ),
        (
            "assert self.client.get(f'/cart/{x}/')",
            views(&["Cart.get"]),
        ),
        (
            "assert self.client.get(reverse('order', args=[1]))",
            views(&["order", "helper"]),
        ),
        (
            "assert self.client.get(reverse('shop:cart'))",
            views(&["Cart.get"]),
        ),
        (
            "assert self.client.get('{}/orders/'.format(base))",
            views(&["orders"]),
        ),
        ("assert self.client.get('/elsewhere/')", views(&[])),
    ] {
        let expect: Vec<&str> = expect.iter().map(String::as_str).collect();
        check_django(test, &expect);
    }
}

#[test]
fn sets_of_views_take_all_paths_below_theirs() {
    let tree = |test: &str| {
        format!(
            "//- /api.py\nfrom rest_framework import routers, viewsets\n\
             class UserViewSet(viewsets.ModelViewSet):\n    def list(self, request):\n        return 1\n\
             class GroupViewSet(viewsets.ModelViewSet):\n    def list(self, request):\n        return 1\n\
             router = routers.DefaultRouter()\nrouter.register('users', UserViewSet)\nrouter.register('groups', GroupViewSet)\n\
             //- /test_api.py\nclass TestApi:\n    def test_x(self):\n        assert {test}\n"
        )
    };
    check(
        &tree("self.client.get('/api/users/3/')"),
        &["api.py#UserViewSet.list"],
    );
    check(
        &tree("self.client.get(reverse('user-detail'))"),
        &["api.py#UserViewSet.list"],
    );
}

#[test]
fn nest_calls_the_methods_of_controllers() {
    check(
        "//- /users.ts\nimport { Controller, Get, Post } from '@nestjs/common'\n@Controller('users')\nexport class Users {\n  @Get(':id') show() { return 1 }\n  @Post() add() { return 2 }\n}\n\
         //- /users.test.ts\nimport './users'\nit('shows', async () => { await request(server).get('/users/7') })\n",
        &["users.ts#Users.show"],
    );
}

#[test]
fn the_route_that_names_most_of_the_path_is_meant() {
    let urls = "//- /shop/__init__.py\n\
         //- /shop/views.py\ndef name(request):\n    return 1\ndef found(request):\n    return 2\ndef named(request):\n    return 3\n\
         //- /shop/urls.py\nfrom django.urls import include, path\nfrom . import views\n\
         orders = [path('name/', views.name)]\n\
         urlpatterns = [\n    path('orders/<int:pk>/', include(orders)),\n    path('orders/<slug:key>', views.found),\n    path('<int:pk>/named/', views.named),\n]\n";
    let test = |path: &str| {
        format!(
            "{urls}//- /tests/test_views.py\nfrom django.test import TestCase\nclass ViewTest(TestCase):\n    def test_it(self):\n        pk = 1\n        assert self.client.get({path})\n"
        )
    };
    check(&test("f'/orders/{pk}/name/'"), &["shop/views.py#name"]);
    check(&test("'/orders/blue'"), &["shop/views.py#found"]);
    check(&test("f'/orders/{pk}/named/'"), &["shop/views.py#named"]);
}

#[test]
fn what_an_application_runs_around_requests_runs_with_them() {
    let app = |asked: &str| {
        format!(
            "//- /app.py\nfrom flask import Flask\nfrom users import users\napp = Flask('x')\napp.register_blueprint(users)\n\
             @app.before_request\ndef before():\n    return 1\n@app.get('/about')\ndef about():\n    return 1\n\
             //- /users.py\nfrom flask import Blueprint\nusers = Blueprint('users', 'x')\n@users.get('/users')\ndef show():\n    return 1\n\
             @users.after_request\ndef after(answer):\n    return answer\n@users.errorhandler(404)\ndef lost(error):\n    return error\n\
             //- /far.py\nfrom flask import Flask\napp = Flask('y')\n@app.before_request\ndef far():\n    return 1\n\
             //- /test_app.py\nfrom app import app\ndef test_show(client):\n    assert client.get('{asked}')\n"
        )
    };
    check(
        &app("/users"),
        &[
            "app.py#before",
            "users.py#show",
            "users.py#after",
            "users.py#lost",
        ],
    );
    check(&app("/about"), &["app.py#before", "app.py#about"]);
    check(&app("/other"), &[]);
}

#[test]
fn a_view_of_django_may_have_a_name_of_its_own() {
    check(
        "//- /shop/__init__.py\n\
         //- /shop/views.py\nfrom django.views import View\nclass Cart(View):\n    def get(self, request):\n        return 3\nclass Idle(View):\n    def get(self, request):\n        return 3\ncart = Cart.as_view()\nidle = Idle.as_view()\n\
         //- /shop/urls.py\nfrom django.urls import path\nfrom . import views\nurlpatterns = [path('cart/', views.cart, name='cart'), path('idle/', views.idle, name='idle')]\n\
         //- /tests/test_views.py\nfrom django.test import TestCase\nclass ViewTest(TestCase):\n    def test_it(self):\n        self.client.get('/cart/')\n",
        &["shop/views.py#Cart.get"],
    );
}

#[test]
fn a_route_lives_by_its_name_whatever_its_path() {
    let check = |path: &str, asked: &str, expect: &[&str]| {
        check(
            &format!(
                "//- /manage.py\n//- /main/settings.py\nINSTALLED_APPS = ['django.contrib.auth', 'django.contrib.admin', 'django.contrib.sites']\nROOT_URLCONF = 'shop.urls'\n\
                 //- /shop/views.py\ndef feed(request):\n    return 1\ndef other(request):\n    return 2\n\
                 //- /shop/urls.py\nfrom django.urls import path\nfrom shop import views\nend = '/'\nFEED = 'feeds/'\n\
                 urlpatterns = [path({path}, views.feed, name='feed'), path('other', views.other, name='other')]\n\
                 //- /tests/test_views.py\nfrom django.test import TestCase\nfrom django.urls import reverse\nclass ViewTest(TestCase):\n    def test_it(self):\n        assert self.client.get({asked})\n"
            ),
            expect,
        );
    };
    let feed = ["shop/views.py#feed"];
    for path in [
        "'feeds/<format>' + end",
        "r'feeds/%s' % end",
        "'feeds/{}'.format(end)",
        "f'feeds/{end}'",
        "FEED",
    ] {
        check(path, "reverse('feed')", &feed);
        check(path, "reverse('else')", &[]);
    }
    check("'feeds/<format>' + end", "'/feeds/rss/'", &feed);
}

#[test]
fn classes_of_tests_say_what_those_they_are_derived_from_ask_for() {
    let check = |url: &str, expect: &[&str]| {
        check(
            &format!(
                "//- /manage.py\n//- /main/settings.py\nINSTALLED_APPS = ['django.contrib.auth', 'django.contrib.admin', 'django.contrib.sites']\n\
                 //- /shop/views.py\ndef index(request):\n    return 1\n//- /shop/urls.py\nfrom django.urls import path\nfrom shop import views\nurlpatterns = [path('', views.index, name='index')]\n\
                 //- /cart/views.py\ndef index(request):\n    return 2\n//- /cart/urls.py\nfrom django.urls import path\nfrom cart import views\napp_name = 'basket'\nurlpatterns = [path('', views.index, name='index')]\n\
                 //- /tests/base.py\nfrom django.test import TestCase\nfrom django.urls import reverse\nclass Access(TestCase):\n    url = ''\n    def test_it(self):\n        assert self.client.get(reverse(self.url))\n\
                 //- /tests/test_views.py\nfrom tests.base import Access\nclass Views(Access):\n    {url}\n"
            ),
            expect,
        );
    };
    let (shop, cart) = ("shop/views.py#index", "cart/views.py#index");
    check("url = 'shop:index'", &[shop]);
    check("url = 'basket:index'", &[cart]);
    check("url_name = 'index'", &[cart, shop]);
    check("title = 'index'", &[]);
    check("url = 'shop:other'", &[]);
}

#[test]
fn a_literal_path_goes_before_a_parameter_behind_the_same_prefix() {
    check(
        "//- /meals.py\nfrom fastapi import APIRouter\nrouter = APIRouter(prefix='/house/meals')\n\
         @router.get('/today')\ndef today():\n    return 1\n@router.get('/{item}')\ndef one(item):\n    return item\n\
         //- /test_app.py\nfrom meals import router\ndef test_it(client):\n    assert client.get('/api/house/meals/today')\n",
        &["meals.py#today"],
    );
}

#[test]
fn a_slash_at_the_end_tells_routes_apart() {
    let check_path = |path: &str, expect: &str| {
        check(
            &format!(
                "//- /shop/__init__.py\n//- /shop/urls.py\nfrom django.urls import path, include\nfrom shop import views, api\n\
                 inner = [path('resume/', views.resume)]\n\
                 urlpatterns = [path('api/', include([path('checks/<str:code>/resume', api.resume)])), path('checks/<str:code>/', include(inner))]\n\
                 //- /shop/views.py\ndef resume(request, code):\n    return 1\n\
                 //- /shop/api.py\ndef resume(request, code):\n    return 2\n\
                 //- /tests/test_x.py\ndef test_x(client):\n    client.get({path})\n"
            ),
            &[expect],
        );
    };
    check_path("f'/checks/{x}/resume/'", "shop/views.py#resume");
    check_path("f'/api/checks/{x}/resume'", "shop/api.py#resume");
    check_path("f'/api/checks/{x}/resume?a=/'", "shop/api.py#resume");
}

#[test]
fn a_name_space_of_flask_restx_is_in_front_of_its_routes() {
    let users = |made: &str| {
        format!(
            "//- /app.py\nfrom flask_restx import Api, Namespace\napi = Api()\n\
             //- /users.py\nfrom app import api, Namespace\nusers = {made}\n\
             @users.route('/')\nclass Users:\n    def get(self):\n        return 1\n@users.route('/<int:id>/')\nclass User:\n    def get(self):\n        return 1\n\
             //- /test_app.py\nimport users\ndef test_show(client):\n    assert client.get('/users/')\n"
        )
    };
    let expect = ["users.py#Users.get"];
    check(&users("api.namespace('users', description='x')"), &expect);
    check(&users("Namespace('people', path='/users')"), &expect);
    check(&users("Namespace('people')"), &[]);
}

//! What Django runs in tests.

use crate::scan::fixture::{gaps, symbol_statuses};

const SETTINGS: &str = "//- /manage.py\n\
    //- /main/settings.py\nINSTALLED_APPS = ['django.contrib.auth', 'django.contrib.admin', 'shop']\n\
    MIDDLEWARE = ['django.middleware.common.CommonMiddleware', 'shop.web.Timer']\n\
    //- /shop/__init__.py\n\
    //- /shop/apps.py\nfrom django.apps import AppConfig\nclass Shop(AppConfig):\n    def ready(self):\n        return 1\n\
    //- /shop/models.py\nfrom django.dispatch import receiver\n@receiver(saved)\ndef on_save(sender):\n    return 1\ndef unused():\n    return 2\ndef on_drop(sender):\n    return 1\ndropped.connect(on_drop)\n\
    //- /shop/web.py\nclass Timer:\n    def __call__(self, request):\n        return 1\n    def render(self, page):\n        return 1\n\
    def other():\n    return 2\n\
    //- /shop/templatetags/prices.py\n@register.filter\ndef price(value):\n    return 1\ndef total(parser, token):\n    return 3\nregister.tag('total', total)\ndef helper():\n    return 2\n\
    //- /shop/management/commands/sweep.py\nclass Command(BaseCommand):\n    def handle(self):\n        return 1\n\
    //- /shop/management/commands/count.py\nclass Command(BaseCommand):\n    def handle(self):\n        return 1\n";

fn check(tests: &str, expect: &[&str]) {
    let found = symbol_statuses(&format!("{SETTINGS}{tests}"));
    let reached: Vec<&str> = found
        .iter()
        .filter_map(|line| line.strip_suffix(" reached"))
        .collect();
    assert_eq!(reached, expect);
}

#[test]
fn what_settings_name_runs_for_every_test() {
    check(
        "//- /shop/tests.py\nfrom django.test import TestCase\nclass ShopTest(TestCase):\n    def test_x(self):\n        assert self.client.get('/')\n",
        &[
            "shop/apps.py#Shop.ready",
            "shop/models.py#on_save",
            "shop/models.py#on_drop",
            "shop/templatetags/prices.py#price",
            "shop/templatetags/prices.py#total",
            "shop/web.py#Timer.__call__",
            "shop/web.py#Timer.render",
        ],
    );
}

#[test]
fn commands_run_when_they_are_called_by_name() {
    check(
        "//- /shop/tests.py\nfrom django.core.management import call_command\nclass ShopTest:\n    def test_x(self):\n        call_command('sweep')\n",
        &[
            "shop/apps.py#Shop.ready",
            "shop/management/commands/sweep.py#Command.handle",
            "shop/models.py#on_save",
            "shop/models.py#on_drop",
            "shop/templatetags/prices.py#price",
            "shop/templatetags/prices.py#total",
            "shop/web.py#Timer.__call__",
            "shop/web.py#Timer.render",
        ],
    );
}

#[test]
fn commands_run_with_the_hooks_of_their_bases_however_they_are_named() {
    let check = |head: &str, test: &str, expect: &[&str]| {
        let found = symbol_statuses(&format!(
            "//- /shop/__init__.py\n//- /main/settings.py\nINSTALLED_APPS = ['shop']\n\
             //- /shop/base.py\nfrom django.core.management.base import BaseCommand\nclass Base(BaseCommand):\n    def handle(self):\n        return 1\n    def create_parser(self):\n        return 2\n\
             //- /shop/management/commands/sweep.py\nfrom shop.base import Base\nclass Command(Base):\n    help = 'x'\n    def handle_label(self, label):\n        return 3\n\
             //- /shop/test_sweep.py\nfrom django.core.management import call_command, execute_from_command_line\nfrom shop.management.commands.sweep import Command\n{head}\n\
             class Test(TestCase):\n    def run_it(self, *args):\n        assert call_command(*args)\n    def test_x(self):\n        {test}\n"
        ));
        let reached = found
            .iter()
            .filter_map(|line| line.strip_suffix(" reached"));
        assert_eq!(reached.collect::<Vec<_>>(), expect, "{test}");
    };
    let all = [
        "shop/base.py#Base.handle",
        "shop/base.py#Base.create_parser",
        "shop/management/commands/sweep.py#Command.handle_label",
    ];
    for test in [
        "call_command('sweep')",
        "self.run_it('sweep', '--all')",
        "call_command(Command())",
        "execute_from_command_line(['manage.py', 'sweep'])",
    ] {
        check("", test, &all);
    }
    check("NAME = 'sweep'", "call_command(NAME)", &all);
    check("", "call_command('other')", &[]);
}

#[test]
fn url_confs_load_what_they_include() {
    check(
        "//- /shop/urls.py\nfrom django.urls import include, path, register_converter\nfrom shop.ids import Id\nregister_converter(Id, 'id')\nurlpatterns = []\n\
         //- /shop/ids.py\nclass Id:\n    def to_url(self, value):\n        return value\n    def other(self):\n        return ''\n\
         //- /main/urls.py\nfrom django.urls import include, path\nurlpatterns = [path('', include('shop.urls'))]\n\
         //- /shop/tests.py\nimport main.urls\nclass ShopTest:\n    def test_x(self):\n        assert True\n",
        &[
            "shop/apps.py#Shop.ready",
            "shop/ids.py#Id.to_url",
            "shop/models.py#on_save",
            "shop/models.py#on_drop",
            "shop/templatetags/prices.py#price",
            "shop/templatetags/prices.py#total",
            "shop/web.py#Timer.__call__",
            "shop/web.py#Timer.render",
        ],
    );
}

#[test]
fn without_tests_settings_run_nothing() {
    check("", &[]);
}

#[test]
fn hooks_of_views_stay_hooks_where_the_tree_calls_them_too() {
    let gaps = crate::scan::fixture::gaps(
        "//- /shop/__init__.py\n\
         //- /shop/views.py\nfrom django.views.generic import DetailView, View\n\
         class Order(DetailView):\n    def get_context_data(self, **kwargs):\n        return helper()\n    def own(self):\n        return 1\n\
         def helper():\n    return 1\ndef use(order):\n    return order.own()\n\
         class Other(DetailView):\n    def get(self, request):\n        return self.get_context_data()\n\
         class Inner(View):\n    def get(self, request):\n        return 1\n\
         class Outer(View):\n    def post(self, request):\n        return Inner.as_view(a=1)(request)\n\
         //- /shop/urls.py\nfrom django.urls import path\nfrom . import views\n\
         urlpatterns = [path('orders/', views.Order.as_view()), path('outer/', views.Outer.as_view()), path('other/', views.Other.as_view())]\n\
         //- /tests/test_views.py\nfrom django.test import TestCase\nclass ViewTest(TestCase):\n    def test_it(self):\n        assert self.client.get('/orders/')\n        assert self.client.post('/outer/')\n",
    );
    assert_eq!(
        gaps,
        [
            "shop/views.py#Order.own",
            "shop/views.py#use",
            "shop/views.py#Other.get"
        ]
    );
}

#[test]
fn tests_may_say_themselves_what_is_installed() {
    let check = |settings: &str| {
        let found = symbol_statuses(&format!(
            "{settings}//- /shop/__init__.py\n\
             //- /shop/management/commands/sweep.py\nclass Command(BaseCommand):\n    def handle(self):\n        return 1\n\
             //- /tests/test_sweep.py\nfrom django.core.management import call_command\ndef test_sweep():\n    assert call_command('sweep') is None\n"
        ));
        let handle = found.iter().find(|line| line.contains("handle"));
        let expect = "shop/management/commands/sweep.py#Command.handle reached";
        assert_eq!(handle.map(String::as_str), Some(expect), "{settings}");
    };
    check(
        "//- /tests/conftest.py\ndef pytest_configure():\n    from django.conf import settings\n    settings.configure(INSTALLED_APPS=['shop'])\n",
    );
    check("//- /tests/settings.py\nINSTALLED_APPS = ['shop']\n");
}

#[test]
fn a_library_of_tags_has_those_of_the_modules_that_it_imports() {
    let found = symbol_statuses(&format!(
        "{SETTINGS}\
         //- /shop/tags/__init__.py\n//- /shop/tags/registry.py\nfrom django import template\nregister = template.Library()\n\
         //- /shop/tags/avatar.py\nfrom .registry import register\n@register.simple_tag\ndef colour(user):\n    return 1\ndef idle():\n    return 2\n\
         //- /shop/tags/loose.py\nfrom .registry import register\n@register.simple_tag\ndef shade(user):\n    return 1\n\
         //- /shop/templatetags/shop_tags.py\nfrom shop.tags import avatar\nfrom shop.tags.registry import register\n\
         //- /shop/tests.py\nfrom django.test import TestCase\nclass ShopTest(TestCase):\n    def test_x(self):\n        assert self.client.get('/')\n"
    ));
    let tags: Vec<&str> = found
        .iter()
        .filter_map(|line| line.strip_prefix("shop/tags/"))
        .collect();
    assert_eq!(
        tags,
        [
            "avatar.py#colour reached",
            "avatar.py#idle unreached",
            "loose.py#shade unreached"
        ]
    );
}

#[test]
fn apps_are_installed_by_settings_that_are_not_in_the_project() {
    let check = |settings: &str, tests: &str, expect: &str| {
        let found = symbol_statuses(&format!(
            "{settings}//- /shop/__init__.py\n\
             //- /shop/apps.py\nfrom django.apps import AppConfig\nclass Shop(AppConfig):\n    def ready(self):\n        return 1\n\
             //- /tests/test_shop.py\n{tests}\ndef test_x(self):\n    assert TestCase()\n"
        ));
        let ready = format!("shop/apps.py#Shop.ready {expect}");
        assert!(found.contains(&ready), "{settings} {tests}: {found:?}");
    };
    let django = "from django.test import TestCase";
    check("", django, "reached");
    check("", "from unittest import TestCase", "unreached");
    check(
        "//- /new/manage.py\n//- /new/settings.py\nINSTALLED_APPS = ['shop']\n",
        django,
        "reached",
    );
}

#[test]
fn modules_that_are_discovered_run() {
    let found = symbol_statuses(
        "//- /main/settings.py\nINSTALLED_APPS = ['shop.apps.Shop']\n\
         //- /shop/__init__.py\n//- /shop/plugins.py\ndef run():\n    return 1\nrun()\n//- /shop/extras.py\ndef idle():\n    return 1\nidle()\n\
         //- /shop/apps.py\nfrom django.apps import AppConfig\nfrom django.utils.module_loading import autodiscover_modules\nclass Shop(AppConfig):\n    def ready(self):\n        autodiscover_modules('plugins')\n\
         //- /shop/tests.py\nfrom django.test import TestCase\nclass ShopTest(TestCase):\n    def test_x(self):\n        assert self.client.get('/')\n",
    );
    for line in [
        "shop/plugins.py#run reached",
        "shop/extras.py#idle unreached",
    ] {
        assert!(found.iter().any(|known| known == line), "{line} {found:?}");
    }
}

#[test]
fn settings_may_name_what_a_package_passes_on() {
    let found = symbol_statuses(
        "//- /main/settings.py\nINSTALLED_APPS = ['shop']\nPANELS = ['shop.panels.Panel']\n\
         //- /shop/__init__.py\n//- /shop/panels/__init__.py\nfrom .panel import Panel\n//- /shop/panels/panel.py\nclass Panel:\n    def go(self):\n        return 1\n\
         //- /shop/tests.py\nfrom django.test import TestCase\nclass ShopTest(TestCase):\n    def test_x(self):\n        assert self.client.get('/')\n",
    );
    assert!(
        found.contains(&"shop/panels/panel.py#Panel.go reached".to_owned()),
        "{found:?}"
    );
}

#[test]
fn projects_that_only_tests_have_route_what_the_product_offers() {
    let check = |paths: &str, expect: &[&str]| {
        let found = symbol_statuses(&format!(
            "//- /shop/__init__.py\n//- /shop/auth.py\nfrom rest_framework.authentication import BaseAuthentication\nclass Token(BaseAuthentication):\n    def authenticate(self, request):\n        return 1\n\
             class Header:\n    def __init__(self, scope):\n        self.scope = scope\n    def __call__(self, request):\n        return 2\n\
             class Idle(BaseAuthentication):\n    def authenticate(self, request):\n        return 3\n\
             //- /tests/__init__.py\n//- /tests/settings.py\nINSTALLED_APPS = ['shop', 'django.contrib.auth']\nROOT_URLCONF = 'tests.urls'\n\
             //- /tests/urls.py\nfrom django.urls import include, path\nurlpatterns = [{paths}]\n\
             //- /tests/api/__init__.py\n//- /tests/api/urls.py\nfrom django.urls import path\nfrom .views import Resource\nurlpatterns = [path('resource', Resource.as_view())]\n\
             //- /tests/api/views.py\nfrom ninja import NinjaAPI\nfrom rest_framework.views import APIView\nfrom shop.auth import Header, Token\napi = NinjaAPI()\n\
             @api.get('/x', auth=[Header('a')])\ndef x(request):\n    return 1\n\
             class Resource(APIView):\n    authentication_classes = [Token]\n    def get(self, request):\n        return 1\n\
             //- /tests/test_x.py\nfrom django.urls import reverse\ndef test_x(client):\n    assert client.get('/api/resource')\n\
             //- /shop/other.py\ndef go(it):\n    return it.authenticate(1)\n"
        ));
        let gaps = found.iter().filter_map(|it| it.strip_suffix(" unreached"));
        let gaps: Vec<&str> = gaps.filter(|it| it.starts_with("shop")).collect();
        assert_eq!(gaps, expect, "{paths}");
    };
    let (idle, go) = ("shop/auth.py#Idle.authenticate", "shop/other.py#go");
    check("path('api/', include('tests.api.urls'))", &[idle, go]);
    // A route is found by its path, whatever includes it; the module of its views is not.
    check(
        "",
        &[
            "shop/auth.py#Header.__init__",
            "shop/auth.py#Header.__call__",
            idle,
            go,
        ],
    );
}

#[test]
fn words_that_no_command_is_run_by_run_none() {
    let check = |test: &str, expect: &[&str]| {
        let found = crate::scan::fixture::gaps(&format!(
            "//- /shop/__init__.py\n//- /main/settings.py\nINSTALLED_APPS = ['shop', 'django.contrib.auth']\nMIDDLEWARE = ['django.middleware.x']\nROOT_URLCONF = 'main.urls'\n\
             //- /shop/management/commands/sweep.py\nclass Command:\n    def handle(self):\n        return 1\n\
             //- /shop/management/commands/sync.py\nclass Command:\n    def handle(self):\n        return 1\n\
             //- /tests/__init__.py\n//- /tests/base.py\nfrom django.core.management import call_command\ndef run_it(name):\n    return call_command(name)\nclass Base:\n    def run_own(self):\n        return call_command(self.command)\n\
             //- /tests/test_x.py\nfrom django.core.management import call_command\nfrom tests.base import run_it, Base\ndef state(text):\n    return text\n{test}"
        ));
        let found = found.iter().map(|it| {
            let name = it.strip_prefix("shop/management/commands/");
            name.and_then(|name| name.strip_suffix(".py#Command.handle"))
        });
        assert_eq!(found.flatten().collect::<Vec<_>>(), expect, "{test}");
    };
    let other = "def test_y():\n    assert state('sync')\n";
    check(
        &format!("def test_x():\n    call_command('sweep')\n{other}"),
        &["sync"],
    );
    check(
        "def test_x():\n    call_command('sweep')\n    assert state('sync')\n",
        &["sync"],
    );
    check(
        &format!("def test_x():\n    run_it('sweep')\n{other}"),
        &["sync"],
    );
    check(
        &format!("def test_x():\n    name = 'sweep'\n    run_it(name)\n{other}"),
        &["sync"],
    );
    check(
        &format!(
            "class TestIt(Base):\n    command = 'sweep'\n    other = 'sync'\n    def test_it(self):\n        self.run_own()\n{other}"
        ),
        &["sync"],
    );
    check(
        "import pytest\n@pytest.mark.parametrize('name', ['sweep', 'sync'])\ndef test_x(name):\n    call_command(name)\n",
        &[],
    );
}

#[test]
fn commands_of_one_name_run_a_limited_number_of_times() {
    let many = |apps: usize| {
        let commands = (0..apps).map(|at| {
            format!("//- /a{at}/management/commands/go.py\nclass Command:\n    def handle(self):\n        return 1\n")
        });
        let tests = (0..apps).map(|at| {
            let calls = "    call_command('go', 'go')\n".repeat(20);
            format!("def test_{at}():\n{calls}")
        });
        crate::scan::fixture::warnings(&format!(
            "//- /main/settings.py\nINSTALLED_APPS = ['shop', 'django.contrib.auth']\nMIDDLEWARE = ['django.middleware.x']\nROOT_URLCONF = 'main.urls'\n{}\
             //- /tests/test_x.py\nfrom django.core.management import call_command\n{}",
            commands.collect::<String>(),
            tests.collect::<String>()
        ))
    };
    // Each test runs all commands once, however often it says so.
    assert_eq!(many(100), [""; 0]);
    let told = "tests/test_x.py: tests that run commands of one name are too many";
    assert!(many(200)[0].starts_with(told));
}

#[test]
fn settings_that_are_taken_over_as_a_whole_name_what_is_loaded() {
    let check = |import: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /main/settings.py\n{import}\nINSTALLED_APPS = ['shop']\n//- /shop/__init__.py\n\
             //- /shop/defaults.py\nSHOP_SLUGGER = 'shop.text.slugger'\n\
             //- /shop/text.py\ndef slugger(value):\n    return clean(value)\ndef clean(value):\n    return value.strip()\ndef show():\n    return 1\ndef idle():\n    return 2\n\
             //- /tests/test_x.py\nfrom shop.text import show\ndef test_x():\n    assert show()\n"
        ));
        assert_eq!(found, expect, "{import}");
    };
    check("from shop.defaults import *", &["shop/text.py#idle"]);
    check(
        "from shop import defaults",
        &[
            "shop/text.py#slugger",
            "shop/text.py#clean",
            "shop/text.py#idle",
        ],
    );
}

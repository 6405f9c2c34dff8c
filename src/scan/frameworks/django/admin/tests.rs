//! What pages of the admin make.

use crate::scan::fixture::{symbol_statuses, warnings};

use super::*;

#[test]
fn a_page_makes_the_class_of_its_model_and_runs_no_action() {
    let gaps = |asked: &str| {
        let found = symbol_statuses(&format!(
            "//- /manage.py\n\
             //- /shop/__init__.py\n\
             //- /shop/admin.py\nfrom django.contrib import admin\nfrom shop.models import Box, Order\n\
             @admin.register(Order)\nclass OrderAdmin(admin.ModelAdmin):\n    list_display = ['total']\n    actions = ['close']\n    def total(self, row):\n        return row.sum\n    def close(self, rows):\n        rows.end()\n\
             class BoxAdmin(admin.ModelAdmin):\n    list_display = ['size']\n    def size(self, row):\n        return row.x\n    def has_add_permission(self, request):\n        return request.user\nadmin.site.register(Box, BoxAdmin)\n\
             //- /shop/models.py\nclass Order:\n    pass\nclass Box:\n    pass\n\
             //- /shop/settings.py\nX = ['django.contrib.admin', 'django.contrib.auth', 'django.middleware.x']\n\
             //- /shop/tests/test_admin.py\nfrom django.test import TestCase\nclass AdminTest(TestCase):\n    def test_it(self):\n        assert self.client.get('{asked}')\n"
        ));
        let gaps = found.iter().filter_map(|line| {
            line.strip_prefix("shop/admin.py#")?
                .strip_suffix(" unreached")
        });
        gaps.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        gaps("/admin/shop/order/"),
        ["OrderAdmin.close", "BoxAdmin.size"]
    );
    assert_eq!(
        gaps("/admin/shop/box/"),
        ["OrderAdmin.total", "OrderAdmin.close"]
    );
    assert_eq!(gaps("/admin/shop/"), ["OrderAdmin.close"]);
    assert_eq!(
        gaps("admin:%s_%s_changelist' % ('shop', 'order') + '"),
        ["OrderAdmin.close", "BoxAdmin.size"]
    );
}

#[test]
fn a_computed_page_is_that_of_the_model_which_is_put_in() {
    let check = |test: &str, expect: &[&str]| {
        let app = |name: &str| {
            format!(
                "//- /{name}/__init__.py\n//- /{name}/models.py\nclass Order:\n    pass\nclass Box:\n    pass\n\
                 //- /{name}/admin.py\nfrom django.contrib import admin\nfrom {name}.models import Box, Order\n\
                 @admin.register(Order)\nclass OrderAdmin(admin.ModelAdmin):\n    list_display = ['total']\n    def total(self, row):\n        return row.sum\n\
                 class BoxAdmin(admin.ModelAdmin):\n    list_display = ['size']\n    def size(self, row):\n        return row.x\nadmin.site.register(Box, BoxAdmin)\n"
            )
        };
        let found = symbol_statuses(&format!(
            "//- /manage.py\n{}{}\
             //- /main/settings.py\nX = ['django.contrib.admin', 'django.contrib.auth', 'django.middleware.x']\n\
             //- /tests/__init__.py\n//- /tests/test_admin.py\nfrom django.test import TestCase\nfrom django.urls import reverse\nfrom shop import models\nfrom shop.models import Order\n{test}",
            app("shop"),
            app("depot")
        ));
        let found = found
            .iter()
            .filter_map(|line| line.strip_suffix(" reached"));
        assert_eq!(found.collect::<Vec<_>>(), expect, "{test}");
    };
    let (order, size) = (
        "shop/admin.py#OrderAdmin.total",
        "shop/admin.py#BoxAdmin.size",
    );
    let one = |body: &str| {
        format!("class AdminTest(TestCase):\n    def test_it(self):\n        {body}\n")
    };
    let list = "'admin:%s_%s_changelist'";
    check(
        &one(&format!(
            "self.client.get(reverse({list} % (Order._meta.app_label, Order._meta.model_name)))"
        )),
        &[order],
    );
    check(
        &one(&format!(
            "word = 'box'\n        self.client.get(reverse({list} % (Order._meta.app_label, Order._meta.model_name)))"
        )),
        &[order],
    );
    check(
        &one(
            "model = models.Box._meta\n        self.client.get(reverse(f'admin:{model.app_label}_{model.model_name}_add'))",
        ),
        &[size],
    );
    check(
        &one(&format!(
            "self.client.get(reverse({list} % ('shop', 'box')))"
        )),
        &[size],
    );
    check(
        "def listed(app, model):\n    return reverse('admin:%s_%s_changelist' % (app, model))\n\
         class AdminTest(TestCase):\n    def test_it(self):\n        self.client.get(listed('depot', 'box'))\n",
        &["depot/admin.py#BoxAdmin.size"],
    );
}

#[test]
fn modules_of_a_package_make_pages_and_a_helper_may_ask_for_them() {
    let check = |test: &str, expect: &[&str]| {
        let found = symbol_statuses(&format!(
            "//- /manage.py\n//- /main/settings.py\nX = ['django.contrib.admin', 'django.contrib.auth', 'django.middleware.x']\n\
             //- /shop/__init__.py\n//- /shop/models.py\nclass Order:\n    pass\n\
             //- /shop/urls.py\nfrom django.urls import reverse\ndef admin_reverse(name):\n    return reverse(f'admin:{{name}}')\ndef other(name):\n    return name\n\
             //- /shop/admin/__init__.py\nimport shop.admin.orders\n\
             //- /shop/admin/forms.py\nclass Other:\n    def total(self):\n        return 1\n\
             //- /shop/admin/orders.py\nfrom django.contrib import admin\nfrom shop.models import Order\n@admin.register(Order)\nclass OrderAdmin(admin.ModelAdmin):\n    list_display = ['total']\n    def total(self, row):\n        return row.sum\n\
             //- /tests/__init__.py\n//- /tests/test_admin.py\nfrom django.test import TestCase\nfrom django.urls import reverse\nfrom shop.urls import admin_reverse, other\nclass AdminTest(TestCase):\n    def test_it(self):\n        self.client.get({test})\n"
        ));
        let found = found.iter().filter(|line| line.starts_with("shop/admin/"));
        let found = found.filter_map(|line| line.strip_suffix(" reached"));
        assert_eq!(found.collect::<Vec<_>>(), expect, "{test}");
    };
    let total = "shop/admin/orders.py#OrderAdmin.total";
    check("reverse('admin:shop_order_add')", &[total]);
    check("admin_reverse('shop_order_add')", &[total]);
    check("admin_reverse('depot_order_add')", &[]);
    check("other('shop_order_add')", &[]);
}

#[test]
fn requests_for_pages_are_limited_and_said_to_be() {
    let many = |count: usize| {
        let models = (0..count).map(|at| format!("M{at}"));
        let names: Vec<String> = models.collect();
        let classes = names.iter().map(|it| {
            format!("@admin.register({it})\nclass {it}Admin(admin.ModelAdmin):\n    pass\n")
        });
        let tests = names.iter().map(|it| {
            format!("    def test_{it}(self):\n        self.client.get(reverse('admin:%s_%s_add' % ('shop', '{it}')))\n")
        });
        let models = names.iter().map(|it| format!("class {it}:\n    pass\n"));
        let all = names.iter().map(|it| format!("{it}, "));
        warnings(&format!(
            "//- /shop/__init__.py\n//- /shop/models.py\n{}//- /shop/admin.py\nfrom django.contrib import admin\nfrom shop.models import *\n{}\
             //- /main/settings.py\nX = ['django.contrib.admin', 'django.contrib.auth', 'django.middleware.x']\n\
             //- /tests/test_x.py\nfrom shop.models import *\nALL = [{}]\nclass AdminTest(TestCase):\n{}",
            models.collect::<String>(),
            classes.collect::<String>(),
            all.collect::<String>(),
            tests.collect::<String>(),
        ))
    };
    assert_eq!(many(40), [""; 0]);
    let told = format!("tests/test_x.py: {REQUESTS} are too many");
    assert!(many(400)[0].starts_with(&told));
}

#[test]
fn the_app_stands_behind_the_admin() {
    let check = |text: &str, app: &str, expect: bool| {
        let site = Site {
            by_app: std::iter::once((app, vec![0])).collect(),
            ..Site::empty()
        };
        let found = app_of(text).is_some_and(|asked| site.apps(asked).next().is_some());
        assert_eq!(found, expect, "{text} {app}");
    };
    check("/admin/shop/order/", "shop", true);
    check("/site/admin/shop/", "shop", true);
    check("admin:shop_order_changelist", "shop", true);
    check("/admin/shopping/", "shop", false);
    check("/admin/", "shop", false);
    check("/shop/", "shop", false);
}

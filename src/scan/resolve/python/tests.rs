use crate::scan::fixture::edges;

fn check(fixture: &str, from: &str, expect: &[&str]) {
    assert_eq!(edges(fixture, from), expect);
}

#[test]
fn absolute_imports_start_at_the_project() {
    check(
        "//- /pkg/__init__.py\n//- /pkg/a.py\ndef f(): pass\n//- /main.py\nfrom pkg.a import f\nimport pkg.a as other\n",
        "main.py",
        &["pkg/a.py as other", "pkg/a.py#f"],
    );
}

#[test]
fn relative_imports_start_at_the_file() {
    check(
        "//- /pkg/__init__.py\n//- /pkg/a.py\ndef f(): pass\n//- /pkg/sub/__init__.py\n//- /pkg/sub/b.py\nfrom ..a import f\nfrom .. import a\nfrom ....x import y\n",
        "pkg/sub/b.py",
        &["pkg/a.py as a", "pkg/a.py#f"],
    );
}

#[test]
fn two_packages_may_share_a_name() {
    let tree = "//- /back/pyproject.toml\n//- /back/luml/__init__.py\n//- /back/luml/x.py\nclass X: pass\n\
                //- /back/tests/test_x.py\nfrom luml.x import X\n\
                //- /sdk/pyproject.toml\n//- /sdk/luml/__init__.py\n//- /sdk/luml/x.py\nclass X: pass\n\
                //- /sdk/tests/test_x.py\nfrom luml.x import X\n\
                //- /tool/use.py\nfrom luml.x import X\n";
    check(tree, "back/tests/test_x.py", &["back/luml/x.py#X"]);
    check(tree, "sdk/tests/test_x.py", &["sdk/luml/x.py#X"]);
    // Which of the two is installed there nobody can tell.
    check(tree, "tool/use.py", &[]);
}

#[test]
fn a_package_of_one_project_is_found_from_another() {
    check(
        "//- /lib/pyproject.toml\n//- /lib/src/thing/__init__.py\nclass T: pass\n//- /app/pyproject.toml\n//- /app/run.py\nfrom thing import T\n",
        "app/run.py",
        &["lib/src/thing/__init__.py#T"],
    );
}

#[test]
fn a_project_called_like_its_package_is_not_the_package() {
    for holder in ["acme/src", "acme"] {
        let tree = format!(
            "//- /acme/pyproject.toml\n//- /{holder}/acme/__init__.py\n//- /{holder}/acme/crypto.py\ndef f(): pass\n\
             //- /shop/pyproject.toml\n//- /shop/src/shop/__init__.py\n\
             //- /shop/src/shop/certs.py\nfrom acme import crypto\nimport acme as whole\n"
        );
        let (all, crypto) = (
            format!("{holder}/acme/__init__.py as whole"),
            format!("{holder}/acme/crypto.py as crypto"),
        );
        check(&tree, "shop/src/shop/certs.py", &[&*all, &*crypto]);
    }
    check(
        "//- /acme/crypto.py\ndef f(): pass\n//- /other/acme/__init__.py\n//- /use.py\nfrom acme import crypto\n",
        "use.py",
        &["acme/crypto.py as crypto"],
    );
}

#[test]
fn a_package_is_found_wherever_it_lies_but_among_other_tests() {
    let tree = |holder: &str, from: &str| {
        let import = format!("//- /{from}\nfrom thing import T\n");
        format!("{import}//- /{holder}/thing/__init__.py\nclass T: pass\n//- /other/__init__.py\n")
    };
    for holder in ["python", "backend/app", "packages/a/code"] {
        let expect = format!("{holder}/thing/__init__.py#T");
        check(
            &tree(holder, "tests/test_x.py"),
            "tests/test_x.py",
            &[&expect],
        );
        check(
            &tree(holder, "b/src/b/use.py"),
            "b/src/b/use.py",
            &[&expect],
        );
    }
    check(&tree("tests/data", "app/use.py"), "app/use.py", &[]);
    check(
        &tree("tests/data", "tests/test_x.py"),
        "tests/test_x.py",
        &["tests/data/thing/__init__.py#T"],
    );
}

#[test]
fn src_layouts_and_declared_folders_are_searched() {
    check(
        "//- /pyproject.toml\n[tool.pytest.ini_options]\npythonpath = [\"lib/python\"]\n\
         //- /src/a/__init__.py\n//- /lib/python/b/__init__.py\n//- /tests/test_x.py\nimport a\nimport b\n",
        "tests/test_x.py",
        &["lib/python/b/__init__.py as b", "src/a/__init__.py as a"],
    );
}

#[test]
fn namespace_packages_need_no_init() {
    check(
        "//- /pyproject.toml\n//- /ns/part/mod.py\ndef f(): pass\n//- /tests/test_x.py\nfrom ns.part.mod import f\nfrom ns.part import mod\n",
        "tests/test_x.py",
        &["ns/part/mod.py as mod", "ns/part/mod.py#f"],
    );
}

#[test]
fn scripts_import_from_their_own_folder() {
    check(
        "//- /server/__init__.py\n//- /server/main.py\nfrom handlers.model import H\n//- /server/handlers/__init__.py\n//- /server/handlers/model.py\nfrom manager import M\nclass H: pass\n//- /server/manager.py\nclass M: pass\n",
        "server/handlers/model.py",
        &["server/manager.py#M"],
    );
}

#[test]
fn names_are_followed_to_the_file_that_defines_them() {
    check(
        "//- /pkg/__init__.py\nfrom .api import Client as C\nfrom .more import *\n//- /pkg/api/__init__.py\nfrom pkg.api._client import Client\n\
         //- /pkg/api/_client.py\nclass Client: pass\n//- /pkg/more.py\ndef helper(): pass\n\
         //- /test_x.py\nfrom pkg import C, helper, LIMIT\n",
        "test_x.py",
        &[
            "pkg/__init__.py#LIMIT",
            "pkg/api/_client.py#Client as C",
            "pkg/more.py#helper",
        ],
    );
}

#[test]
fn a_package_attribute_wins_over_a_submodule() {
    check(
        "//- /pkg/__init__.py\nfrom ._impl import run\n//- /pkg/_impl.py\ndef run(): pass\n//- /pkg/run.py\n//- /x.py\nfrom pkg import run\n",
        "x.py",
        &["pkg/_impl.py#run"],
    );
}

#[test]
fn circular_re_exports_end() {
    let tree =
        "//- /a.py\nfrom b import f\n//- /b.py\nfrom a import f\n//- /x.py\nfrom a import f\n";
    // Either answer is as good as the other.
    assert_eq!(edges(tree, "x.py").len(), 1);
}

#[test]
fn the_standard_library_is_not_in_the_tree() {
    check(
        "//- /utils/logging.py\n//- /utils/x.py\nimport logging\nimport json.decoder\n",
        "utils/x.py",
        &[],
    );
}

#[test]
fn types_and_dynamic_imports_are_told_apart() {
    check(
        "//- /a.py\n//- /b.py\n//- /x.py\nimport importlib\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a\nimportlib.import_module(\"b\")\n",
        "x.py",
        &["a.py as a (TypeOnly)", "b.py as b (Dynamic)"],
    );
}

#[test]
fn modules_that_import_all_of_each_other_are_asked_once() {
    let stars = |module: &str| format!("from {module} import *\n").repeat(40);
    let tree = format!(
        "//- /a.py\n{}//- /b.py\n{}//- /c.py\ndef here(): pass\n//- /use.py\nfrom a import nowhere\n",
        stars("b"),
        stars("a") + "from c import *\n",
    );
    // As near as it gets is the module that is named.
    check(&tree, "use.py", &["a.py#nowhere"]);
    let (tree, units) = crate::scan::fixture::units(&tree);
    let input = super::Input::new(&tree, &units);
    let resolver = super::Resolver::new(&input);
    let mut sought = super::Sought::default();
    let start = input.file("a.py").unwrap();
    assert_eq!(resolver.defined(start, "nowhere", &mut sought), None);
    assert_eq!(sought.count(), 3);
    let mut sought = super::Sought::default();
    let here = resolver.defined(start, "here", &mut sought).unwrap();
    assert_eq!(input.unit(here.0).unwrap().path.as_ref(), "c.py");
}

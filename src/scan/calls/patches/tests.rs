use crate::scan::fixture::gaps;

fn check_patch(body: &str, expect: &[&str]) {
    let found = gaps(&format!(
        "//- /app/__init__.py\n//- /app/parts.py\ndef load():\n    return open('x')\ndef save():\n    return open('y')\n\
         //- /app/main.py\nfrom app import parts\nfrom app.parts import load\nclass Shell:\n    def info(self):\n        return self.version()\n    def version(self):\n        return 1\n\
         def main():\n    return parts.load() + parts.save() + load()\n\
         //- /tests/test_x.py\nfrom unittest.mock import patch\nfrom app import parts\nfrom app.main import main, Shell\n{body}"
    ));
    assert_eq!(found, expect, "{body}");
}

#[test]
fn a_spy_stands_in_for_nothing() {
    let check = |patch: &str, expect: &[&str]| {
        check_patch(
            &format!("def test_x():\n    {patch}:\n        assert Shell().info() and main()\n"),
            expect,
        );
    };
    let version = &["app/main.py#Shell.version"];
    check("with patch.object(Shell, 'version')", version);
    check(
        "with patch.object(Shell, 'version', wraps=Shell.version)",
        &[],
    );
    check(
        "with patch.object(\n            Shell,\n            'version',\n            spy_on(Shell.version),\n        )",
        &[],
    );
    check(
        "real = Shell.version\n    with patch.object(Shell, 'version', real)",
        &[],
    );
    check(
        "Shell().info()\n    with patch.object(Shell, 'version', Shell.info)",
        version,
    );
    check("with patch('app.parts.load', wraps=parts.load)", &[]);
    check("with patch('app.parts.load')", &["app/parts.py#load"]);
}

#[test]
fn a_module_is_replaced_under_the_name_that_another_has_for_it() {
    let check = |name: &str, expect: &[&str]| {
        let with =
            format!("@patch('{name}')\ndef test_x(parts):\n    assert main() and Shell().info()\n");
        check_patch(&with, expect);
    };
    check(
        "app.main.parts",
        &["app/parts.py#load", "app/parts.py#save"],
    );
    check("app.parts", &[]);
    let others = |code: &str, test: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /app/__init__.py\n//- /app/parts.py\ndef load():\n    return open('x')\n\
             //- /app/main.py\nfrom app import parts\ndef main():\n    return parts.load()\n\
             //- /app/jobs.py\n{code}def run():\n    return parts.load()\n\
             //- /tests/test_x.py\nfrom unittest.mock import patch\nfrom app.main import main\nfrom app.jobs import run\n\
             @patch('app.main.parts')\ndef test_x(parts):\n    {test}\n"
        ));
        assert_eq!(found, expect, "{code}{test}");
    };
    let load = ["app/parts.py#load"];
    others("parts = open('y')\n", "assert main() and run()", &load);
    others("from app import parts\n", "assert main() and run()", &[]);
    others(
        "parts = open('y')\n",
        "from app.parts import load\n    assert load() and main() and run()",
        &[],
    );
    check(
        "app.main.Shell.info",
        &["app/main.py#Shell.info", "app/main.py#Shell.version"],
    );
}

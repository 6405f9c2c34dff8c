//! Tests and suites.

use super::{check_branches, check_references, check_symbols};

#[test]
fn tests_are_named_as_runners_print_them() {
    check_symbols(
        "describe('a', () => {\n  it('b', () => { c() })\n  test.each([1])('d %s', () => {})\n})",
        &["a:1-4", "a > b:2-2 test", "a > d %s:3-3 empty test"],
    );
    check_symbols(
        "import { test as t } from 'vitest'; t(`a ${b}`, c(() => 1))",
        &["a ${b}:1-1 test"],
    );
    check_symbols(
        "for (const one of all) { test(one.name(), () => { a() }) }",
        &["one.name():1-1 test"],
    );
    check_symbols("it.each`a\n${1}`('b', () => { c() })", &["b:2-2 test"]);
    check_symbols(
        "Deno.test('a', () => 1); Deno.test({ name: 'b', fn() { c() } })",
        &["a:1-1 test", "b:1-1 test"],
    );
    check_symbols(
        "test.describe('a', () => { test('b', async ({ page }) => {}) })",
        &["a:1-1", "a > b:1-1 empty test"],
    );
    check_symbols(
        "QUnit.module('a', () => { QUnit.test('b', assert => { c() }) })",
        &["a:1-1", "a > b:1-1 test"],
    );
    check_symbols(
        "import { suite } from 'uvu'; const S = suite('x'); S('a', () => { b() }); S.run()",
        &["a:1-1 test"],
    );
    // Runners that are one object.
    check_symbols(
        "const t = require('tap'); t.test('a', () => 1); t.equal(b(), 1)",
        &["a:1-1 test"],
    );
    check_symbols(
        "const tape = require('tape'); tape('a', t => { t.end() })",
        &["a:1-1 test"],
    );
    check_symbols(
        "import * as t from 'tap'; t.test('a', () => 1)",
        &["a:1-1 test"],
    );
    check_symbols("const t = require('other'); t.test('a', 1)", &[]);
    check_symbols("it('a', b)", &["a:1-1 test"]);
    check_references("it('a', b)", &["b()", "it()\"a\"", "b"]);
}

#[test]
fn skipped_tests_are_known() {
    check_symbols(
        "it.skip('a', () => 1); xit('b', () => 1); it.todo('c'); it('d')",
        &[
            "a:1-1 test skipped",
            "b:1-1 test skipped",
            "c:1-1 empty test skipped",
            "d:1-1 empty test skipped",
        ],
    );
    // A condition skips what stands around it, where it holds; it is no test.
    check_symbols(
        "test.describe('a', () => { test.skip(isSlow); test('b', () => 1) })",
        &["a:1-1", "a > b:1-1 test"],
    );
    check_symbols(
        "describe.skip('a', () => { it('b', () => 1) }); it('c', () => 1)",
        &["a:1-1", "a > b:1-1 test skipped", "c:1-1 test"],
    );
    check_symbols(
        "test('a', { skip: true }, () => 1); it.skipIf(b)('c', () => 1)",
        &["a:1-1 test skipped", "c:1-1 test"],
    );
}

#[test]
fn only_functions_of_runners_make_tests() {
    check_symbols(
        "/a/.test('b'); it.step('c', () => 1)",
        &["step.callback:1-1"],
    );
    check_symbols(
        "import { test } from 'ramda'; test('a', () => 1)",
        &["test.callback:1-1"],
    );
    check_symbols(
        "import { test } from './fixtures'; test('a', () => 1)",
        &["a:1-1 test"],
    );
    check_symbols(
        "const test = base.extend({}); test('a', () => 1)",
        &["test.callback:1-1"],
    );
    check_symbols(
        "import { test as base } from '@playwright/test'\n\
         const test = base.extend({}); test('a', () => 1)",
        &["a:2-2 test"],
    );
    check_symbols(
        "function it() {} it('a', () => 1)",
        &["it:1-1 empty", "it.callback:1-1"],
    );
    check_symbols("function f() { const test = /a/; test('b') }", &["f:1-1"]);
}

#[test]
fn tests_inside_source_exist_in_test_builds_only() {
    let source = "export const a = () => 1\nif (import.meta.vitest) {\n\
                  const { it } = import.meta.vitest\nit('b', () => { a() })\n}";
    check_symbols(source, &["a:1-1", "b:4-4 test test-only"]);
    check_branches(source, false);
}

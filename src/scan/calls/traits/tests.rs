use crate::scan::fixture::gaps;

fn check(fixture: &str, expect: &[&str]) {
    let gaps = gaps(&format!(
        "//- /Cargo.toml\n[package]\nname = \"x\"\n{fixture}"
    ));
    assert_eq!(gaps, expect, "{fixture}");
}

#[test]
fn a_type_of_a_library_gets_methods_for_types_of_the_tree() {
    check(
        "//- /src/lib.rs\npub struct Match(u8);\npub struct Idle(u8);\nimpl std::ops::Index<Match> for [u8] {\n    fn index(&self, m: Match) -> &[u8] { &self[one()..] }\n}\n\
         impl std::ops::Index<Idle> for str {\n    fn index(&self, m: Idle) -> &str { &self[two()..] }\n}\n\
         pub fn cut(b: &[u8]) -> &[u8] { &b[Match(1)] }\nfn one() -> usize { 1 }\nfn two() -> usize { 2 }\n#[test]\nfn cuts() { cut(b\"a\"); }\n",
        &["src/lib.rs#str.index", "src/lib.rs#two"],
    );
}

#[test]
fn hashers_are_made_by_what_is_told_to_use_them() {
    let check = |used: &str, expect: &[&str]| {
        check(
            &format!(
                "//- /src/lib.rs\npub struct Hasher(u64);\nimpl std::hash::Hasher for Hasher {{\n    fn finish(&self) -> u64 {{ self.0 }}\n}}\n\
                 type Map<K, V> = std::collections::HashMap<K, V, {used}>;\npub fn go() -> Map<u8, u8> {{ Map::default() }}\n#[test]\nfn goes() {{ go(); }}\n"
            ),
            expect,
        );
    };
    check("std::hash::BuildHasherDefault<Hasher>", &[]);
    check("Other<Hasher>", &["src/lib.rs#Hasher.finish"]);
}

#[test]
fn what_is_taken_apart_is_made_by_whoever_turns_a_text_into_it() {
    let check = |body: &str, expect: &[&str]| {
        check(
            &format!(
                "//- /src/lib.rs\npub enum Spec {{ Bold }}\nimpl std::str::FromStr for Spec {{\n    fn from_str(s: &str) -> u8 {{ one() }}\n}}\n\
                 pub struct Skips(u8);\nimpl std::str::FromStr for Skips {{\n    fn from_str(s: &str) -> u8 {{ two() }}\n}}\n\
                 fn one() -> u8 {{ 1 }}\nfn two() -> u8 {{ 2 }}\npub fn go(s: &str) {{ {body} }}\n#[test]\nfn goes() {{ go(\"a\"); }}\n"
            ),
            expect,
        );
    };
    let (spec, skips) = (
        ["src/lib.rs#Spec.from_str", "src/lib.rs#one"],
        ["src/lib.rs#Skips.from_str", "src/lib.rs#two"],
    );
    check("match s.parse()? { Spec::Bold => 1, _ => 2 };", &skips);
    check("match s.parse() { Ok(Spec::Bold) => 1, _ => 2 };", &skips);
    check("let Skips(n) = s.parse()?;", &spec);
    check(
        "match s { Spec::Bold => 1, _ => 2 };",
        &[spec[0], skips[0], spec[1], skips[1]],
    );
}

#[test]
fn a_path_through_a_type_that_is_handed_on_is_called() {
    check(
        "//- /src/lib.rs\npub trait Made: Sized {\n    fn of(n: u8) -> Self;\n    fn other(n: u8) -> Self;\n}\npub trait Sink { type Error: Made; }\n\
         pub struct Own(u8);\nimpl Made for Own {\n    fn of(n: u8) -> Self { Own(n) }\n    fn other(n: u8) -> Self { Own(n) }\n}\n\
         pub fn go<S: Sink>(s: S) -> u8 { check().map_err(S::Error::of) }\n#[test]\nfn goes() { go(Own(1)); }\n",
        &["src/lib.rs#Own.other"],
    );
}

#[test]
fn a_function_beside_what_is_imported_is_meant_as_well() {
    check(
        "//- /src/lib.rs\nmod cache;\nmod layer;\nmod fmt;\n#[cfg(feature = \"c\")]\nuse crate::cache::try_cache as try_it;\n#[cfg(not(feature = \"c\"))]\nfn try_it() -> u8 { 1 }\npub fn go() -> u8 { try_it() }\n\
         //- /src/cache.rs\npub fn try_cache() -> u8 { 2 }\n\
         //- /src/layer.rs\npub fn made() -> u8 { 3 }\n\
         //- /src/fmt.rs\nuse crate::layer;\npub fn layer() -> u8 { layer::made() }\n\
         //- /tests/a.rs\n#[test]\nfn goes() { x::go(); x::fmt::layer(); }\n",
        &[],
    );
}

#[test]
fn others_call_the_methods_of_their_traits() {
    check(
        "//- /src/lib.rs\nuse visit::Visit;\npub struct Walker;\nimpl Visit for Walker {\n    fn enter(&mut self) { self.count() }\n}\n\
         impl Walker {\n    fn count(&mut self) { print() }\n    fn idle(&mut self) { other.enter() }\n}\n\
         #[test]\nfn walks() { visit::walk(Walker {}) }\n",
        &["src/lib.rs#Walker.idle"],
    );
}

#[test]
fn others_call_the_methods_of_types_that_stand_in_functions() {
    check(
        "//- /src/lib.rs\nuse std::io::Write;\npub fn json() -> u8 {\n    struct Json(u8);\n    impl Write for Json {\n        fn write(&mut self, all: &[u8]) -> u8 { one() }\n    }\n    impl Json { fn idle(&self) -> u8 { two() } }\n    \
         write_to(Json(1))\n}\nfn one() -> u8 { 1 }\nfn two() -> u8 { 2 }\n#[test]\nfn writes() { json() }\n",
        &["src/lib.rs#json.Json.idle", "src/lib.rs#two"],
    );
}

#[test]
fn a_type_inside_of_a_method_ends_no_trait_of_the_type_around() {
    check(
        "//- /src/lib.rs\nuse visit::Visit;\npub struct Walker;\nimpl Visit for Walker {\n    fn enter(&mut self) {\n        struct Inner;\n        impl Visit for Inner { fn enter(&mut self) { one() } }\n        visit::walk(Inner)\n    }\n    fn leave(&mut self) { two() }\n}\n\
         fn one() -> u8 { 1 }\nfn two() -> u8 { 2 }\n#[test]\nfn walks() { visit::walk(Walker {}) }\n",
        &[],
    );
}

#[test]
fn whoever_gets_a_handler_makes_what_it_takes() {
    check(
        "//- /src/lib.rs\npub trait Part: Sized { fn part(p: &str) -> Self; }\npub struct User(u8);\nimpl Part for User { fn part(p: &str) -> Self { User(1) } }\n\
         pub struct Idle(u8);\nimpl Part for Idle { fn part(p: &str) -> Self { Idle(1) } }\n\
         pub fn serve<A: Part>(run: impl Fn(A)) { run(A::part(\"x\")) }\n\
         #[cfg(test)]\nmod tests {\n    use super::*;\n    fn show(User(n): User) {}\n    #[test]\n    fn serves() { serve(show) }\n}\n",
        &["src/lib.rs#Idle.part"],
    );
}

#[test]
fn a_field_is_no_method_of_its_name() {
    check(
        "//- /src/lib.rs\npub struct Bar { size: u8, thumb: u8 }\nimpl Bar {\n    pub fn size(mut self, n: u8) -> Self { self.size = n; self }\n    pub fn thumb(mut self, n: u8) -> Self { self.thumb = n; self }\n    pub fn area(&self) -> u8 { self.size * self.thumb }\n}\n\
         #[test]\nfn counts() { let b = Bar { size: 1, thumb: 2 }; b.area(); assert_eq!(b.thumb, 2) }\n",
        &["src/lib.rs#Bar.size", "src/lib.rs#Bar.thumb"],
    );
}

#[test]
fn a_field_beside_a_method_of_its_name_has_its_own_methods() {
    check(
        "//- /src/lib.rs\npub trait Sub { fn n(&self) -> u8; }\nstruct Kind<T>(T);\nimpl<T> Kind<T> { fn down(&self) -> u8 { 1 } }\npub struct Dispatch { sub: Kind<u8> }\nimpl Dispatch {\n    pub fn sub(&self) -> &dyn Sub { &self.sub.0 }\n    pub fn down(&self) -> u8 { self.sub.down() }\n}\n\
         #[test]\nfn goes() { let d = Dispatch { sub: other() }; d.sub(); d.down() }\n",
        &[],
    );
}

#[test]
fn a_type_of_an_inline_module_is_made_by_the_name_that_is_imported() {
    check(
        "//- /src/lib.rs\nuse self::inner::{Made, Other as Same};\npub trait Run { fn run(&self) -> u8; }\n\
         pub fn go() -> u8 { run(Made { n: 1 }) }\npub fn same() -> u8 { run(Same { n: 1 }) }\nfn run(all: impl Run) -> u8 { all.run() }\n\
         mod inner {\n    pub struct Made { pub n: u8 }\n    pub struct Other { pub n: u8 }\n    impl super::Run for Made { fn run(&self) -> u8 { self.n } }\n    impl super::Run for Other { fn run(&self) -> u8 { self.n } }\n}\n\
         #[test]\nfn goes() { go() }\n",
        &["src/lib.rs#same", "src/lib.rs#inner.Other.run"],
    );
}

#[test]
fn of_several_conversions_that_of_what_is_given_runs() {
    let found = crate::scan::fixture::symbol_statuses(
        "//- /Cargo.toml\n[package]\nname = \"x\"\n\
         //- /src/lib.rs\npub struct A;\npub struct B;\npub struct C;\npub struct T(u8);\n\
         impl From<A> for T { fn from(a: A) -> Self { T(1) } }\nimpl From<B> for T { fn from(b: B) -> Self { T(2) } }\nimpl From<C> for T { fn from(c: C) -> Self { T(3) } }\n\
         //- /tests/it.rs\nuse x::{B, T};\n#[test]\nfn converts() { let b = B {}; T::from(b) }\n",
    );
    let found: Vec<&str> = found
        .iter()
        .filter_map(|it| it.strip_prefix("src/lib.rs#T.from"))
        .collect();
    assert_eq!(found, [" reached", "~2 direct", "~3 reached"]);
}

#[test]
fn traits_give_methods_to_types_from_elsewhere() {
    check(
        "//- /src/lib.rs\nmod ext;\nuse ext::Ext;\n#[test]\nfn builds() { command().quiet(); command().loud() }\n\
         //- /src/ext.rs\npub trait Ext {\n    fn quiet(self) -> Self { self.arg() }\n    fn loud(self) -> Self;\n    fn idle(self) -> Self { self.arg() }\n}\n\
         impl Ext for other::Command {\n    fn loud(self) -> Self { self.arg() }\n}\n",
        &["src/ext.rs#Ext.idle"],
    );
}

#[test]
fn traits_bring_methods_along_for_all_types() {
    // A method that calls a method of its own trait makes no object of the trait.
    check(
        "//- /src/lib.rs\nmod ext;\nuse ext::Ext;\n#[test]\nfn builds() { command().quiet() }\n\
         //- /src/ext.rs\npub trait Ext {\n    fn loud(self) -> Self;\n    fn quiet(self) -> Self { self.loud() }\n    fn idle(self) -> Self { self.loud() }\n}\n\
         impl<T: Clone> Ext for T {\n    fn loud(self) -> Self { self.arg() }\n}\n",
        &["src/ext.rs#Ext.idle"],
    );
    // A trait may be imported for its methods alone, or with all names of a module.
    let used = |import: &str| {
        format!(
            "//- /src/lib.rs\nmod ext;\nmod all;\nmod more;\nmod run;\n\
             //- /src/all.rs\npub use crate::ext::Ext;\n//- /src/more.rs\npub fn more() {{ go() }}\n\
             //- /src/run.rs\n{import}\n#[test]\nfn builds() {{ command().quiet(); crate::more::more() }}\n\
             //- /src/ext.rs\npub trait Ext {{\n    fn quiet(self) -> Self {{ self.arg() }}\n}}\nimpl<T: Clone> Ext for T {{}}\n"
        )
    };
    check(&used("use crate::ext::Ext as _;"), &[]);
    check(&used("use crate::all::*;"), &[]);
    check(&used("use crate::more::*;"), &["src/ext.rs#Ext.quiet"]);
    check(
        &used("mod tests { use super::*; }"),
        &["src/ext.rs#Ext.quiet"],
    );
    // Without the trait in scope, the name is somebody else's.
    check(
        "//- /src/lib.rs\nmod ext;\n#[test]\nfn builds() { command().quiet() }\n\
         //- /src/ext.rs\npub trait Ext {\n    fn quiet(self) -> Self { self.arg() }\n}\nimpl<T: Clone> Ext for T {}\n",
        &["src/ext.rs#Ext.quiet"],
    );
}

#[test]
fn a_macro_uses_what_it_writes_where_it_is_called() {
    check(
        "//- /src/lib.rs\npub mod local;\n\
         //- /src/local.rs\n#[macro_export]\nmacro_rules! local { ($name:ident) => { static $name: u8 = $crate::local::Key { inner: 1 }; } }\n\
         pub struct Key { inner: u8 }\nimpl Key {\n    pub fn scope(&self) -> u8 { self.inner.set() }\n    pub fn idle(&self) -> u8 { self.inner.get() }\n}\n\
         //- /tests/it.rs\nx::local!(REQ_ID);\n#[test]\nfn scopes() { assert_eq!(REQ_ID.scope(), 2) }\n",
        &["src/local.rs#Key.idle"],
    );
}

#[test]
fn a_macro_runs_where_it_is_called_in_its_file_and_by_those_around() {
    check(
        "//- /src/lib.rs\npub trait Size { fn size(&self) -> u8; }\n\
         macro_rules! sizes { ($($t:ty)*) => { $( impl Size for $t { fn size(&self) -> u8 { one() } } )* }; }\n\
         const _: () = {\n    macro_rules! inner { ($t:ty) => { impl Size for $t { fn size(&self) -> u8 { two() } } }; }\n    inner!(i8);\n};\n\
         macro_rules! idle { ($x:expr) => { never($x) }; }\n\
         macro_rules! held { ($x:expr) => { $x.max(least()) }; }\nsizes!(u8 u16);\n\
         fn one() -> u8 { held!(1) }\nfn two() -> u8 { 2 }\nfn least() -> u8 { 1 }\nfn never(n: u8) -> u8 { n }\n\
         #[test]\nfn counts() { 1u8.size() }\n",
        &["src/lib.rs#idle!", "src/lib.rs#never"],
    );
}

#[test]
fn a_type_that_a_macro_writes_has_its_methods() {
    check(
        "//- /src/made.rs\nwritten! { pub trait Run => Dyn { fn run(&self) -> u8; } }\n\
         //- /src/lib.rs\nmod made;\nuse made::Dyn;\n\
         impl Dyn {\n    pub fn same(&self) -> bool { self.run() == 1 }\n    pub fn idle(&self) -> bool { self.run() == 2 }\n}\n\
         pub fn compare(all: &[Dyn]) -> usize { all.iter().filter(|it| it.same()).count() }\n\
         #[test]\nfn compares() { compare(&[]) }\n",
        &["src/lib.rs#Dyn.idle"],
    );
}

#[test]
fn a_variable_is_none_of_the_modules_that_have_its_name() {
    let used = |code: &str| {
        format!(
            "//- /src/lib.rs\npub mod state;\nuse state::State;\n{code}\n\
             //- /src/state.rs\npub struct State;\npub fn size() -> u8 {{ two() }}\nfn two() -> u8 {{ 2 }}\n\
             impl State {{ pub fn size(&self) -> u8 {{ one() }} }}\nfn one() -> u8 {{ 1 }}\n"
        )
    };
    let of_module = ["src/state.rs#size", "src/state.rs#two"];
    check(
        &used("#[test]\nfn t() { let state = State; state.size() }"),
        &of_module,
    );
    check(
        &used("fn go(state: &State) -> u8 { state.size() }\n#[test]\nfn t() { go(&State) }"),
        &of_module,
    );
    check(
        &used(
            "#[test]\nfn t() { [State].iter().map(|state| state.size()) }\npub fn other() -> u8 { state::size() }",
        ),
        &["src/lib.rs#other", of_module[0], of_module[1]],
    );
    check(
        &used("#[test]\nfn t() { let state = state::size(); state.max(1) }"),
        &["src/state.rs#State.size", "src/state.rs#one"],
    );
}

#[test]
fn a_variable_named_like_the_function_that_makes_it_hides_it_afterwards_only() {
    check(
        "//- /src/lib.rs\nmod starts;\nuse starts::starts;\n#[test]\nfn finds() {\n    let starts = starts(1);\n    check(starts)\n}\n\
         //- /src/starts.rs\npub fn starts(n: u8) -> Vec<u8> { vec(n) }\n",
        &[],
    );
}

#[test]
fn what_inline_tests_import_hides_nothing_from_the_code_around_them() {
    check(
        "//- /src/lib.rs\nmod rust;\npub fn resolve() -> u8 { rust::resolve() }\n\
         //- /src/rust.rs\npub fn resolve() -> u8 { help() }\nfn help() -> u8 { one() }\n\
         #[cfg(test)]\nmod tests {\n    use crate::resolve;\n    #[test]\n    fn resolves() { assert(resolve()) }\n}\n",
        &["src/lib.rs#resolve"],
    );
}

#[test]
fn a_table_holds_functions_with_and_without_names() {
    check(
        "//- /src/lib.rs\nmod gaps;\nstatic ALL: &[View] = &[gaps::VIEW];\n#[test]\nfn draws() { for view in ALL { view.draw() } }\n\
         //- /src/gaps.rs\npub const VIEW: View = View { draw, title: |x| x + 1 };\nfn draw() { rows() }\nfn rows() { one() }\nfn idle() { one() }\n",
        &["src/gaps.rs#idle"],
    );
}

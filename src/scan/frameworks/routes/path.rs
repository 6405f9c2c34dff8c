//! Paths of URLs, part by part, and whether a request fits a route.

/// The parts of a path between slashes; none for one that is a parameter.
pub(in crate::scan::frameworks) type Parts<'a> = Vec<Option<&'a str>>;

/// What marks a part as a parameter: `{id}`, `<int:pk>`, `:id`, `*`, `[slug]`, `%s`, a pattern.
const PARAMETER: [char; 11] = ['{', '<', ':', '*', '(', '[', '\\', '%', '$', '+', '?'];

/// Takes a path apart. Brackets of regular expressions may hold slashes.
pub(in crate::scan::frameworks) fn parts(path: &str) -> Parts<'_> {
    let path = path.trim_start_matches('^').trim_end_matches('$');
    let path = path.trim_end_matches('?');
    let mut depth = 0_u32;
    path.split(|letter| {
        match letter {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' | '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == '/' && depth == 0
    })
    .filter(|part| !part.is_empty())
    .map(|part| (!part.contains(PARAMETER)).then_some(part))
    .collect()
}

/// Whether a path or a pattern of one ends in a slash; none where that is not evident.
pub(super) fn slash_of(path: &str) -> Option<bool> {
    let path = path.trim_end_matches('$');
    let last = path.chars().next_back()?;
    (!"?*})]>+".contains(last)).then_some(last == '/')
}

/// The path of a local URL: `/x`, `http://localhost/x`, `{}/x` behind an address.
pub(in crate::scan::frameworks) fn local_path(text: &str) -> Option<&str> {
    // Most texts are no paths, and a plain loop tells soonest.
    if !text.bytes().any(|byte| byte == b'/') {
        return None;
    }
    let path = match text.split_once("://") {
        Some((_, rest)) => {
            let (host, path) = rest.split_at(rest.find('/')?);
            is_local(host).then_some(path)?
        }
        None => text
            .strip_prefix("{}")
            .filter(|rest| rest.starts_with('/'))
            .unwrap_or(text),
    };
    let path = path.split(['?', '#']).next().unwrap_or(path);
    path.starts_with('/').then_some(path)
}

/// Whether a host may be the one that tests ask: `localhost:8000`, `testserver`, `{}`.
fn is_local(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_number = |letter: char| letter.is_ascii_digit() || letter == '.';
    !name.contains('.')
        || name.chars().all(is_number)
        || ["example.com", "example.org", "localhost", "local", "test"]
            .iter()
            .any(|own| {
                name.strip_suffix(own)
                    .is_some_and(|before| before.is_empty() || before.ends_with('.'))
            })
}

/// Whether a request ends as a route does; routers in front of it may add a prefix.
pub(super) fn fits(asked: &[Option<&str>], routed: &[Option<&str>]) -> bool {
    let ends_so = asked.len() >= routed.len() && same_ends(asked, routed);
    ends_so && (asked.len() == routed.len() || routed.iter().any(Option::is_some))
}

/// Whether the end of a path is that of a longer route, by a part that both name.
pub(super) fn ends(asked: &[Option<&str>], routed: &[Option<&str>]) -> bool {
    let mut pairs = asked.iter().rev().zip(routed.iter().rev());
    asked.len() < routed.len()
        && same_ends(asked, routed)
        && pairs.any(|(asked, routed)| asked.is_some() && routed.is_some())
}

fn same_ends(asked: &[Option<&str>], routed: &[Option<&str>]) -> bool {
    let same = |(asked, routed): (&Option<&str>, &Option<&str>)| match (asked, routed) {
        (Some(asked), Some(routed)) => asked == routed,
        _ => true,
    };
    asked.iter().rev().zip(routed.iter().rev()).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(asked: &str, routed: &str, expect: bool) {
        assert_eq!(
            fits(&parts(asked), &parts(routed)),
            expect,
            "{asked} {routed}"
        );
    }

    #[test]
    fn parameters_take_any_part() {
        check("/users/1", "/users/{id}", true);
        check("/users/{}/edit/", "users/<int:pk>/edit/", true);
        check("/users/1", "/users/:id", true);
        check("/users/a-b", r"^users/(?P<slug>[^/]+)/$", true);
        check("/users", "/users/{id}", false);
        check("/users/1/edit", "/users/{id}/show", false);
    }

    #[test]
    fn a_prefix_may_stand_before_a_route_that_names_something() {
        check("/api/v1/users", "/users", true);
        check("/api/v1/users", "/{id}", false);
        check("/", "", true);
        check("/api/", "", false);
    }

    #[test]
    fn a_slash_at_the_end_is_seen_where_it_is_evident() {
        for (path, expect) in [
            ("a/", Some(true)),
            ("^a/$", Some(true)),
            ("/a", Some(false)),
            ("a/<id>", None),
            ("^a/?$", None),
            ("/a/{}", None),
            ("", None),
        ] {
            assert_eq!(slash_of(path), expect, "{path}");
        }
    }

    #[test]
    fn a_path_is_found_in_addresses_and_patterns() {
        for (text, expect) in [
            ("/a?b=/c", Some("/a")),
            ("http://localhost:80/a", Some("/a")),
            ("{}/a", Some("/a")),
            ("a/b", None),
            ("http://localhost", None),
        ] {
            assert_eq!(local_path(text), expect, "{text}");
        }
    }
}

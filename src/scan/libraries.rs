//! Libraries that people copy into the folders that a web server hands out: somebody else's code,
//! with somebody else's tests.

/// Folders whose files a web server hands out as they are.
const SERVED: [&str; 11] = [
    "static",
    "public",
    "assets",
    "htdocs",
    "www",
    "webroot",
    "wwwroot",
    "javascripts",
    "js",
    "libs",
    "plugins",
];

/// Names of libraries for browsers that are handed out as one file, without version and build.
const NAMES: [&str; 52] = [
    "ace",
    "alpine",
    "angular",
    "axios",
    "backbone",
    "bootstrap",
    "bootstrap-datepicker",
    "bootstrap-datetimepicker",
    "bootstrap-select",
    "ckeditor",
    "clipboard",
    "codemirror",
    "d3",
    "datatables",
    "dropzone",
    "ember",
    "fullcalendar",
    "handlebars",
    "highcharts",
    "hls",
    "html5shiv",
    "htmx",
    "jquery",
    "jquery-migrate",
    "jquery-ui",
    "jquery.cookie",
    "jquery.datatables",
    "jquery.form",
    "jquery.validate",
    "json2",
    "jsoneditor",
    "katex",
    "knockout",
    "leaflet",
    "lodash",
    "mathjax",
    "modernizr",
    "moment",
    "mootools",
    "mustache",
    "plotly",
    "popper",
    "prettify",
    "prototype",
    "require",
    "select2",
    "selectize",
    "sizzle",
    "socket.io",
    "swfobject",
    "tinymce",
    "underscore",
];

/// Words for a build of a library.
const BUILDS: [&str; 12] = [
    "min", "slim", "core", "all", "full", "pkgd", "umd", "global", "bundle", "dev", "prod", "esm",
];

/// Whether a path, in lower-case, is that of a copied library.
pub(super) fn is_library(folders: &[&str], name: &str) -> bool {
    let Some(mut stem) = name.strip_suffix(".js") else {
        return false;
    };
    // `jquery-3.7.1.slim`: build and version come last.
    while let Some((rest, last)) = stem.rsplit_once(['.', '-', '_']) {
        let version = last.strip_prefix('v').unwrap_or(last);
        let is_number = !version.is_empty() && version.bytes().all(|it| it.is_ascii_digit());
        if !is_number && !BUILDS.contains(&last) {
            break;
        }
        stem = rest;
    }
    NAMES.contains(&stem) && folders.iter().any(|folder| SERVED.contains(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expect: bool) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let folders: Vec<&str> = folder.split('/').collect();
        assert_eq!(is_library(&folders, name), expect, "{path}");
    }

    #[test]
    fn copies_are_known_by_their_name_without_version_and_build() {
        check("plugin/web/static/jquery.js", true);
        check("app/static/js/jquery-3.7.1.slim.js", true);
        check("app/assets/js/bootstrap.bundle.js", true);
        check("public/d3.v5.js", true);
        check("app/static/jquery.ui.js", false);
        check("app/static/js/checks.js", false);
    }

    #[test]
    fn the_sources_of_a_library_are_no_copies() {
        check("src/jquery.js", false);
        check("lodash.js", false);
        check("static/jquery.ts", false);
    }
}

//! Who sets a mark.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use gix::config::{File, Source};

/// The user's name as git knows it, else the login name. Git's files are read, git never runs;
/// files that they include are not followed.
pub fn author(root: &Path) -> Option<String> {
    let variable = |name| std::env::var(name).ok();
    variable("GIT_AUTHOR_NAME")
        .or_else(|| config_files(root).iter().find_map(|path| name_in(path)))
        .or_else(|| variable("USER"))
        .or_else(|| variable("USERNAME"))
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
}

/// Git's configuration files, the one that counts most first.
fn config_files(root: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = root
        .ancestors()
        .find_map(git_folder)
        .map(|folder| folder.join("config"))
        .into_iter()
        .collect();
    if let Ok(folders) = etcetera::choose_base_strategy() {
        files.push(folders.home_dir().join(".gitconfig"));
        files.push(folders.config_dir().join("git/config"));
    }
    files.push(PathBuf::from("/etc/gitconfig"));
    files
}

/// Git's folder of a work tree, for linked work trees the one that holds the configuration.
fn git_folder(tree: &Path) -> Option<PathBuf> {
    let git = tree.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let text = std::fs::read_to_string(git.is_file().then_some(git)?).ok()?;
    let folder = tree.join(text.strip_prefix("gitdir:")?.trim());
    match std::fs::read_to_string(folder.join("commondir")) {
        Ok(common) => Some(folder.join(common.trim())),
        Err(_) => Some(folder),
    }
}

fn name_in(path: &Path) -> Option<String> {
    if !path.is_file() {
        return None;
    }
    let file = File::from_path_no_includes(path.to_owned(), Source::Local).ok()?;
    Some(file.string("user.name")?.to_string())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_linked_work_tree_has_the_configuration_of_the_main_one() {
        let root = tempfile::tempdir().unwrap();
        let linked = root.path().join("main/.git/worktrees/linked");
        fs::create_dir_all(&linked).unwrap();
        fs::write(linked.join("commondir"), "../..\n").unwrap();
        let config = "[core]\n\tbare = false\n[user]\n\tname = \"Ada L\" # me\n";
        fs::write(root.path().join("main/.git/config"), config).unwrap();
        let tree = root.path().join("linked");
        fs::create_dir_all(tree.join("src")).unwrap();
        fs::write(tree.join(".git"), "gitdir: ../main/.git/worktrees/linked\n").unwrap();

        let files = config_files(&tree.join("src"));
        assert_eq!(name_in(&files[0]).as_deref(), Some("Ada L"));
    }

    #[test]
    fn a_file_without_a_name_or_that_does_not_parse_names_nobody() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("config");
        for text in ["", "[user]\nemail = a@b", "[user", "[user]\nname"] {
            fs::write(&path, text).unwrap();
            assert_eq!(name_in(&path), None, "{text}");
        }
        assert_eq!(name_in(&root.path().join("missing")), None);
    }
}

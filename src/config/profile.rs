//! Profiles: configuration and roadmap of a known project, embedded.

use crate::error::{Error, closest};

/// A profile's files.
pub(super) struct Profile {
    pub(super) name: &'static str,
    pub(super) config: &'static str,
    pub(super) roadmap: &'static str,
}

static ALL: [Profile; 1] = [Profile {
    name: "luml",
    config: include_str!("../../assets/profiles/luml/lacuna.toml"),
    roadmap: include_str!("../../assets/profiles/luml/roadmap.toml"),
}];

/// Names of the profiles.
pub fn profile_names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|profile| profile.name)
}

/// The text of a profile's roadmap, in the form of `.lacuna/roadmap.toml`.
pub fn profile_roadmap(name: &str) -> Option<&'static str> {
    find(name).ok().map(|profile| profile.roadmap)
}

/// The profile of this name.
pub(super) fn find(name: &str) -> Result<&'static Profile, Error> {
    ALL.iter()
        .find(|profile| profile.name == name)
        .ok_or_else(|| Error::Usage {
            message: format!("no such profile `{name}`"),
            hint: Some(match closest(name, profile_names()) {
                Some(known) => format!("did you mean `{known}`?"),
                None => {
                    let names: Vec<_> = profile_names().collect();
                    format!("there is: {}", names.join(", "))
                }
            }),
        })
}

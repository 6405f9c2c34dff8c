//! The map: one rectangle for each file, as large as its functions, coloured by how much of them
//! tests run.

use std::io::{self, Write};

use super::escaped;
use crate::model::{Basis, File, Rectangle, TestStatus, squarify};
use crate::report::digest::{Digest, Row, Section};

/// The map's size, in the units of its drawing.
const WHOLE: Rectangle = Rectangle {
    x: 0.0,
    y: 0.0,
    width: 1200.0,
    height: 640.0,
};

/// Height of a component's name.
const STRIP: f64 = 15.0;

/// Width of a letter, about.
const LETTER: f64 = 6.2;

/// Most files of a component that have a rectangle of their own.
const MAX_FILES: usize = 300;

/// The colours, with the least share that has each, and what they mean.
const COLOURS: [(&str, f32, &str); 3] = [
    ("good", 0.8, "80 % or more of its lines"),
    ("most", 0.5, "50 to 80 %"),
    ("some", 0.0, "less than 50 %"),
];

/// What is drawn of one file, or of the smallest ones of a component together.
struct Tile {
    weight: f64,
    class: &'static str,
    title: String,
}

pub(super) fn treemap(digest: &Digest<'_>, output: &mut dyn Write) -> io::Result<()> {
    let mut parts: Vec<(&Section<'_>, Vec<Tile>, f64)> = digest
        .sections
        .iter()
        .map(|section| {
            let tiles = tiles(section);
            let weight = tiles.iter().map(|tile| tile.weight).sum();
            (section, tiles, weight)
        })
        .collect();
    parts.sort_by(|left, right| {
        let by_weight = right.2.total_cmp(&left.2);
        by_weight.then_with(|| left.0.component.id.cmp(&right.0.component.id))
    });
    let weights: Vec<f64> = parts.iter().map(|(_, _, weight)| *weight).collect();
    writeln!(
        output,
        "<h2>Map</h2>\n<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"Map of all files by \
         component; the tables below hold the same figures\">",
        WHOLE.width, WHOLE.height
    )?;
    for ((section, tiles, _), place) in parts.iter().zip(squarify(&weights, WHOLE)) {
        part(section, tiles, place, output)?;
    }
    writeln!(output, "</svg>\n<ul class=\"legend\">")?;
    writeln!(output, "<li><i class=\"none\"></i>no test runs it</li>")?;
    for (class, _, meaning) in COLOURS.iter().rev() {
        writeln!(
            output,
            "<li><i class=\"{class}\"></i>tests run {meaning}</li>"
        )?;
    }
    writeln!(
        output,
        "<li class=\"quiet\">area: lines inside functions</li>\n</ul>"
    )
}

/// The tiles of a component, largest first.
fn tiles(section: &Section<'_>) -> Vec<Tile> {
    let gaps = section.gaps.iter().flat_map(|row| match row {
        Row::One(gap) => std::slice::from_ref(gap),
        Row::Many(_, gaps) => gaps,
    });
    let mut files: Vec<&File> = section
        .tested
        .iter()
        .map(|(file, _)| *file)
        .chain(section.reached.iter().copied())
        .chain(gaps.map(|gap| gap.file))
        .chain(section.accepted.iter().map(|(file, _)| *file))
        .collect();
    files.sort_by(|left, right| {
        (right.function_lines, &left.path).cmp(&(left.function_lines, &right.path))
    });
    let rest = files.split_off(files.len().min(MAX_FILES));
    let mut tiles: Vec<Tile> = files.iter().map(|file| tile(file)).collect();
    for class in ["none", "some", "most", "good"] {
        let alike = rest.iter().filter(|file| class_of(file) == class);
        let (count, weight) = alike.fold((0, 0.0), |(count, weight), file| {
            (count + 1, weight + weight_of(file))
        });
        if count > 0 {
            tiles.push(Tile {
                weight,
                class,
                title: format!("{count} smaller files"),
            });
        }
    }
    tiles.sort_by(|left, right| right.weight.total_cmp(&left.weight));
    tiles
}

fn tile(file: &File) -> Tile {
    let (share, basis) = file.run_share();
    let percent = crate::model::percent(share);
    let known = match (basis, file.status) {
        (Basis::Measured, _) => format!("tests run {percent} %, as measured"),
        (Basis::Stale, _) => {
            format!("tests ran {percent} % when it was measured, before it changed")
        }
        (_, Some(TestStatus::Direct | TestStatus::Reached)) => {
            format!("tests run about {percent} %")
        }
        (_, Some(TestStatus::Hollow)) => "tests name it and run nothing of it".to_owned(),
        _ => "no test runs it".to_owned(),
    };
    Tile {
        weight: weight_of(file),
        class: class_of(file),
        title: format!(
            "{}: {} lines in functions, {known}",
            file.path, file.function_lines
        ),
    }
}

fn weight_of(file: &File) -> f64 {
    f64::from(file.function_lines.max(1))
}

fn class_of(file: &File) -> &'static str {
    if file.is_untested() {
        return "none";
    }
    let (share, _) = file.run_share();
    COLOURS
        .iter()
        .find(|(_, least, _)| share >= f64::from(*least))
        .map_or("some", |(class, ..)| class)
}

fn part(
    section: &Section<'_>,
    tiles: &[Tile],
    place: Rectangle,
    output: &mut dyn Write,
) -> io::Result<()> {
    let name = &section.component.name;
    writeln!(
        output,
        "<g><rect class=\"part\" {}><title>{} ({}/)</title></rect>",
        box_of(place),
        escaped(name),
        escaped(&section.component.path)
    )?;
    let is_large = place.height > 3.0 * STRIP && place.width > 4.0 * LETTER;
    let inner = place.inner(1.5, if is_large { STRIP } else { 0.0 });
    let weights: Vec<f64> = tiles.iter().map(|tile| tile.weight).collect();
    for (tile, at) in tiles.iter().zip(squarify(&weights, inner)) {
        writeln!(
            output,
            "<rect class=\"{}\" {}><title>{}</title></rect>",
            tile.class,
            box_of(at),
            escaped(&tile.title)
        )?;
    }
    if is_large {
        let letters = ((place.width - 6.0) / LETTER).floor();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "letters that fit into the map"
        )]
        let shown = clipped(name, letters as usize);
        writeln!(
            output,
            "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            place.x + 4.0,
            place.y + 12.5,
            escaped(&shown)
        )?;
    }
    writeln!(output, "</g>")
}

fn box_of(place: Rectangle) -> String {
    format!(
        "x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"",
        place.x, place.y, place.width, place.height
    )
}

/// The start of a name, as far as it fits.
fn clipped(name: &str, letters: usize) -> String {
    if name.chars().count() <= letters {
        return name.to_owned();
    }
    let kept: String = name.chars().take(letters.saturating_sub(1)).collect();
    format!("{kept}…")
}

//! OpenCover's XML, which coverlet writes too. Sequence points may span several lines; files are
//! named once a module and referred to by number.

use rustc_hash::FxHashMap;

use super::xml::{Node, Tag, Xml};
use super::{Builder, Format, Head, Input, PathStyle, ReadError, Reading};

pub(super) const OPENCOVER: Format = Format {
    id: "opencover",
    name: "OpenCover",
    paths: PathStyle::Files,
    detect,
    read: Reading::Stream(read),
};

fn detect(head: &Head<'_>) -> bool {
    head.is_rooted_in("CoverageSession")
}

fn read(input: &mut Input<'_>, builder: &mut Builder) -> Result<(), ReadError> {
    let mut xml = Xml::new(input);
    let mut paths: FxHashMap<u64, String> = FxHashMap::default();
    let mut method = Method::default();
    let mut name: Option<String> = None;
    loop {
        match xml.next()? {
            Node::Open(tag) => match tag.name() {
                "File" => {
                    if let (Some(id), Some(path)) = (tag.number("uid"), tag.value("fullPath")) {
                        paths.insert(id, path);
                    }
                }
                "Method" => method = Method::default(),
                "Name" => name = Some(String::new()),
                "FileRef" => method.file = tag.number("uid"),
                "SequencePoint" => method.points.push(Point::of(&tag)),
                "BranchPoint" => method.arms.push(Arm::of(&tag)),
                _ => {}
            },
            Node::Text(text) => {
                if let Some(name) = &mut name {
                    name.push_str(&text);
                }
            }
            Node::Close("Name") => method.name = name.take().unwrap_or_default(),
            Node::Close("Method") => {
                std::mem::take(&mut method).add_to(&paths, builder);
                builder.check(xml.line())?;
            }
            Node::End => return Ok(()),
            Node::Close(_) | Node::Other => {}
        }
    }
}

/// The method that is being read.
#[derive(Default)]
struct Method {
    name: String,
    file: Option<u64>,
    points: Vec<Point>,
    arms: Vec<Arm>,
}

struct Point {
    file: Option<u64>,
    first: u64,
    last: u64,
    hits: u64,
}

struct Arm {
    file: Option<u64>,
    line: u64,
    at: u64,
    is_taken: bool,
}

impl Point {
    fn of(tag: &Tag<'_>) -> Self {
        let first = tag.number("sl").unwrap_or(0);
        Self {
            file: tag.number("fileid"),
            first,
            last: tag.number("el").unwrap_or(first),
            hits: tag.number("vc").unwrap_or(0),
        }
    }
}

impl Arm {
    fn of(tag: &Tag<'_>) -> Self {
        let offset = tag.number("offset").unwrap_or(0);
        let path = tag.number("path").unwrap_or(0);
        Self {
            file: tag.number("fileid"),
            line: tag.number("sl").unwrap_or(0),
            at: (offset << 16) ^ path,
            is_taken: tag.number("vc").unwrap_or(0) > 0,
        }
    }
}

impl Method {
    /// Says what was found, file by file: parts of a method may stand in several.
    fn add_to(self, paths: &FxHashMap<u64, String>, builder: &mut Builder) {
        let in_file = |file: Option<u64>| file.filter(|id| paths.contains_key(id)).or(self.file);
        let mut files: Vec<Option<u64>> = self
            .points
            .iter()
            .map(|point| in_file(point.file))
            .collect();
        let home = files.first().copied().flatten();
        files.sort_unstable();
        files.dedup();
        for file in files.into_iter().flatten() {
            let Some(path) = paths.get(&file) else {
                continue;
            };
            builder.open(path);
            let mut bounds: Option<(u64, u64)> = None;
            for point in self
                .points
                .iter()
                .filter(|point| in_file(point.file) == Some(file))
            {
                builder.span(point.first, point.last, point.hits);
                let (start, end) = bounds.unwrap_or((point.first, point.last));
                bounds = Some((start.min(point.first), end.max(point.last)));
            }
            for arm in self
                .arms
                .iter()
                .filter(|arm| in_file(arm.file) == Some(file))
            {
                builder.arm(arm.line, arm.at, arm.is_taken);
            }
            if let (Some((start, end)), true) = (bounds, home == Some(file)) {
                let hits = self.points.first().map_or(0, |point| point.hits);
                builder.function(&self.name, start, Some(end), hits);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::coverage::fixture::check;

    #[test]
    fn points_span_lines() {
        check(
            r#"<CoverageSession><Modules><Module skippedDueTo="Filter"/><Module><Files><File uid="1" fullPath="C:\a\B.cs"/><File uid="2" fullPath="C:\a\C.cs"/></Files><Classes><Class><FullName>N.B</FullName><Methods>
<Method visited="true"><Name>System.Void N.B::f()</Name><FileRef uid="1"/><SequencePoints><SequencePoint vc="2" sl="3" el="5" fileid="1"/><SequencePoint vc="0" sl="6" el="6" fileid="1"/><SequencePoint vc="1" sl="9" el="9" fileid="2"/></SequencePoints><BranchPoints><BranchPoint vc="1" sl="3" offset="7" path="0" fileid="1"/><BranchPoint vc="0" sl="3" offset="7" path="1" fileid="1"/></BranchPoints></Method>
<Method visited="false"><Name>g</Name></Method></Methods></Class></Classes></Module></Modules></CoverageSession>"#,
            "C:\\a\\B.cs: 3*2 4*2 5*2 6*0 | 3:1/2 | System.Void N.B::f()@3-6*2\nC:\\a\\C.cs: 9*1 | |",
        );
    }
}

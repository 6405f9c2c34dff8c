//! dotCover's detailed XML: statements that ran or did not, of several lines maybe, in files that
//! are named at the beginning and referred to by number.

use rustc_hash::FxHashMap;

use super::xml::{Node, Tag, Xml};
use super::{Builder, Format, Head, Input, PathStyle, ReadError, Reading};

pub(super) const DOTCOVER: Format = Format {
    id: "dotcover",
    name: "dotCover",
    paths: PathStyle::Files,
    detect,
    read: Reading::Stream(read),
};

fn detect(head: &Head<'_>) -> bool {
    head.is_rooted_in("Root") && head.has_attribute("ReportType")
}

fn read(input: &mut Input<'_>, builder: &mut Builder) -> Result<(), ReadError> {
    let mut xml = Xml::new(input);
    let mut paths: FxHashMap<u64, String> = FxHashMap::default();
    let mut open: Option<u64> = None;
    loop {
        match xml.next()? {
            Node::Open(tag) => match tag.name() {
                "Root" => {
                    builder.tool = tag
                        .value("DotCoverVersion")
                        .map(|version| format!("dotCover {version}").into())
                }
                "File" => {
                    if let (Some(id), Some(path)) = (tag.number("Index"), tag.value("Name")) {
                        paths.insert(id, path);
                    }
                }
                "Statement" => {
                    let file = tag.number("FileIndex");
                    if file != open {
                        open = file;
                        match file.and_then(|id| paths.get(&id)) {
                            Some(path) => builder.open(path),
                            None => builder.close(),
                        }
                    }
                    add_statement(&tag, builder);
                }
                _ => {}
            },
            // The same statements may stand in another type: generic code, partial classes.
            Node::Close("Type") => {
                open = None;
                builder.close();
                builder.check(xml.line())?;
            }
            Node::End => return Ok(()),
            Node::Text(_) | Node::Close(_) | Node::Other => {}
        }
    }
}

fn add_statement(tag: &Tag<'_>, builder: &mut Builder) {
    let first = tag.number("Line").unwrap_or(0);
    let last = tag.number("EndLine").unwrap_or(first);
    builder.span(first, last, u64::from(tag.flag("Covered")));
}

#[cfg(test)]
mod tests {
    use crate::coverage::fixture::check;

    #[test]
    fn statements_refer_to_files_by_number() {
        check(
            r#"<Root CoveredStatements="2" ReportType="DetailedXml" DotCoverVersion="2024.1"><FileIndices><File Index="1" Name="C:\a\B.cs"/><File Index="2" Name="C:\a\C.cs"/></FileIndices>
<Assembly Name="A"><Namespace Name="N"><Type Name="B"><Method Name="f():void"><Statement FileIndex="1" Line="3" Column="5" EndLine="4" EndColumn="9" Covered="True"/><Statement FileIndex="1" Line="6" Column="1" EndLine="6" EndColumn="2" Covered="False"/></Method></Type><Type Name="C"><Statement FileIndex="2" Line="1" EndLine="1" Covered="True"/><Statement FileIndex="9" Line="1" EndLine="1" Covered="True"/></Type></Namespace></Assembly></Root>"#,
            "C:\\a\\B.cs: 3*1 4*1 6*0 | |\nC:\\a\\C.cs: 1*1 | |",
        );
    }
}

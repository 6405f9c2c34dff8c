//! Constant strings in which a name may stand.

use oxc_ast::ast::TemplateLiteral;

use crate::model::Text;

use super::Walker;

impl<'a> Walker<'a> {
    /// Keeps a string that is a value: a module's name and a type are none.
    pub(super) fn keep_text(&mut self, value: &str, at: u32) {
        if self.type_depth == 0 && Text::may_name(value) {
            self.facts.texts.push(Text {
                taker: Box::default(),
                within: self.within(),
                value: value.into(),
                line: self.line(at),
            });
        }
    }

    /// Keeps a template, with `{}` for what is inserted.
    pub(super) fn keep_template(&mut self, it: &TemplateLiteral<'a>) {
        let mut pattern = String::new();
        for (at, part) in it.quasis.iter().enumerate() {
            if at > 0 {
                pattern.push_str("{}");
            }
            pattern.push_str(part.value.cooked.as_ref().unwrap_or(&part.value.raw));
            if pattern.len() > Text::MAX {
                return;
            }
        }
        self.keep_text(&pattern, it.span.start);
    }
}

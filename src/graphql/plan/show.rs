//! A plan as text, for tests and for people: calls with their needs, indented below those of their
//! parents, each with the level in which it begins.

use std::fmt::{self, Write as _};

use channelgraph_schema::EntityKind;

use super::{Call, Needs, Plan, Selection, What};

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "print {}", fields(&self.root))?;
        for call in &self.calls {
            show(f, call, 1, 1)?;
        }
        writeln!(f, "levels: {}", self.levels())
    }
}

fn show(f: &mut fmt::Formatter<'_>, call: &Call, depth: usize, level: usize) -> fmt::Result {
    let indent = "  ".repeat(depth);
    let count = if call.count { ", counted" } else { "" };
    writeln!(f, "{indent}call {} (level {level}{count})", call.key)?;
    for (kind, needs) in &call.needs {
        writeln!(f, "{indent}  needs {kind}: {}", need(*kind, needs))?;
    }
    for (number, set) in call.sets.iter().enumerate() {
        for printout in &set.0 {
            let set = if call.sets.len() > 1 { format!(" (set {number})") } else { String::new() };
            let name = printout.kind.name();
            writeln!(f, "{indent}  print {name}{set} {}", fields(&printout.selection))?;
            for inner in &printout.calls {
                show(f, inner, depth + 1, inner.level_after(level))?;
            }
        }
    }
    Ok(())
}

fn need(kind: EntityKind, needs: &Needs) -> String {
    let mut text = String::from("{");
    for field in needs.fields.iter() {
        let _ = write!(text, " {}", kind.def(field).name);
    }
    text.push_str(" }");
    if needs.every_record {
        text.push_str(" of every record");
    }
    if needs.attributes {
        text.push_str(" with attributes");
    }
    for (from, by) in &needs.referred_by {
        let _ = write!(text, ", referred to by {from}.{}", from.def(*by).name);
    }
    text
}

fn fields(selection: &Selection) -> String {
    let mut text = String::from("{");
    for field in &selection.fields {
        let _ = write!(text, " {}", field.key);
        if let What::Object(_, inner) | What::Edges(inner) | What::Call(_, Some(inner)) =
            &field.what
        {
            let _ = write!(text, " {}", fields(inner));
        }
    }
    text.push_str(" }");
    text
}

//! Tables for people: columns that are as wide as what stands in them.

/// Characters of a cell at most: what is longer is cut.
const WIDEST: usize = 44;

/// The lines of a table: some columns, by number, stand at the right, and some are cut.
pub(super) fn lines(rows: &[Vec<String>], right: &[usize], cut: &[usize]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let shown = |column: usize, cell: &String| {
        if cut.contains(&column) { shortened(cell) } else { cell.clone() }
    };
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().enumerate().map(|(column, cell)| shown(column, cell)).collect())
        .collect();
    let width = |column: usize| {
        let cells = cells.iter().filter_map(|row: &Vec<String>| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let padded = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
            if right.contains(&column) {
                format!("{cell:>width$}")
            } else {
                format!("{cell:width$}")
            }
        });
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    cells.iter().map(line).collect()
}

/// A text on one line, cut where it is long.
fn shortened(text: &str) -> String {
    let one_line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if one_line.chars().count() <= WIDEST {
        return one_line;
    }
    let kept: String = one_line.chars().take(WIDEST - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_long_cells_are_cut() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let long = "x".repeat(50);
        let rows = [row(["ä", "+1.0", "a"]), row(["b\nc", "-10.0", &long]), row([&long, "", ""])];
        let table = lines(&rows, &[1], &[0]);
        assert_eq!(table[0], format!("{:WIDEST$}   +1.0  a", "ä"));
        assert_eq!(table[1], format!("{:WIDEST$}  -10.0  {long}", "b c"));
        assert!(table[2].ends_with('…') && table[2].chars().count() == WIDEST);
    }
}

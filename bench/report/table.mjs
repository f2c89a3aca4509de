// Tables in Markdown.

export const number = (value, digits) =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** A table; all columns but the first, and a last one of words, are numbers. */
export function table(head, rows) {
  const isNumber = (column) => rows.every((row) => /^[\d.,–-]*$/.test(row[column] ?? ''));
  const marks = head.map((_, column) => (column && isNumber(column) ? '---:' : '---'));
  return [head, marks, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

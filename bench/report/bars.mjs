// Groups of bars on a logarithmic scale.
import { number } from './table.mjs';
import { picture, words } from './svg.mjs';

const [LEFT, WIDTH, RIGHT, LINE, GAP, TOP] = [230, 420, 70, 18, 30, 40];

/** `groups`: `{ name, bars: [{ name, value, ours }] }`, drawn from 0.001 on. */
export function bars(title, groups) {
  const most = Math.max(...groups.flatMap((group) => group.bars.map((bar) => bar.value)));
  const decades = Math.ceil(Math.log10(most)) + 3;
  const long = (value) => Math.max(1, ((Math.log10(value) + 3) / decades) * WIDTH);
  const parts = [];
  let y = TOP;
  for (const group of groups) {
    parts.push(words(8, y + 13, group.name, 'class="title"'));
    for (const bar of group.bars) {
      const kind = bar.ours ? 'ours' : 'other';
      const width = long(Math.max(bar.value, 0.001)).toFixed(1);
      parts.push(words(LEFT - 8, y + 13, bar.name, 'text-anchor="end"'));
      parts.push(
        `<rect class="${kind}" x="${LEFT}" y="${y + 3}" width="${width}" height="${LINE - 5}"/>`,
      );
      parts.push(words(LEFT + Number(width) + 6, y + 13, number(bar.value, 3)));
      y += LINE;
    }
    y += GAP - LINE;
  }
  return picture(LEFT + WIDTH + RIGHT, y + 8, title, parts);
}

// Lines over two logarithmic axes.
import { number } from './table.mjs';
import { picture, words } from './svg.mjs';

const [LEFT, TOP, WIDTH, HEIGHT, RIGHT] = [64, 44, 430, 240, 190];

/** `lines`: `{ name, points: [[x, y], …] }`. */
export function lines(title, below, lines) {
  const all = lines.flatMap((line) => line.points);
  const range = (place) => {
    const logs = all.map((point) => Math.log10(point[place]));
    return [Math.floor(Math.min(...logs) + 1e-9), Math.ceil(Math.max(...logs) - 1e-9)];
  };
  const [[left, right], [bottom, top]] = [range(0), range(1)];
  const x = (value) => LEFT + ((Math.log10(value) - left) / Math.max(right - left, 1)) * WIDTH;
  const y = (value) =>
    TOP + HEIGHT - ((Math.log10(value) - bottom) / Math.max(top - bottom, 1)) * HEIGHT;
  const parts = [];
  for (let power = bottom; power <= top; power++) {
    const at = y(10 ** power);
    parts.push(`<line class="axis" x1="${LEFT}" y1="${at}" x2="${LEFT + WIDTH}" y2="${at}"/>`);
    parts.push(
      words(LEFT - 6, at + 4, number(10 ** power, Math.max(0, -power)), 'text-anchor="end"'),
    );
  }
  for (let power = left; power <= right; power++) {
    parts.push(
      words(x(10 ** power), TOP + HEIGHT + 18, number(10 ** power, 0), 'text-anchor="middle"'),
    );
  }
  // Names beside the ends, moved apart.
  let lowest = -Infinity;
  const named = lines
    .map((line) => ({ ...line, end: y(line.points.at(-1)[1]) }))
    .sort((a, b) => a.end - b.end);
  for (const { name, points, end } of named) {
    const text = points.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(' ');
    parts.push(`<polyline class="ours" points="${text}"/>`);
    lowest = Math.max(end + 4, lowest + 15);
    parts.push(words(x(points.at(-1)[0]) + 8, lowest, name));
  }
  parts.push(words(LEFT + WIDTH / 2, TOP + HEIGHT + 36, below, 'text-anchor="middle"'));
  return picture(LEFT + WIDTH + RIGHT, TOP + HEIGHT + 46, title, parts);
}

// What the pictures share: colours for light and dark pages, and text.

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #333 }
  .title { font-weight: 600; font-size: 14px }
  .ours { fill: #0b6e4f; stroke: #0b6e4f } .other { fill: #9aa5b1; stroke: #9aa5b1 }
  .axis { stroke: #d5dae0; stroke-width: 1 }
  polyline { fill: none !important; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #ddd } .axis { stroke: #3d444d }
    .ours { fill: #3fb68b; stroke: #3fb68b } .other { fill: #6b7683; stroke: #6b7683 }
  }`;

const ESCAPED = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escape = (text) => text.replaceAll(/[&<>"]/g, (sign) => ESCAPED[sign]);

export const words = (x, y, text, more = '') =>
  `<text x="${x}" y="${y}" ${more}>${escape(text)}</text>`;

/** A whole picture. */
export function picture(width, height, title, parts) {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${escape(title)}">
<style>${STYLE}</style>
${words(8, 20, title, 'class="title"')}
${parts.join('\n')}
</svg>
`;
}

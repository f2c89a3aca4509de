// Comparing two servers' answers: as bytes, else by their values.

/** Every leaf with its path; entries of lists go by id or name, so that one more moves none. */
function leaves(value, path, into) {
  if (value === null || typeof value !== 'object') {
    into.add(`${path}=${JSON.stringify(value)}`);
  } else if (Array.isArray(value)) {
    if (!value.length) into.add(`${path}=[]`);
    value.forEach((entry, place) =>
      leaves(entry, `${path}/${entry?.id ?? entry?.name ?? place}`, into),
    );
  } else {
    for (const [key, inner] of Object.entries(value)) leaves(inner, `${path}.${key}`, into);
  }
  return into;
}

/** The share of values that two answers have in common, 1 if all. */
export function agreement(one, other) {
  const [a, b] = [one, other].map((text) => leaves(JSON.parse(text).data, '', new Set()));
  const both = [...a].filter((leaf) => b.has(leaf)).length;
  return both / Math.max(a.size, b.size, 1);
}

/** In a word: `bytes`, `values` (0.0 for 0), or how many of the values. */
export function sameness(ours, theirs) {
  if (ours === theirs) return 'same bytes';
  const share = agreement(ours, theirs);
  return share === 1 ? 'same values' : `${(share * 100).toFixed(1)} % of values`;
}

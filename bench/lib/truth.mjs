// Holding what was pulled against what there is.

const key = ({ source, id }) => `${source.name ?? source} ${id}`;

/** What the truth says of a list that the gateway does not show, and the other way round. */
export function differences(nodes, truth, { grouped }) {
  const shown = new Map();
  let twice = 0;
  nodes.forEach((node, place) => {
    for (const record of node.records) {
      if (shown.has(key(record))) twice++;
      shown.set(key(record), place);
    }
  });
  const all = truth.flat();
  const lost = all.filter((record) => !shown.has(key(record))).length;
  const known = new Set(all.map(key));
  const unknown = [...shown.keys()].filter((record) => !known.has(record)).length;
  const told = new Map(all.map((record) => [key(record), record.values]));
  const incomplete = nodes.filter((node) => lacks(node, told)).length;
  return { lost, twice, unknown, incomplete, apart: grouped ? apart(truth, shown) : 0 };
}

/** True where a node of one record shows nothing for a value that its record has. */
function lacks(node, told) {
  const values = node.records.length === 1 && told.get(key(node.records[0]));
  const isShown = (field) => field in node && field !== 'partner';
  return values && Object.keys(values).some((field) => isShown(field) && node[field] === null);
}

/** Things whose records, as far as a key ties them, are not in one node of their own. */
function apart(truth, shown) {
  const own = (thing) => thing.filter((record, place) => record.linkable || !place);
  const nodes = truth.map((thing) => new Set(own(thing).map((record) => shown.get(key(record)))));
  return nodes.filter((places) => places.size > 1).length;
}

/**
 * Renames one record in so many, in the systems that can be written to. Returns the names of those
 * that decide their node's name, by record.
 */
export async function rename(sandbox, kind, truth, every) {
  const names = new Map();
  const writable = ['salesforce', 'hubspot'];
  const records = truth.flatMap((thing) =>
    thing.map((record, place) => ({ record, decides: !place && record.source === writable[0] })),
  );
  const candidates = records.filter(({ record }) => writable.includes(record.source));
  let changed = 0;
  for (let at = 0; at < candidates.length; at += every) {
    const { record, decides } = candidates[at];
    const name = `Renamed ${kind} ${at}`;
    const { source, id } = record;
    await sandbox.control('POST', '/records', { source, kind, id, values: { name } });
    if (decides) names.set(key(record), name);
    changed++;
  }
  return { changed, names };
}

/** How many of those names the nodes do not show. */
export function stale(nodes, names) {
  const shown = new Map(nodes.flatMap((node) => node.records.map((one) => [key(one), node.name])));
  return [...names].filter(([record, name]) => shown.get(record) !== name).length;
}

// The size of an operation.
import { Kind } from 'graphql';

/** The depth and the number of fields of the largest operation of a document, fragments spread. */
export function measure(document) {
  const fragments = new Map();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);
  }
  const sizes = new Map();
  const size = (set) => {
    if (!set) return { depth: 0, fields: 0 };
    const known = sizes.get(set);
    if (known) return known;
    const total = { depth: 0, fields: 0 };
    for (const selection of set.selections) {
      const field = selection.kind === Kind.FIELD ? 1 : 0;
      const spread = selection.kind === Kind.FRAGMENT_SPREAD && fragments.get(selection.name.value);
      const inner = size(spread ? spread.selectionSet : selection.selectionSet);
      total.depth = Math.max(total.depth, inner.depth + field);
      total.fields += inner.fields + field;
    }
    sizes.set(set, total);
    return total;
  };
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const all = operations.map(({ selectionSet }) => size(selectionSet));
  return {
    depth: Math.max(...all.map(({ depth }) => depth)),
    fields: Math.max(...all.map(({ fields }) => fields)),
  };
}

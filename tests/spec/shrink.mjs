// Makes a request on which two executors differ as small as it can be while they still differ.
import { BREAK, Kind, parse, print, validate, visit } from 'graphql';
import { RULES } from './rules.mjs';

const MOST_TRIES = 400;

const REMOVABLE = new Set([
  Kind.FIELD,
  Kind.FRAGMENT_SPREAD,
  Kind.INLINE_FRAGMENT,
  Kind.ARGUMENT,
  Kind.DIRECTIVE,
  Kind.OBJECT_FIELD,
  Kind.OPERATION_DEFINITION,
]);

/** Without the fragments and variables that nothing uses any more. */
function pruned(document) {
  let before;
  let after = document;
  do {
    before = after;
    const used = new Set();
    visit(before, {
      FragmentSpread: ({ name }) => void used.add(`...${name.value}`),
      VariableDefinition: () => false,
      Variable: ({ name }) => void used.add(`$${name.value}`),
    });
    const keep = (prefix, name) => (used.has(`${prefix}${name.value}`) ? undefined : null);
    after = visit(before, {
      FragmentDefinition: ({ name }) => keep('...', name),
      VariableDefinition: ({ variable }) => keep('$', variable.name),
    });
  } while (print(after) !== print(before));
  return after;
}

/** The document without its `index`th removable part, or null if there are not so many. */
function without(document, index) {
  let at = -1;
  let found = false;
  const edited = visit(document, {
    enter(node) {
      if (!REMOVABLE.has(node.kind) || ++at !== index) return undefined;
      found = true;
      return null;
    },
  });
  return found ? edited : null;
}

const emptied = (document) => {
  let empty = document.definitions.length === 0;
  visit(document, {
    SelectionSet: ({ selections }) => {
      if (selections.length) return undefined;
      empty = true;
      return BREAK;
    },
  });
  return empty;
};

/** The smallest request found for which `differs` still says so. */
export async function shrunk(schema, request, differs) {
  let document = parse(request.query);
  let tries = 0;
  const as = (edited) => ({ ...request, query: print(edited) });
  for (let index = 0; tries < MOST_TRIES;) {
    const edited = without(document, index);
    if (!edited) break;
    const candidate = emptied(edited) ? null : pruned(edited);
    tries += 1;
    if (
      candidate &&
      !emptied(candidate) &&
      !validate(schema, candidate, RULES).length &&
      (await differs(as(candidate)))
    ) {
      document = candidate;
    } else index += 1;
  }
  const small = tries ? as(document) : request;
  const given = Object.entries(small.variables ?? {});
  const used = ([name]) => new RegExp(`\\$${name}\\b`).test(small.query);
  const fewer = { ...small, variables: Object.fromEntries(given.filter(used)) };
  return (await differs(fewer)) ? fewer : small;
}

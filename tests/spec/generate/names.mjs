// Aliases and other names: the same alias means the same wherever it stands in a document, so that
// the fields merge however fragments overlap; some are words that a careless parser could mistake.
import { getNamedType, isLeafType, isListType, isNonNullType, isObjectType } from 'graphql';

const ALIASES = [
  'a',
  'b',
  'id',
  'name',
  'on',
  'query',
  'fragment',
  'type',
  'true',
  'null',
  'nodes',
  'edges',
  'deals',
  '_',
  'Z9',
];
const WORDS = ['Q', 'query', 'type', 'on', 'true', 'null', 'subscription', '_9', 'fragment'];

/** The shape that two fields must have in common so that their answers may share a place. */
function shape(type) {
  if (isNonNullType(type)) return `${shape(type.ofType)}!`;
  if (isListType(type)) return `[${shape(type.ofType)}]`;
  return isLeafType(type) ? getNamedType(type).name : '{}';
}

/** The names of one document. */
export class Names {
  constructor(random) {
    this.random = random;
    this.aliases = new Map();
    this.taken = new Set();
    this.count = 0;
  }

  /** An alias, a field and its arguments that may stand beside all that the document has. */
  settle(parent, field, args) {
    const { random } = this;
    const given = random.chance(0.25) ? this.#known(parent, field) : null;
    if (given) return given;
    const chosen = { field, args: args(field) };
    const wanted = random.chance(0.7) ? [field.name, random.pick(ALIASES)] : [random.pick(ALIASES)];
    chosen.alias =
      wanted.find((alias) => this.#free(alias, parent, chosen)) ?? `${field.name}${++this.count}`;
    const entry = this.aliases.get(chosen.alias) ?? { shape: shape(field.type), uses: new Map() };
    entry.uses.set(parent, chosen);
    this.aliases.set(chosen.alias, entry);
    return chosen;
  }

  #known(parent, field) {
    for (const { uses } of this.aliases.values()) {
      const use = uses.get(parent);
      if (use?.field === field) return use;
    }
    return null;
  }

  /** Tells whether the alias is free: all its uses are of other objects, or the very same. */
  #free(alias, parent, chosen) {
    const entry = this.aliases.get(alias);
    if (!entry) return true;
    if (entry.shape !== shape(chosen.field.type)) return false;
    const same = (use) =>
      use.field.name === chosen.field.name &&
      JSON.stringify(use.args) === JSON.stringify(chosen.args);
    return [...entry.uses].every(
      ([other, use]) =>
        (other !== parent && isObjectType(other) && isObjectType(parent)) || same(use),
    );
  }

  /** An alias for `__typename`. */
  typename() {
    return `kind${++this.count}`;
  }

  #fresh(words) {
    const free = words.filter((word) => !this.taken.has(word));
    const name =
      free.length && this.random.chance(0.5) ? this.random.pick(free) : `N${++this.count}`;
    this.taken.add(name);
    return name;
  }

  /** The name of a fragment; the grammar keeps `on` for itself. */
  fragment() {
    return this.#fresh(WORDS.filter((word) => word !== 'on'));
  }

  /** The name of an operation. */
  operation() {
    return this.#fresh(WORDS);
  }
}

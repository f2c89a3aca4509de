// The variables of a random document: their places, their defaults, and what they are given.
import { GraphQLNonNull, getNullableType, isNonNullType } from 'graphql';

const WORDS = ['v', 'on', 'true', 'query', 'null', '_x', 'type', 'A'];

/** The variables of one document. */
export class Variables {
  constructor(values, random) {
    this.values = values;
    this.random = random;
    this.all = [];
  }

  /**
   * A variable for a place of this type, with this probability. Of the place it has to be known
   * whether it has a default (`preset`), is the field of an input object with exactly one
   * (`oneOf`), or must never be null when it runs (`never: null`).
   */
  take(type, place, probability) {
    if (!this.random.chance(probability)) return null;
    const fitting = this.all.filter((variable) => this.#fits(variable, type, place));
    const reuse = fitting.length && this.random.chance(0.5);
    const variable = reuse ? this.random.pick(fitting) : this.#make(type, place);
    return `$${variable.name}`;
  }

  #fits(variable, type, place) {
    if (place.never === null && !variable.never) return false;
    if (variable.type.toString() === new GraphQLNonNull(getNullableType(type)).toString())
      return true;
    if (place.oneOf || variable.type.toString() !== getNullableType(type).toString()) return false;
    return !isNonNullType(type) || Boolean(variable.preset) || Boolean(place.preset);
  }

  #make(type, place) {
    const { random } = this;
    const bare = getNullableType(type);
    const required = new GraphQLNonNull(bare);
    const strict = place.oneOf || random.chance(isNonNullType(type) ? 0.6 : 0.3);
    const variable = { type: strict ? required : bare, never: place.never === null };
    // A place that takes no null takes a variable that may be null only beside a default.
    const needed = isNonNullType(type) && !strict && !place.preset;
    if (needed || random.chance(0.4))
      variable.default = this.#default(variable, needed || variable.never);
    variable.preset = variable.default !== undefined && variable.default !== 'null';
    const free = WORDS.filter((word) => !this.all.some(({ name }) => name === word));
    variable.name = free.length && random.chance(0.6) ? random.pick(free) : `v${this.all.length}`;
    variable.value = this.#value(variable, isNonNullType(type));
    this.all.push(variable);
    return variable;
  }

  #default(variable, strict) {
    const type = strict ? new GraphQLNonNull(getNullableType(variable.type)) : variable.type;
    return this.values.literal(type);
  }

  /** The value in the request; undefined leaves the variable out. */
  #value({ type, default: preset, never }, strict) {
    const { random } = this;
    if (preset !== undefined && random.chance(0.5)) return undefined;
    if (isNonNullType(type) || (never && preset !== undefined)) {
      return this.values.json(new GraphQLNonNull(getNullableType(type)));
    }
    if (random.chance(0.3)) return undefined;
    if (random.chance(strict ? 0.05 : 0.15)) return null;
    return this.values.json(type);
  }

  /** The definitions of the variables that these texts use, also in the fragments they spread. */
  header(texts, fragments) {
    const reached = new Set(texts);
    for (const text of reached) {
      for (const fragment of fragments) {
        const spread = new RegExp(`\\.\\.\\.${fragment.name}\\b`);
        if (spread.test(text)) reached.add(fragment.text);
      }
    }
    const used = ({ name }) => [...reached].some((text) => new RegExp(`\\$${name}\\b`).test(text));
    return this.random
      .shuffled(this.all.filter(used))
      .map((variable) => {
        const preset = variable.default === undefined ? '' : ` = ${variable.default}`;
        return `$${variable.name}: ${variable.type}${preset}`;
      })
      .join(', ');
  }

  /** The variables of the request. */
  given() {
    const given = this.all.filter(({ value }) => value !== undefined);
    return Object.fromEntries(given.map(({ name, value }) => [name, value]));
  }
}

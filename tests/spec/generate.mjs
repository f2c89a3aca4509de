// Random valid operations: fragments, aliases, merged fields, directives, variables, odd layouts.
import {
  GraphQLBoolean,
  GraphQLNonNull,
  doTypesOverlap,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isNonNullType,
  parse,
  print,
  validate,
} from 'graphql';
import { listed } from './data.mjs';
import { layOut } from './generate/layout.mjs';
import { Names } from './generate/names.mjs';
import { measure } from './generate/size.mjs';
import { Values } from './generate/values.mjs';
import { Variables } from './generate/variables.mjs';
import { RULES } from './rules.mjs';

const DEEPEST = 8;
const MOST_FIELDS = 400;
// Lists that have no entries in the dataset.
const EMPTY = ['missing', 'sources'];

/** A document being written: one operation with its fragments, and perhaps others beside it. */
class Writer {
  constructor(schema, random) {
    this.schema = schema;
    this.random = random;
    this.values = new Values(schema, random);
    this.variables = new Variables(this.values, random);
    this.names = new Names(random);
    this.fragments = [];
    this.composites = Object.values(schema.getTypeMap()).filter(
      (type) => isCompositeType(type) && !type.name.startsWith('__'),
    );
    this.left = random.whole(4, 120);
  }

  /** None, one or both of the directives that leave something out. */
  directives() {
    const { random } = this;
    if (random.chance(0.92)) return '';
    const one = (name) => {
      const type = new GraphQLNonNull(GraphQLBoolean);
      // More often kept than left out: what is left out cannot differ.
      const literal = String(random.chance(name === 'include' ? 0.7 : 0.3));
      const given = this.variables.take(type, { never: null }, 0.5) ?? literal;
      return ` @${name}(if: ${given})`;
    };
    return random.some(['skip', 'include'], 2).map(one).join('');
  }

  args(field) {
    const { random } = this;
    // With a whole list comes its last entry, whose failures would often leave no data.
    const likely = ({ name }) => random.chance(name === 'first' ? 0.8 : 0.35);
    const chosen = field.args.filter((arg) => isNonNullType(arg.type) || likely(arg));
    this.values.wanted = getNamedType(field.type);
    return chosen.map((arg) => {
      const place = { preset: arg.defaultValue !== undefined };
      const variable = (type, at) => this.variables.take(type, at, 0.2);
      return [arg.name, this.values.literal(arg.type, { variable, place })];
    });
  }

  /** A field as it stands, its alias and arguments settled; each use has its own selections. */
  use(chosen, depth) {
    const { random } = this;
    const { alias, field, args } = chosen;
    const given = random.shuffled(args).map(([name, value]) => `${name}: ${value}`);
    const head = `${alias === field.name ? '' : `${alias}: `}${field.name}`;
    const tail = given.length ? `(${given.join(', ')})` : '';
    const type = getNamedType(field.type);
    const below = isLeafType(type) ? '' : ` ${this.selections(type, depth + 1)}`;
    return `${head}${tail}${this.directives()}${below}`;
  }

  field(parent, depth) {
    const { random } = this;
    this.left -= 1;
    const all = parent.getFields ? Object.values(parent.getFields()) : [];
    const fields = all.filter(({ name }) => !EMPTY.includes(name) || random.chance(0.1));
    const bottom = depth >= DEEPEST || this.left <= 0;
    const leaves = fields.filter((field) => isLeafType(getNamedType(field.type)));
    const deeper = fields.filter((field) => !leaves.includes(field));
    const deep = leaves.length ? (listed(parent) ? 0.7 : 0.4) : 1;
    const lists = deeper.filter((field) => listed(getNamedType(field.type)));
    let list = !bottom && deeper.length && random.chance(deep) ? deeper : leaves;
    // Lists say most; at the root they would else be few.
    if (list === deeper && lists.length && random.chance(0.4)) list = lists;
    if (!list.length || random.chance(0.06)) {
      const alias = random.chance(0.8) ? '' : `${this.names.typename()}: `;
      return { text: `${alias}__typename${this.directives()}` };
    }
    const chosen = this.names.settle(parent, random.pick(list), (field) => this.args(field));
    return { text: this.use(chosen, depth), chosen };
  }

  fragment(parent, depth) {
    const { random } = this;
    const fits = this.composites.filter((type) => doTypesOverlap(this.schema, parent, type));
    const type = random.pick(fits);
    if (random.chance(0.35)) {
      const known = this.fragments.filter(({ on, text }) => text && fits.includes(on));
      const spread =
        known.length && random.chance(0.5) ? random.pick(known) : this.define(type, depth);
      return `...${spread.name}${this.directives()}`;
    }
    const bare = random.chance(0.25);
    const on = bare ? '' : ` on ${type.name}`;
    return `...${on}${this.directives()} ${this.selections(bare ? parent : type, depth)}`;
  }

  define(on, depth) {
    const fragment = { name: this.names.fragment(), on };
    this.fragments.push(fragment);
    // Without its text it cannot be spread yet: it would hold itself.
    const body = this.selections(on, depth);
    fragment.text = `fragment ${fragment.name} on ${on.name} ${body}`;
    return fragment;
  }

  selections(parent, depth) {
    const { random } = this;
    const out = [];
    const used = [];
    const count = random.whole(1, this.left > 0 ? 6 : 2);
    for (let at = 0; at < count; at++) {
      const again = used.length && random.chance(0.15) ? random.pick(used) : null;
      if (again) out.push(this.use(again, depth));
      else if (this.left > 0 && random.chance(isAbstractType(parent) ? 0.75 : 0.15)) {
        out.push(this.fragment(parent, depth));
      } else {
        const { text, chosen } = this.field(parent, depth);
        out.push(text);
        if (chosen) used.push(chosen);
      }
    }
    return `{ ${out.join(' ')} }`;
  }

  operation(name, body) {
    const { random } = this;
    const header = this.variables.header([body], this.fragments);
    if (!name && !header && random.chance(0.7)) return body;
    return `query ${name}${header && `(${header})`} ${body}`;
  }

  /** The whole request. */
  request() {
    const { random, schema } = this;
    const query = schema.getQueryType();
    const body = this.selections(query, 1);
    const shared = this.fragments.filter(({ on, text }) => on === query && text);
    const several = random.chance(0.15);
    const name = several || random.chance(0.4) ? this.names.operation() : '';
    const parts = [this.operation(name, body), ...this.fragments.map(({ text }) => text)];
    if (several) {
      const fields = shared.length ? `...${random.pick(shared).name}` : '__typename';
      parts.push(this.operation(this.names.operation(), `{ ${fields} viewer { subject } }`));
    }
    const request = { query: random.shuffled(parts).join('\n') };
    if (name && (several || random.chance(0.5))) request.operationName = name;
    else if (random.chance(0.1)) request.operationName = null;
    const variables = this.variables.given();
    // A variable that no operation defines is no mistake.
    if (random.chance(0.05)) variables.nobodyAsked = [{ for: null }];
    if (Object.keys(variables).length) request.variables = variables;
    else if (random.chance(0.2)) request.variables = random.pick([null, {}]);
    return request;
  }
}

/** Tells whether an answer of this request is small enough to be compared. */
function fits(schema, document) {
  const { depth, fields } = measure(document);
  return depth <= DEEPEST && fields <= MOST_FIELDS;
}

/** A random valid request of the schema, and how many were thrown away before it. */
export function randomRequest(schema, random) {
  for (let dropped = 0; ; dropped++) {
    const request = new Writer(schema, random).request();
    const document = parse(request.query);
    if (!fits(schema, document) || validate(schema, document, RULES).length) continue;
    const layout = random.fraction();
    if (layout < 0.3) request.query = print(document);
    else if (layout < 0.6) request.query = layOut(random, request.query);
    return { request, dropped };
  }
}

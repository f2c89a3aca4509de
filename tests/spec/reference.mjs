// The answer that the specification asks for: graphql-js over the dataset. README.md says what each
// field means; the server under test means the same.
import {
  GraphQLError,
  Kind,
  buildASTSchema,
  executeSync,
  getNamedType,
  isNonNullType,
  isObjectType,
  parse,
  validate,
  visit,
} from 'graphql';
import { entities, listed } from './data.mjs';
import { RULES } from './rules.mjs';
import { teachScalars } from './scalars.mjs';

const PAGE = 25;
const GREATEST_PAGE = 200;

/** JSON with sorted keys and no spaces. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entry = (key) => `${JSON.stringify(key)}:${canonical(value[key])}`;
  return `{${Object.keys(value).sort().map(entry).join(',')}}`;
}

/** The 32-bit FNV-1a hash of a text's UTF-8 bytes without its highest bit, so that it is an Int. */
export function hash(text) {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, 0x01000193);
  return sum & 0x7fffffff;
}

/** The value that the data has for a field; throws if it says that the field fails. */
function held(source, name) {
  const value = source[name];
  if (value && typeof value === 'object' && '!' in value) throw new GraphQLError(value['!']);
  return value ?? null;
}

/** A page of a list of objects. Its count is the hash of its arguments: they are compared too. */
function connection(list, args) {
  const first = args.first ?? PAGE;
  if (first < 1 || first > GREATEST_PAGE) {
    throw new GraphQLError(`\`first\` is ${first}; a page has 1 to ${GREATEST_PAGE} entries`);
  }
  const page = list.slice(0, first);
  const edges = page.map(([id, node]) => ({ cursor: `c:${id}`, node }));
  return {
    edges,
    nodes: page.map(([, node]) => node),
    pageInfo: {
      hasNextPage: list.length > page.length,
      hasPreviousPage: args.after != null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: hash(canonical(args)),
    missing: [],
  };
}

/** The word of the enum `EntityKind` for an entity: `CAMPAIGN_MEMBER`. */
const wordOf = (entity) => entity.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();

function queries(schema, objects) {
  const all = Object.entries(objects);
  const find = (id) => objects[id] ?? null;
  const one =
    (kind) =>
    (_, { by }) => {
      const object = find(by.id ?? by.record?.id);
      return object?.__typename === kind ? object : null;
    };
  const list = (kind) => (_, args) =>
    connection(
      all.filter(([, it]) => it.__typename === kind),
      args,
    );
  const searched = schema.getPossibleTypes(schema.getType('SearchHit')).map(({ name }) => name);
  const found = (kinds) =>
    all.filter(
      ([, { __typename: name }]) =>
        searched.includes(name) && (!kinds || kinds.includes(wordOf(name))),
    );
  const byType = ({ name, type, args }) => {
    const of = getNamedType(type);
    const kind = (listed(of) ?? of).name;
    if (!entities(schema).some((entity) => entity.name === kind)) return [];
    const isOne = args.some((arg) => arg.name === 'by');
    return [[name, isOne ? one(kind) : list(kind)]];
  };
  return {
    ...Object.fromEntries(Object.values(schema.getQueryType().getFields()).flatMap(byType)),
    node: (_, { id }) => find(id),
    nodes: (_, { ids }) => ids.map(find),
    search: (_, args) => connection(found(args.kinds), args),
    partnerSuggestions: (_, args) => connection([], args),
    statements: (_, args) => connection([], args),
    explainMatch: () => null,
    performance: () => null,
    sources: () => [],
    programs: () => [],
    viewer: () => ({ subject: 'anonymous', roles: [], partner: null }),
  };
}

/** The resolver of a field of an object in the dataset. */
function resolver(schema, objects, field) {
  const type = getNamedType(field.type);
  // What is no entity has no id: it stands in its list.
  const object = (item, at) =>
    typeof item === 'string' ? [item.slice(1), objects[item.slice(1)]] : [`${at}`, item];
  if (isObjectType(type) && listed(type)) {
    return (source, args) => {
      const list = held(source, field.name);
      return list && connection(list.map(object), args);
    };
  }
  if (entities(schema).includes(type)) {
    return (source) => {
      const value = held(source, field.name);
      const node = (one) => (typeof one === 'string' ? object(one)[1] : one);
      return Array.isArray(value) ? value.map(node) : node(value);
    };
  }
  if (field.name === 'attributes') {
    const named = (names) => (entry) => !names || names.includes(entry.name);
    return (source, { names }) => held(source, field.name)?.filter(named(names));
  }
  if (field.name === 'in') return (source, { currency }) => ({ ...source, currency });
  return (source) => held(source, field.name);
}

const strip = (node) => (node.kind === Kind.NON_NULL_TYPE ? strip(node.type) : node);
const stripped = (node) =>
  node.kind === Kind.LIST_TYPE ? { ...node, type: stripped(strip(node.type)) } : node;

/** The same schema where every field of an answer may be null. */
const lenient = (document) =>
  visit(document, { FieldDefinition: (node) => ({ ...node, type: stripped(strip(node.type)) }) });

/** Has a field fail that is null and may not be: a lenient schema does not notice. */
const strictly =
  (type, field, resolve) =>
  (...given) => {
    const value = resolve(...given);
    if (value !== null && value !== undefined) return value;
    throw new GraphQLError(`Cannot return null for non-nullable field ${type.name}.${field.name}.`);
  };

/** A result of graphql-js, without data if its request could not be run. */
export function asSpecified(result) {
  // graphql-js 16 notices a mutation that the schema does not have only when it runs it.
  const ran = 'data' in result && (result.errors ?? []).every(({ path }) => path);
  return ran ? result : { errors: result.errors };
}

/** graphql-js with the SDL of the server under test, over a dataset. */
export class Reference {
  constructor(sdl, { objects }) {
    const document = parse(sdl);
    this.schema = this.#build(document, objects);
    this.lenient = this.#build(lenient(document), objects);
  }

  #build(document, objects) {
    const schema = buildASTSchema(document);
    teachScalars(schema);
    const asked = queries(schema, objects);
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type) || type.name.startsWith('__')) continue;
      for (const field of Object.values(type.getFields())) {
        const query = type === schema.getQueryType();
        const resolve = query ? asked[field.name] : resolver(schema, objects, field);
        if (!resolve) throw new Error(`the reference cannot answer Query.${field.name} yet`);
        const strict = this.schema?.getType(type.name).getFields()[field.name].type;
        field.resolve = isNonNullType(strict) ? strictly(type, field, resolve) : resolve;
      }
    }
    return schema;
  }

  /** The answer to a request, as plain JSON. */
  answer(request) {
    return this.#run(this.schema, request);
  }

  /**
   * Every error that a field of the request can have. An executor may stop at the first that makes
   * an object null; the specification does not say which of them that is.
   */
  failures(request) {
    return this.#run(this.lenient, request).errors ?? [];
  }

  #run(schema, { query, variables, operationName }) {
    let document;
    try {
      document = parse(query);
    } catch ({ message }) {
      return { errors: [{ message }] };
    }
    const mistakes = validate(this.schema, document, RULES);
    if (mistakes.length) return { errors: mistakes.map(({ message }) => ({ message })) };
    const result = asSpecified(
      executeSync({
        schema,
        document,
        rootValue: {},
        variableValues: variables,
        operationName,
      }),
    );
    const errors = result.errors?.map(({ path, message }) => ({ path, message }));
    return 'data' in result ? { data: result.data, errors } : { errors };
  }
}

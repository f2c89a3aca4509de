// A valid document in which a mutation finds a place to break a rule.
import { Kind, TypeInfo, parse, print, visit, visitWithTypeInfo } from 'graphql';

const MAIN = 'Main';

/** A valid request whose operation has a name, so that others may stand beside it. */
export class Site {
  constructor(schema, random, request) {
    this.schema = schema;
    this.random = random;
    this.found = new Map();
    const named = (node) => (node.name ? undefined : { ...node, name: name(MAIN) });
    this.document = visit(parse(request.query), { OperationDefinition: named });
    const [operation] = this.document.definitions.filter(
      ({ kind }) => kind === Kind.OPERATION_DEFINITION,
    );
    this.request = { ...request, operationName: request.operationName ?? operation.name.value };
    this.text = print(this.document);
  }

  /** Every node of a kind, with what the schema says of its place. */
  nodes(kind) {
    if (!this.found.size) this.#find();
    return this.found.get(kind) ?? [];
  }

  #find() {
    const info = new TypeInfo(this.schema);
    const enter = (node) => {
      const all = this.found.get(node.kind) ?? [];
      // Of a list graphql-js tells the type of its items.
      const input = node.kind === Kind.LIST ? info.getParentInputType() : info.getInputType();
      all.push({ node, parent: info.getParentType(), input });
      this.found.set(node.kind, all);
    };
    visit(this.document, visitWithTypeInfo(info, { enter }));
  }

  /** One node of a kind that passes the test, or null. */
  any(kind, test = () => true) {
    const all = this.nodes(kind).filter(test);
    return all.length ? this.random.pick(all) : null;
  }

  /** The document with one node changed; null takes it away. */
  change(node, to) {
    return print(visit(this.document, { enter: (other) => (other === node ? to : undefined) }));
  }

  /** The document with more selections in a set whose parent passes the test; or null. */
  insert(test, selections) {
    const set = this.any(Kind.SELECTION_SET, ({ parent }) => parent && test(parent));
    if (!set) return null;
    const added = parse(`{ ${selections} }`).definitions[0].selectionSet.selections;
    const old = set.node.selections;
    const all = this.random.chance(0.5) ? [...old, ...added] : [...added, ...old];
    return this.change(set.node, { ...set.node, selections: all });
  }
}

const field = (text) => parse(`{ a${text} }`).definitions[0].selectionSet.selections[0];

/** Parts of a document. */
export const name = (text) => ({ kind: Kind.NAME, value: text });
export const named = (text) => ({ kind: Kind.NAMED_TYPE, name: name(text) });
export const value = (text) => field(`(b: ${text})`).arguments[0].value;
const directives = (text) => field(` ${text}`).directives;

/** Tests of a parent type: any, or one of these. */
export const anywhere = () => true;
export const of =
  (...names) =>
  (type) =>
    names.includes(type.name);

/** A change that adds selections. */
export const insert = (where, selections) => (site) => site.insert(where, selections);

/** A change that adds definitions. */
export const append = (text) => (site) => `${site.text}\n${text}`;

/** A change of one node of a kind. */
export const change = (kind, to, test) => (site) => {
  const found = site.any(kind, test);
  return found && site.change(found.node, to(found, site));
};

/** A change that adds directives to a node of a kind. */
export const direct = (kind, text) =>
  change(kind, ({ node }) => ({
    ...node,
    directives: [...(node.directives ?? []), ...directives(text)],
  }));

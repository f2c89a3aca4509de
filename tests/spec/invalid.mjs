// Requests that have to be refused before anything is read: most are valid ones, spoilt.
import { parse, typeFromAST, validate } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { Values } from './generate/values.mjs';
import { randomRequest } from './generate.mjs';
import { badJson } from './invalid/bad.mjs';
import { inputChanges } from './invalid/inputs.mjs';
import { selectionChanges } from './invalid/selections.mjs';
import { Site } from './invalid/site.mjs';
import { broken, brokenTexts } from './invalid/syntax.mjs';
import { RULES } from './rules.mjs';

const VALID = 250;
const OF_EACH_CHANGE = 2;
const ENOUGH = 6;
const BROKEN = 60;
const WRONG_VARIABLES = 120;

/** Tells if a document breaks a rule: 'alone', 'with others', or not at all. */
function breaks(schema, query, name) {
  const document = parse(query);
  const rule = RULES.find((one) => one.name === name);
  const own = validate(schema, document, [rule]).length;
  if (!own) return null;
  return own === validate(schema, document, RULES).length ? 'alone' : 'with others';
}

/** Some spoilt requests of one change; those that break no other rule first, as they say more. */
function spoilt(sites, schema, random, [rule, change, optional]) {
  const found = { alone: [], 'with others': [] };
  for (const site of random.shuffled(sites)) {
    const query = change(site);
    const how = query && breaks(schema, query, rule);
    if (how) found[how].push({ rule, request: { ...site.request, query } });
    if (found.alone.length >= OF_EACH_CHANGE || found['with others'].length >= ENOUGH) break;
  }
  const all = [...found.alone, ...found['with others']].slice(0, OF_EACH_CHANGE);
  if (!all.length && !optional)
    throw new Error(`nothing can be made to break ${rule} by ${change}`);
  return all;
}

/** Valid operations with a wrong value for one of their variables. */
function wrongVariables(sites, schema, random) {
  const values = new Values(schema, random);
  const out = [];
  while (out.length < WRONG_VARIABLES) {
    const { document, request } = random.pick(sites);
    const operation = document.definitions.find(({ name }) => name.value === request.operationName);
    const definition =
      operation.variableDefinitions?.length && random.pick(operation.variableDefinitions);
    if (!definition) continue;
    const type = typeFromAST(schema, definition.type);
    const variables = {
      ...request.variables,
      [definition.variable.name.value]: badJson(type, values, random),
    };
    if (type.toString().endsWith('!') && !definition.defaultValue && random.chance(0.15)) {
      delete variables[definition.variable.name.value];
    }
    if (!getVariableValues(schema, operation.variableDefinitions, variables).errors) continue;
    out.push({ rule: 'Values of variables', request: { ...request, variables } });
  }
  return out;
}

const PLAIN = '{ __typename }';
const TWO = `query A ${PLAIN} query B ${PLAIN}`;
const OTHERS = [
  ['Operation to run', { query: TWO }],
  ['Operation to run', { query: TWO, operationName: 'C' }],
  ['Operation to run', { query: TWO, operationName: 'a' }],
  ['Operation to run', { query: TWO, operationName: null }],
  ['Operation to run', { query: `query A ${PLAIN}`, operationName: 'B' }],
  ['Operation to run', { query: PLAIN, operationName: 'A' }],
  ['Operation to run', { query: `fragment F on Query ${PLAIN}` }],
  ['Operation types', { query: `mutation ${PLAIN}` }],
  ['Operation types', { query: 'mutation { createDeal(name: "x") { id } }' }],
  ['Operation types', { query: `subscription ${PLAIN}` }],
  ['Operation types', { query: `query A ${PLAIN} mutation B ${PLAIN}`, operationName: 'B' }],
];

/** The invalid requests of a seed, each with the rule that it breaks. */
export function invalidRequests(schema, random) {
  const requests = Array.from({ length: VALID }, () => randomRequest(schema, random).request);
  const sites = requests.map((request) => new Site(schema, random, request));
  const syntax = [
    ...brokenTexts,
    ...random
      .shuffled(requests)
      .slice(0, BROKEN)
      .map(({ query }) => broken(random, query)),
  ];
  return [
    ...syntax.map((query) => ({ rule: 'Grammar', request: { query } })),
    ...[...selectionChanges, ...inputChanges(schema)].flatMap((one) =>
      spoilt(sites, schema, random, one),
    ),
    ...wrongVariables(sites, schema, random),
    ...OTHERS.map(([rule, request]) => ({ rule, request })),
  ];
}

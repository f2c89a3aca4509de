// Hive Gateway's supergraph over the two CRMs, by Mesh's handler of JSON APIs. It shows each CRM in
// its own shape: nothing ties the records of one partner together.
import { defineConfig } from '@graphql-mesh/compose-cli';
import { loadJSONSchemaSubgraph } from '@omnigraph/json-schema';

const { salesforce, hubspot } = JSON.parse(process.env.SANDBOX);
const soql = (text) =>
  `/services/data/v67.0/query?q=${text.replaceAll(/\s+/g, '+').replaceAll('=', '%3D')}`;
const get = (field, argument, type, rows, path) => ({
  type: 'Query',
  field,
  method: 'GET',
  argTypeMap: { [argument]: { type } },
  responseSample: `./samples/${rows}.json`,
  responseTypeName: rows,
  path,
});

const LEVELS = '(SELECT Level.Name FROM ChannelProgramMembers)';
const DEALS = `(SELECT Id, Name, StageName, Amount, Partner__r.Name
  FROM Partner_Deals__r ORDER BY Id LIMIT 5)`;
const PARTNERS = soql(`SELECT Id, Name, BillingCountryCode, Website, ${LEVELS}, ${DEALS}
  FROM Account WHERE IsPartner = true ORDER BY Id LIMIT `);
const ALL_DEALS = soql(`SELECT Id, Name, StageName, Probability, Amount, CloseDate, IsClosed, IsWon,
  CreatedDate, SystemModstamp, Partner__r.Name FROM Opportunity ORDER BY Id LIMIT `);
const AT = soql(
  `SELECT Id, Name, Website FROM Account WHERE IsPartner = true AND Website LIKE '%25`,
);

export const composeConfig = defineConfig({
  subgraphs: [
    {
      sourceHandler: loadJSONSchemaSubgraph('salesforce', {
        endpoint: salesforce.url,
        operationHeaders: { authorization: 'Bearer {env.SALESFORCE_TOKEN}' },
        operations: [
          get('partners', 'first', 'integer', 'partners', `${PARTNERS}{args.first}`),
          get('deals', 'first', 'integer', 'deals', `${ALL_DEALS}{args.first}`),
          get('partnersAt', 'domain', 'string', 'partners', `${AT}{args.domain}%25'`),
        ],
      }),
    },
    {
      sourceHandler: loadJSONSchemaSubgraph('hubspot', {
        endpoint: hubspot.url,
        operationHeaders: { authorization: `Bearer ${hubspot.service_key}` },
        operations: [
          {
            ...get('companiesAt', 'domain', 'string', 'companies'),
            method: 'POST',
            path: '/crm/objects/2026-09/companies/search',
            requestBaseBody: {
              limit: 10,
              properties: ['name', 'domain'],
              filterGroups: [
                { filters: [{ propertyName: 'domain', operator: 'EQ', value: '{args.domain}' }] },
              ],
            },
          },
        ],
      }),
    },
  ],
});

// The tabs a newcomer sees: each query stands in a file of its own, so that the server's tests run
// the very same text.
import { Kind, parse, valueFromASTUntyped } from 'graphql';
import goldPartners from './examples/1-gold-partners.graphql?raw';
import partnerByDomain from './examples/2-partner-by-domain.graphql?raw';
import pipeline from './examples/3-pipeline.graphql?raw';
import incentives from './examples/4-incentives.graphql?raw';
import waitingLeads from './examples/5-waiting-leads.graphql?raw';
import search from './examples/6-search.graphql?raw';
import sources from './examples/7-sources.graphql?raw';
import money from './examples/8-money.graphql?raw';
import whyOnePartner from './examples/9-why-one-partner.graphql?raw';
import suggestions from './examples/10-suggestions.graphql?raw';
import performance from './examples/11-performance.graphql?raw';
import partnerPerformance from './examples/12-partner-performance.graphql?raw';
import onboarding from './examples/13-onboarding.graphql?raw';
import expiringCertifications from './examples/14-expiring-certifications.graphql?raw';
import campaigns from './examples/15-campaigns.graphql?raw';
import lateLeads from './examples/16-late-leads.graphql?raw';
import tiers from './examples/17-tiers.graphql?raw';

export const examples = [
  goldPartners,
  partnerByDomain,
  pipeline,
  incentives,
  waitingLeads,
  search,
  sources,
  money,
  whyOnePartner,
  suggestions,
  performance,
  partnerPerformance,
  onboarding,
  expiringCertifications,
  campaigns,
  lateLeads,
  tiers,
].map((query) => ({ query, variables: variablesOf(query) }));

/** The variables that a query declares, with their defaults, as JSON: what there is to change. */
function variablesOf(query: string): string {
  const variables = parse(query).definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? (definition.variableDefinitions ?? []) : [],
  );
  if (variables.length === 0) return '';
  const values = variables.map(({ variable, defaultValue }) => [
    variable.name.value,
    defaultValue === undefined ? null : valueFromASTUntyped(defaultValue),
  ]);
  return JSON.stringify(Object.fromEntries(values), null, 2);
}

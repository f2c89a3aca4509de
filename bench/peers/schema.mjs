// The schema that all hand-written servers serve: the part of channelgraph's that the measured
// queries use.

export const typeDefs = /* GraphQL */ `
  enum Direction { ASC DESC }
  enum PartnerOrderField { NAME }
  enum DealOrderField { AMOUNT }
  enum DealStage { PROSPECTING QUALIFICATION PROPOSAL NEGOTIATION COMMITTED WON LOST }
  input StringFilter { eq: String in: [String!] }
  input BooleanFilter { eq: Boolean }
  input PartnerFilter { tier: StringFilter country: StringFilter }
  input DealFilter { isClosed: BooleanFilter }
  input PartnerOrder { field: PartnerOrderField! direction: Direction = ASC }
  input DealOrder { field: DealOrderField! direction: Direction = ASC }
  input PartnerKey @oneOf { id: ID domain: String }
  interface Node { id: ID! }
  type Money { amount: String! currency: String! }
  type Tier { name: String! }
  type Source { name: String! }
  type SourceRecord { source: Source! id: String! }
  type Partner implements Node {
    id: ID!
    name: String
    domain: String
    country: String
    tier: Tier
    records: [SourceRecord!]!
    deals(filter: DealFilter, orderBy: [DealOrder!], first: Int = 25): DealConnection!
  }
  type Deal implements Node {
    id: ID!
    name: String
    stage: DealStage
    sourceStage: String
    probability: Float
    amount: Money
    closeDate: String
    isClosed: Boolean
    isWon: Boolean
    createdAt: String
    updatedAt: String
    partner: Partner
  }
  type PartnerConnection { totalCount: Int nodes: [Partner!]! }
  type DealConnection { nodes: [Deal!]! }
  type Query {
    partners(filter: PartnerFilter, orderBy: [PartnerOrder!], first: Int = 25): PartnerConnection!
    partner(by: PartnerKey!): Partner
    deals(first: Int = 25): DealConnection!
    nodes(ids: [ID!]!): [Node]!
  }
`;

// What the endpoint answers, as far as the page asks.

export interface Money {
  amount: string;
  currency: string;
}

export interface Counted {
  count: number;
  amount: Money | null;
}

export type ChangeKind = 'UP' | 'DOWN' | 'FLAT' | 'NEW' | 'GONE' | 'UNKNOWN';

export interface Change {
  previous: string | null;
  absolute: string | null;
  ratio: number | null;
  kind: ChangeKind;
}

export interface Period {
  from: string;
  to: string;
}

export interface Key {
  dimension: string;
  value: string | null;
  partner: { id: string; name: string | null } | null;
}

export interface Attributed {
  attribution: string;
  revenue: Counted | null;
  pipelineCreated: Counted | null;
  winRate: number | null;
}

export interface Registrations {
  submitted: number;
  pending: number;
  approved: number;
  rejected: number;
  expired: number;
  approvalRate: number | null;
  conversionRate: number | null;
  medianHoursToDecision: number | null;
}

export interface Leads {
  received: number;
  accepted: number;
  rejected: number;
  converted: number;
  waiting: number;
  acceptanceRate: number | null;
  conversionRate: number | null;
  medianHoursToAccept: number | null;
  slaBreaches: number | null;
}

export interface Funds {
  allocated: Money | null;
  requested: Money | null;
  approved: Money | null;
  claimed: Money | null;
  reimbursed: Money | null;
  utilisation: number | null;
}

export interface Deal {
  id: string;
  name: string | null;
  closeDate: string | null;
  amount: Money | null;
  customer: { name: string | null } | null;
}

/** A row, of which each panel asks a part. */
export interface Row {
  keys?: Key[];
  period?: Period;
  partners?: number | null;
  pipelineCreated?: Counted | null;
  openPipeline?: Counted | null;
  weightedPipeline?: Money | null;
  revenue?: Counted | null;
  winRate?: number | null;
  averageDealSize?: Money | null;
  medianCycleDays?: number | null;
  byAttribution?: Attributed[] | null;
  registrations?: Registrations | null;
  leads?: Leads | null;
  mdf?: Funds | null;
  incentiveCost?: Money | null;
  roi?: number | null;
  deals?: { nodes: Deal[] } | null;
  /** Growth, by the alias under which the page asks for it. */
  [alias: `grown${string}`]: Change | null | undefined;
}

export interface Coverage {
  complete: boolean;
  missing: { source: { name: string }; code: string; message: string }[];
  asOf: string | null;
  records: number;
  twins: number;
  undated: number;
  withoutAmount: number;
  unconverted: number;
  unattributed: number;
  unmapped: string[];
  approximate: string[];
}

export interface Performance {
  period: Period & { timeZone: string; closed: boolean };
  previous: Period | null;
  currency: string;
  total?: Row;
  rows?: Row[];
  rowCount?: number;
  pageInfo?: PageInfo;
  coverage: Coverage;
}

export interface PageInfo {
  hasNextPage: boolean;
  endCursor: string | null;
}

/** What was promised, claimed, earned, approved and paid. */
export type Amounts = Record<'promised' | 'claimed' | 'earned' | 'approved' | 'paid', Money | null>;

export interface Differences {
  unused: Money | null;
  reduced: Money | null;
  outstanding: Money | null;
  overpaid: Money | null;
  reasons: string[];
}

export interface StatementLine extends Amounts {
  incentive: { id: string } | null;
  program: string | null;
  kind: string | null;
  status: string | null;
  dueAt: string | null;
  paidAt: string | null;
  differences: Differences;
}

export interface Statement extends Amounts {
  currency: string;
  opening: Money | null;
  closing: Money | null;
  differences: Differences;
  lines: { totalCount: number | null; pageInfo: PageInfo; nodes: StatementLine[] };
  coverage: Coverage;
}

export interface Listed<N> {
  totalCount: number | null;
  missing: Coverage['missing'];
  pageInfo: PageInfo;
  nodes: N[];
}

export interface Named {
  id: string;
  name: string | null;
}

export interface Partner {
  id: string;
  name: string | null;
  domain?: string | null;
  type?: string | null;
  tier?: { name: string | null } | null;
  region?: string | null;
  country?: string | null;
  status?: string | null;
}

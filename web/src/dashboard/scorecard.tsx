// Who a scorecard is about, and the deals that it stands on.
import type { View } from './address';
import { useAnswer } from './ask';
import { DealTable, dealsWon } from './breakdown';
import { words } from './format';
import { partnerOf } from './operation';
import { Panel, QueryLink, TroubleOf } from './panel';
import type { Partner, Performance } from './types';

interface Parts {
  view: View;
  /** Leads back to all partners; none for a caller who has one partner. */
  back?: () => void;
}

export function ScorecardHead({ view, back }: Parts) {
  const operation = partnerOf(view.partner);
  const { answer, problem, again } = useAnswer<Partner>(operation);
  const partner = answer?.value;
  const facts = partner
    ? [
        partner.tier?.name,
        partner.type && words(partner.type),
        partner.region,
        partner.country,
        partner.status && words(partner.status),
        partner.domain,
      ].filter(Boolean)
    : [];
  return (
    <div className="who">
      {back && (
        <button type="button" className="back" onClick={back}>
          ← All partners
        </button>
      )}
      {problem ? (
        <TroubleOf trouble={problem} again={again} />
      ) : (
        <>
          <h1>
            {partner ? (partner.name ?? partner.id) : 'Partner …'}
            <QueryLink operation={operation} of="Partner" />
          </h1>
          <p className="facts-line">
            {facts.map((fact) => (
              <span key={fact}>{fact}</span>
            ))}
          </p>
        </>
      )}
    </div>
  );
}

export function DealsPanel({ view }: { view: View }) {
  const operation = dealsWon(view);
  const asked = useAnswer<Performance>(operation);
  return (
    <Panel title="Deals won" operation={operation} asked={asked} field="deals">
      {({ total }) => <DealTable of={total?.deals?.nodes} />}
    </Panel>
  );
}

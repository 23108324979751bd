import { addDays, daysBetween } from '@exchequer/core/envelope';
import { metrics } from '@exchequer/core/metric';
import { explainedBy } from '@exchequer/model/contract';
import type { Scopes } from './scopes.ts';

/** One question, as a page or a program asks it. */
export interface Analysis {
  /** What is told together in the table. */
  readonly group: string;
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
}

const metricsAtOnce = 12;
/** Kinds of outcomes that a year of spend is set against. */
const outcomes = ['pull_request.merged', 'ticket.resolved', 'deployment.succeeded', 'feature.shipped'];

/** Every analysis of a company, over all of its days. */
export function analysesOf(scopes: Scopes): Analysis[] {
  return [
    ...explained(scopes),
    ...forecasts(scopes),
    ...commitments(scopes),
    ...responses(scopes),
    ...figures(scopes),
    {
      group: 'all rules',
      name: 'advice',
      method: 'POST',
      path: '/api/w/sample/recommendations/run',
      body: {},
    },
  ];
}

const post = (group: string, name: string, path: string, body: object): Analysis => ({
  ...{ group, name, method: 'POST', path: `/api/w/sample/${path}`, body },
});

const spanOf = ({ from, to }: Scopes) => ({ from, to, time_zone: 'UTC' });

function explained(scopes: Scopes): Analysis[] {
  const whole = spanOf(scopes);
  const half = addDays(scopes.to, -Math.floor(daysBetween(scopes.from, scopes.to) / 2));
  const recent = { ...whole, from: half };
  return [
    ...explainedBy.map((by) =>
      post('bridge', `bridge by ${by}`, 'explain/bridge', { range: recent, by, compare: 'previous' }),
    ),
    post('spikes', 'spikes', 'explain/spikes', { range: whole, floor: '50' }),
    ...explainedBy.map((by) => post('cohorts', `cohorts by ${by}`, 'explain/cohorts', { range: whole, by })),
  ];
}

function forecasts({ teams, providers, workflows }: Scopes): Analysis[] {
  const asked = [
    { scope: 'company', id: '' },
    ...teams.map((id) => ({ scope: 'team', id })),
    ...providers.map((id) => ({ scope: 'provider', id })),
    ...workflows.map((id) => ({ scope: 'workflow', id })),
  ];
  const spend = asked.flatMap(({ scope, id }) =>
    ['month', 'quarter'].map((horizon): Analysis => {
      const search = new URLSearchParams({ scope, horizon, ...(id !== '' && { id }) });
      const path = `/api/w/sample/forecast/spend?${search}`;
      return { group: `forecast: ${scope}`, name: `${scope} ${id} ${horizon}`, method: 'GET', path };
    }),
  );
  const runway = { group: 'runways', name: 'runways of all envelopes', method: 'GET' as const };
  return [...spend, { ...runway, path: '/api/w/sample/forecast/runway' }];
}

const tiers = [
  { amount: '10000', discount: 0.1 },
  { amount: '50000', discount: 0.15 },
  { amount: '200000', discount: 0.25 },
];

const commitments = ({ providers }: Scopes): Analysis[] =>
  providers.flatMap((provider) =>
    (['month', 'quarter'] as const).flatMap((term) => [
      post('commitments', `${provider} amount ${term}`, 'forecast/commitments', {
        ...{ provider, term, type: 'amount', discount: 0.2 },
      }),
      post('commitments', `${provider} tiers ${term}`, 'forecast/commitments', {
        ...{ provider, term, type: 'tiers', tiers },
      }),
    ]),
  );

const responses = (scopes: Scopes): Analysis[] => [
  ...outcomes.map((outcome) =>
    post('response', `curve of ${outcome}`, 'value/curve', {
      ...{ range: spanOf(scopes), outcome, value_per_outcome: '500' },
    }),
  ),
  post('response', 'growth', 'value/growth', { range: spanOf(scopes) }),
  post('response', 'access', 'value/access', { range: spanOf(scopes) }),
];

/** Every metric of the catalogue with its interval and grade. */
function figures(scopes: Scopes): Analysis[] {
  const keys = metrics.map(({ key }) => key);
  return Array.from({ length: Math.ceil(keys.length / metricsAtOnce) }, (_, at) => {
    const asked = keys.slice(at * metricsAtOnce, (at + 1) * metricsAtOnce);
    return post('intervals', `intervals of ${asked[0]} to ${asked.at(-1)}`, 'value/evidence', {
      ...{ range: spanOf(scopes), metrics: asked },
    });
  });
}

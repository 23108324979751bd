import type { OutcomeTopic } from '../../state/sources-search.ts';

/** What to do about something that is missing: words of one button, and where it leads. */
export interface Remedy {
  label: string;
  to:
    | '/w/$ws/people'
    | '/w/$ws/sources'
    | '/w/$ws/budgets'
    | '/w/$ws/gateway'
    | '/w/$ws/grants'
    | '/w/$ws/value'
    | 'range';
  hash?: string;
  /** What the address says besides, such as the drawer that is open there. */
  open?: { connect?: OutcomeTopic; judge?: string; do?: 'new' };
  /** Who may do it; others are shown no button. Everybody where it is left out. */
  scope?: 'admin' | 'compensation';
}

/** The drawer in which a source that tells of something is connected. */
const tells = (connect: OutcomeTopic, label: string): Remedy => ({
  ...{ label, to: '/w/$ws/sources', hash: 'outcomes', open: { connect }, scope: 'admin' },
});

const people: Remedy = {
  ...{ label: 'Import people', to: '/w/$ws/people', hash: 'people-import', scope: 'admin' },
};
const usage: Remedy = { label: 'Connect a source', to: '/w/$ws/sources', hash: 'connect' };
const widen: Remedy = { label: 'Widen the range', to: 'range' };

/** The first that matches holds, so that what is particular stands before what is general. */
const remedies: readonly (readonly [RegExp, Remedy])[] = [
  [/^a price for/, { label: 'Price the model', to: '/w/$ws/sources', hash: 'unpriced', scope: 'admin' }],
  [
    /^rate [A-Z]{3} on |^a rate for/,
    { label: 'Add the rate', to: '/w/$ws/sources', hash: 'rates', scope: 'admin' },
  ],
  [/ states it$/, { label: 'State figures', to: '/w/$ws/value', hash: 'figures', scope: 'admin' }],
  [
    /^an experiment/,
    { label: 'Plan an experiment', to: '/w/$ws/value', hash: 'experiments', scope: 'admin' },
  ],
  [
    /^pay by person|roles stand with pay/,
    { label: 'Add pay', to: '/w/$ws/grants', hash: 'pay', scope: 'compensation' },
  ],
  [
    /what own GPUs cost$|^the most watts|idle capacity/,
    { label: 'State what they cost', to: '/w/$ws/gateway', hash: 'pool-cost', scope: 'admin' },
  ],
  [
    /scrapes? |DCGM|own GPUs/,
    { label: 'Scrape own GPUs', to: '/w/$ws/gateway', hash: 'own-gpus', scope: 'admin' },
  ],
  [/in this range$|^a range that|^at least|fewer than/, widen],
  [/^decisions/, { label: 'Record decisions', to: '/w/$ws/value', hash: 'decisions', scope: 'admin' }],
  [
    /^the minutes that a kind/,
    {
      label: 'State the minutes',
      to: '/w/$ws/sources',
      hash: 'judging',
      open: { judge: 'ticket.resolved' },
      scope: 'admin',
    },
  ],
  [/revenue that names work/, tells('revenue', 'Connect a revenue source')],
  [/revenue/, tells('revenue', 'Connect a revenue source')],
  [/satisfaction/, tells('satisfaction', 'Connect a helpdesk')],
  [/ticket/, tells('ticket', 'Connect tickets')],
  [/incident/, tells('incident', 'Connect incidents')],
  [/deployment/, tells('deployment', 'Connect deployments')],
  [/feature outcomes/, tells('feature', 'Connect features')],
  [/pull request outcomes/, tells('pull_request', 'Connect a forge')],
  [/^links from usage|outcomes/, tells('any', 'Connect an outcome source')],
  [
    /^calls through the gateway/,
    { label: 'Send calls through it', to: '/w/$ws/gateway', hash: 'keys', scope: 'admin' },
  ],
  [/budget|envelope/, { label: 'Set a budget', to: '/w/$ws/budgets', open: { do: 'new' }, scope: 'admin' }],
  [/^people|staff|persons|employ|manager|^teams/, people],
  [/usage/, usage],
];

/** Where a missing input is brought; null where no page takes it, so that no button leads nowhere. */
export const remedyOf = (needs: string): Remedy | null =>
  remedies.find(([pattern]) => pattern.test(needs))?.[1] ?? null;

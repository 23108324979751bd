import type { AlertChannel } from '@exchequer/model/contract';
import { contract } from '@exchequer/model/contract';
import { implement } from '@orpc/server';

const os = implement(contract);

const channels: AlertChannel[] = [
  {
    ...{ id: 'chn_1', kind: 'email', name: 'Finance', place: 'books@acme.test', least: 'warn' },
    topics: ['budget.threshold_crossed', 'forecast.over_budget', 'period.closed'],
    ...{ state: 'well', sent: '12', failed: '0', last_sent_at: '2026-02-13T08:00:00.000Z', last_error: null },
  },
  {
    ...{ id: 'chn_2', kind: 'slack', name: 'Platform', place: 'hooks.slack.com', least: 'info' },
    topics: [
      ...(['budget.threshold_crossed', 'budget.request.created', 'recommendation.created'] as const),
      ...(['spend.spike', 'forecast.over_budget', 'source.stale', 'period.closed', 'digest.weekly'] as const),
    ],
    ...{ state: 'failing', sent: '3', failed: '1', last_sent_at: '2026-02-12T08:00:00.000Z' },
    last_error: 'it answered 410',
  },
];

/** Channels of alerts, invented. */
export function alertPart(full: boolean) {
  const shown = full ? channels : [];
  return {
    channels: os.alert.channels.handler(() => ({ channels: shown, mail: full })),
    connect: os.alert.connect.handler(({ input }) => ({
      channel: { ...(channels[0] as AlertChannel), name: input.name, kind: input.kind },
      secret: input.kind === 'webhook' ? 'whsec_aW52ZW50ZWQgZm9yIHRoaXMgcGFnZQ==' : null,
    })),
    test: os.alert.test.handler(() => ({ sent: true, error: null })),
    disconnect: os.alert.disconnect.handler(() => channels[0] as AlertChannel),
  };
}

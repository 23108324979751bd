import { contract, type OutcomeSourceView, type WebhookVendor } from '@exchequer/model/contract';
import { implement } from '@orpc/server';

const os = implement(contract);

const source = (
  id: string,
  vendor: WebhookVendor,
  name: string,
  told: Partial<OutcomeSourceView>,
): OutcomeSourceView => ({
  ...{ id, vendor, name, url: `http://127.0.0.1:4100/hooks/${id}`, state: 'active' },
  steps: ['Open Settings, Webhooks, Add webhook.', 'Tick pull requests, issues and deployment statuses.'],
  ...{ deliveries: '0', taken: '0', repeated: '0', ignored: '0', refused: '0', held: '0' },
  ...{ last_delivery_at: null, last_taken_at: null, last_refusal: null },
  created_at: '2026-01-12T09:00:00.000Z',
  ...told,
});

const sources = [
  source('hook_1', 'github', 'Harbour on GitHub', {
    ...{ deliveries: '1284', taken: '1102', repeated: '14', ignored: '168' },
    ...{ last_delivery_at: '2026-02-12T09:02:00.000Z', last_taken_at: '2026-02-12T08:58:00.000Z' },
  }),
  source('hook_2', 'stripe', 'Harbour billing', {
    ...{ state: 'failing', deliveries: '31', taken: '28', refused: '3', held: '2' },
    ...{ last_delivery_at: '2026-02-12T07:40:00.000Z', last_taken_at: '2026-02-11T18:00:00.000Z' },
    last_refusal: 'the signature is not one that the secret of this source makes',
  }),
  source('hook_3', 'zendesk', 'Support desk', { state: 'waiting' }),
];

const held = (id: string, event: string, error: string, fix: string, can_replay = true) => ({
  ...{ id, source_id: 'hook_2', source_name: 'Harbour billing', vendor: 'stripe', event, error, fix },
  ...{ received_at: '2026-02-12T07:40:00.000Z', times: 2, can_replay },
});

const rule = (kind: string, name: string, days: number, minutes: number, value_usd: string | null) => ({
  ...{ kind, name, reversal_days: days, human_minutes: minutes, human_minutes_plus_minus: minutes / 5 },
  ...{ measured_by: minutes > 0 ? 'timed sample of 40' : '', value_usd },
});
const rules = [
  rule('pull_request.merged', 'pull requests merged', 30, 240, null),
  rule('ticket.resolved', 'tickets resolved', 7, 0, '12.5'),
];

const feeds = [
  {
    ...{ source: 'github', name: 'GitHub', outcomes: '1102' },
    ...{ newest_at: '2026-02-12T08:57:00.000Z', recorded_at: '2026-02-12T08:58:00.000Z' },
  },
  {
    ...{ source: 'outcome.csv', name: 'Outcome file', outcomes: '240' },
    ...{ newest_at: '2026-02-01T00:00:00.000Z', recorded_at: '2026-02-03T10:00:00.000Z' },
  },
];

/** Who delivers outcomes, what of it is held, how results are judged, and rates of other currencies. */
export function outcomeSourcePart(full: boolean) {
  const shown = <T>(all: T[]): T[] => (full ? all : []);
  const { sources: routes, rates } = os.outcome;
  return {
    sources: {
      list: routes.list.handler(() => shown(sources)),
      feeds: routes.feeds.handler(() => shown(feeds)),
      add: routes.add.handler(({ input }) => {
        const made = source('hook_4', input.vendor, input.name, { state: 'waiting' });
        sources.push(made);
        return { source: made, secret: input.secret ?? 'a9'.repeat(32), steps: made.steps };
      }),
      rotate: routes.rotate.handler(({ input }) => ({
        source: sources.find(({ id }) => id === input.id) as OutcomeSourceView,
        secret: input.secret ?? 'b7'.repeat(32),
      })),
      remove: routes.remove.handler(({ input }) => {
        const at = sources.findIndex(({ id }) => id === input.id);
        return sources.splice(at, 1)[0] as OutcomeSourceView;
      }),
      held: routes.held.handler(() => {
        const items = shown([
          held(
            'del_1',
            '',
            'the signature is not one that the secret of this source makes',
            'Copy the secret again.',
          ),
          held(
            'del_2',
            'invoice.paid',
            'the delivery is not of the documented form',
            'Deliver it again.',
            false,
          ),
        ]);
        return { items, total: items.length };
      }),
      replay: routes.replay.handler(({ input }) => ({ taken: 1, still_held: input.ids ? 0 : 1 })),
      dismiss: routes.dismiss.handler(({ input }) => ({ dismissed: input.ids.length })),
    },
    rules: os.outcome.rules.handler(() => rules),
    setRule: os.outcome.setRule.handler(({ input: { workspace: _, ...said } }) => ({
      ...said,
      name: said.kind,
    })),
    rates: {
      list: rates.list.handler(() => ({
        rates: shown([
          {
            ...{ currency: 'EUR', usd: '1.0917', day: '2026-02-01', source: 'ECB' },
            ...{ first_day: '2025-01-01', days: 14 },
          },
        ]),
        missing: shown([{ currency: 'GBP', day: '2026-02-03', about: 'revenue' as const }]),
      })),
      import: rates.import.handler(({ input }) => ({ dry_run: input.dry_run, taken: 2, rejected: [] })),
    },
  };
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  githubMerged,
  githubRevert,
  type RecordedDelivery,
  recordedDeliveries,
} from '../acceptance/index.ts';
import { signDelivery, webhookOf } from './index.ts';
import { hmac } from './signature.ts';

const nowMs = Date.parse('2026-02-12T12:00:00Z');
const secret = 'a-secret-of-the-source';
const context = { workspace: 'live', nowMs, sourceName: 'Acme' };

const bodyOf = (payload: unknown) => Buffer.from(JSON.stringify(payload));
const deliver = ({ vendor, headers, payload }: RecordedDelivery, at = nowMs, by = secret) => {
  const body = bodyOf(payload);
  return { headers: { ...headers, ...signDelivery(vendor, by, body, at) }, body };
};
const read = (recorded: RecordedDelivery, over: Record<string, unknown> = {}) =>
  webhookOf(recorded.vendor).read({ ...recorded.payload, ...over }, deliver(recorded), context);
const recordedOf = (vendor: string): RecordedDelivery => {
  const found = recordedDeliveries.find((one) => one.vendor === vendor);
  if (!found) throw new Error(vendor);
  return found;
};
const kinds = (recorded: RecordedDelivery, over: Record<string, unknown> = {}) =>
  read(recorded, over).outcomes.map(({ kind }) => kind);
const deep = (
  recorded: RecordedDelivery,
  change: (payload: ReturnType<typeof JSON.parse>) => void,
): RecordedDelivery => {
  const payload = structuredClone(recorded.payload);
  change(payload);
  return { ...recorded, payload };
};

describe.each(recordedDeliveries.map((one) => [one.vendor, one] as const))(
  'a delivery of %s',
  (vendor, recorded) => {
    const reader = webhookOf(vendor);

    test('is believed under its secret, the one before it, and no other', () => {
      expect(reader.verify(deliver(recorded), [secret], nowMs)).toBeNull();
      expect(reader.verify(deliver(recorded), ['newer', secret], nowMs)).toBeNull();
      expect(reader.verify(deliver(recorded), ['another'], nowMs)).toMatchObject({
        refused: expect.any(String),
      });
      expect(
        reader.verify({ ...deliver(recorded), headers: recorded.headers }, [secret], nowMs),
      ).not.toBeNull();
    });

    test('says what happened, when, and to what', () => {
      const { outcomes, rejects, ignored } = read(recorded);
      expect({ rejects, ignored }).toEqual({ rejects: [], ignored: null });
      expect(outcomes.map(({ kind, work_key, occurred_at }) => ({ kind, work_key, occurred_at }))).toEqual(
        recorded.says,
      );
      expect(outcomes[0]).toMatchObject({ source: vendor, outcomes: 1, flags: '' });
    });

    test('read again says the same ids', () => {
      const ids = () => read(recorded).outcomes.map(({ source_event_id }) => source_event_id);
      expect(ids()).toEqual(ids());
    });

    test('of any other shape is refused or ignored and never thrown at', () => {
      fc.assert(
        fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(recorded.payload)), (value, key) => {
          const payload = { ...recorded.payload, [key]: value };
          for (const one of [value, payload]) {
            const reading = reader.read(one, deliver(recorded), context);
            const said = reading.outcomes.length + reading.evidence.links.length + reading.rejects.length;
            expect(said > 0).toBe(reading.ignored === null);
          }
        }),
        { numRuns: 60 },
      );
    });

    test('has steps that name the address', () => {
      expect(reader.steps('https://x.test/hooks/1').join(' ')).toContain('https://x.test/hooks/1');
    });
  },
);

describe('a body that was changed', () => {
  test.each(
    recordedDeliveries.filter(({ vendor }) => vendor !== 'gitlab').map((one) => [one.vendor, one] as const),
  )('of %s is not believed', (vendor, recorded) => {
    const { headers, body } = deliver(recorded);
    const changed = Buffer.concat([body, Buffer.from(' ')]);
    expect(webhookOf(vendor).verify({ headers, body: changed }, [secret], nowMs)).not.toBeNull();
  });
});

describe('a delivery caught and sent again later', () => {
  test.each(['stripe', 'zendesk'] as const)('of %s is refused, since its time is signed', (vendor) => {
    const caught = deliver(recordedOf(vendor));
    expect(webhookOf(vendor).verify(caught, [secret], nowMs + 4 * 60_000)).toBeNull();
    expect(webhookOf(vendor).verify(caught, [secret], nowMs + 6 * 60_000)).toMatchObject({
      refused: expect.stringContaining('five minutes'),
    });
  });

  test('of GitLab with a signing token is verified over id, time and body', () => {
    const key = Buffer.from('0123456789abcdef0123456789abcdef');
    const token = `whsec_${key.toString('base64')}`;
    const body = bodyOf(recordedOf('gitlab').payload);
    const time = String(nowMs / 1000);
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': time,
      'webhook-signature': `v1,${hmac('sha256', key, [`msg_1.${time}.`, body], 'base64')}`,
    };
    const { verify } = webhookOf('gitlab');
    expect(verify({ headers, body }, [token], nowMs)).toBeNull();
    expect(verify({ headers: { ...headers, 'webhook-id': 'msg_2' }, body }, [token], nowMs)).not.toBeNull();
    expect(verify({ headers, body }, [token], nowMs + 600_000)).not.toBeNull();
  });
});

describe('times that cannot be', () => {
  const mergedAt = (at: string) => githubMerged(12, { merged_at: at, updated_at: at });
  test('a merge hours ahead of this clock is taken and flagged', () => {
    expect(read(mergedAt('2026-02-12T14:00:00Z')).outcomes).toMatchObject([{ flags: 'clock-skew' }]);
  });
  test.each([
    ['2026-02-20T00:00:00Z', 'future'],
    ['2001-01-01T00:00:00Z', '2020'],
    ['yesterday', 'no real time'],
  ])('a merge at %s is refused by name', (at, why) => {
    const { outcomes, rejects } = read(mergedAt(at));
    expect(outcomes).toEqual([]);
    expect(rejects).toMatchObject([{ source: 'github', error: expect.stringContaining(why) }]);
  });
});

describe('GitHub', () => {
  test('a merge links its branch, commits, ticket and issue, and counts lines and lead time', () => {
    const { outcomes, evidence } = read(githubMerged());
    expect(outcomes).toMatchObject([
      {
        repo: 'github.com/acme/api',
        branch: 'fix-login',
        identity_kind: 'account',
        identity: 'github:octocat',
        changed_lines: 42,
        lead_seconds: 26 * 3600,
        version_at: '2026-02-10T10:00:03.000Z',
      },
    ]);
    const work = 'pull_request:github.com/acme/api#12';
    expect(evidence.links.map(({ from, to, rule }) => [from, to, rule])).toEqual([
      ['branch:github.com/acme/api@fix-login', work, 'head-branch'],
      ['commit:ec26c3e57ca3a959ca5aad62de7213c562f8c821', work, 'pull-request-commits'],
      [work, 'ticket:abc-7', 'ticket-in-title'],
      [work, 'ticket:github.com/acme/api#5', 'stated'],
      ['commit:c4295bd74fb0f4fda03689c3df3f2803b658fd85', work, 'pull-request-commits'],
    ]);
  });
  test('the merge of a revert takes back what it names', () => {
    const revert = githubRevert();
    expect(read(revert).outcomes.map(({ kind, work_key }) => ({ kind, work_key }))).toEqual(
      revert.says.map(({ kind, work_key }) => ({ kind, work_key })),
    );
  });
  test('a pull request closed unmerged is no result, and a bot is an agent', () => {
    expect(kinds(githubMerged(12, { merged: false, merged_at: null }))).toEqual(['pull_request.closed']);
    const bot = githubMerged(12, { user: { login: 'copilot[bot]', type: 'Bot' } });
    expect(read(bot).outcomes).toMatchObject([{ agent: 'copilot[bot]' }]);
  });
  test('what says nothing of outcomes is ignored with its name', () => {
    const delivery = { ...deliver(githubMerged()), headers: { 'x-github-event': 'ping' } };
    expect(webhookOf('github').read({ zen: 'Speak like a human.' }, delivery, context)).toMatchObject({
      event: 'ping',
      ignored: expect.any(String),
    });
  });
  test('a deployment that failed is told apart from one that succeeded', () => {
    const payload = (state: string) => ({
      action: 'created',
      deployment_status: { id: 1, state, environment: 'production', created_at: '2026-02-10T10:00:00Z' },
      deployment: {
        id: 7,
        sha: 'c4295bd74fb0f4fda03689c3df3f2803b658fd85',
        created_at: '2026-02-10T09:58:00Z',
      },
      repository: githubMerged().payload.repository,
    });
    const take = (state: string) =>
      webhookOf('github').read(
        payload(state),
        { headers: { 'x-github-event': 'deployment_status' }, body: Buffer.alloc(0) },
        context,
      );
    expect(take('success').outcomes).toMatchObject([
      { kind: 'deployment.succeeded', work_key: 'deployment:production/github.com/acme/api/7' },
    ]);
    expect(take('failure').outcomes.map(({ kind }) => kind)).toEqual(['deployment.failed']);
    expect(take('in_progress').outcomes).toEqual([]);
  });
});

describe('trackers', () => {
  test('Jira: a duplicate is abandoned, a story is a feature, a cleared resolution reopens', () => {
    const jira = recordedOf('jira');
    expect(kinds(deep(jira, (p) => (p.issue.fields.resolution.name = 'Duplicate')))).toEqual([
      'ticket.abandoned',
    ]);
    expect(kinds(deep(jira, (p) => (p.issue.fields.issuetype.name = 'Story')))).toEqual(['feature.shipped']);
    const reopened = deep(jira, (p) => {
      p.issue.fields.status = { name: 'To Do', statusCategory: { key: 'new' } };
      p.changelog.items = [{ field: 'resolution', from: '10000', fromString: 'Done', to: null }];
    });
    expect(kinds(reopened)).toEqual(['ticket.reopened']);
    expect(read(deep(jira, (p) => (p.changelog.items = []))).ignored).toBe('no status changed');
  });
  test('Linear: out of a completed state is a reopening', () => {
    const reopened = deep(recordedOf('linear'), (p) => {
      p.data.state.type = 'started';
      p.updatedFrom = { stateId: 'x', completedAt: p.data.completedAt };
      p.data.completedAt = null;
    });
    expect(kinds(reopened)).toEqual(['ticket.reopened']);
  });
  test('GitLab: a reverting merge request takes the other back', () => {
    const revert = deep(recordedOf('gitlab'), (p) => {
      p.object_attributes.iid = 2;
      p.object_attributes.description = 'This reverts merge request !1';
    });
    expect(read(revert).outcomes.map(({ kind, work_key }) => [kind, work_key])).toEqual([
      ['pull_request.merged', 'pull_request:gitlab.com/acme/robot#2'],
      ['pull_request.reverted', 'pull_request:gitlab.com/acme/robot#1'],
    ]);
    expect(read(revert).outcomes[0]).toMatchObject({ identity_kind: 'email', identity: 'ada@acme.test' });
  });
});

describe('customer operations', () => {
  const zendesk = recordedOf('zendesk');
  const event = (type: string, current: unknown, previous: unknown = null) =>
    deep(zendesk, (p) => {
      p.type = `zen:event-type:ticket.${type}`;
      p.event = { current, previous };
    });
  test('Zendesk: closing what was solved is no second resolution; opening it again is a reopening', () => {
    expect(kinds(event('status_changed', 'CLOSED', 'SOLVED'))).toEqual([]);
    expect(kinds(event('status_changed', 'OPEN', 'SOLVED'))).toEqual(['ticket.reopened']);
    expect(kinds(event('group_assignment_changed', '2', '1'))).toEqual(['ticket.escalated']);
    expect(kinds(event('group_assignment_changed', '2'))).toEqual([]);
  });
  test.each([
    ['good', 100],
    ['bad', 0],
    ['4', 75],
  ])('Zendesk: a rating %s is %d of 100', (score, points) => {
    expect(read(event('csat_received', score)).outcomes).toMatchObject([
      { kind: 'ticket.rated', quality_points: points, quality_count: 1 },
    ]);
  });
  test('Zendesk: a rating that is none is refused', () => {
    expect(read(event('csat_received', 'meh'))).toMatchObject({ outcomes: [], rejects: [{}] });
  });
  test('Intercom: who resolved, an escalation and a rating', () => {
    const intercom = recordedOf('intercom');
    expect(read(intercom).outcomes).toMatchObject([
      { handled_by: 'ai', wait_seconds: 60, lead_seconds: 3600 },
    ]);
    const assigned = deep(intercom, (p) => {
      p.topic = 'conversation.admin.assigned';
      p.data.item.ai_agent.resolution_state = 'routed_to_team';
    });
    expect(read(assigned).outcomes).toMatchObject([{ kind: 'ticket.escalated', handled_by: 'both' }]);
    const rated = deep(intercom, (p) => {
      p.topic = 'conversation.rating.added';
      p.data.item.conversation_rating = { rating: 5 };
    });
    expect(read(rated).outcomes).toMatchObject([{ kind: 'ticket.rated', quality_points: 100 }]);
  });
});

describe('money and incidents', () => {
  const stripe = recordedOf('stripe');
  const value = (currency: string, amount: number) =>
    read(
      deep(stripe, (p) => {
        p.data.object.currency = currency;
        p.data.object.amount_paid = amount;
      }),
    ).outcomes[0]?.value;
  test('Stripe counts in the smallest unit of each currency', () => {
    expect(read(stripe).outcomes).toMatchObject([
      { value: '60.38', currency: 'EUR', customer: 'cus_Gm72lsGkxz8G5o' },
    ]);
    expect([value('jpy', 500), value('kwd', 1234), value('usd', 5)]).toEqual(['500', '1.234', '0.05']);
  });
  test('Stripe: what a charge was refunded in all is one outcome that grows', () => {
    const refunded = (amount: number) =>
      deep(stripe, (p) => {
        p.type = 'charge.refunded';
        p.data.object = {
          id: 'ch_1',
          object: 'charge',
          amount_refunded: amount,
          currency: 'usd',
          customer: { id: 'cus_1' },
        };
      });
    const [first, second] = [read(refunded(500)).outcomes[0], read(refunded(900)).outcomes[0]];
    expect(first).toMatchObject({
      kind: 'revenue.refunded',
      value: '-5.00',
      work_key: 'customer:stripe/cus_1',
    });
    expect(second).toMatchObject({ value: '-9.00', source_event_id: first?.source_event_id });
  });
  test('Stripe: test mode moves no money', () => {
    expect(read(deep(stripe, (p) => (p.livemode = false)))).toMatchObject({
      outcomes: [],
      ignored: expect.stringContaining('test mode'),
    });
  });
  test('PagerDuty: a resolved incident says how long restoring took', () => {
    const resolved = deep(recordedOf('pagerduty'), (p) => {
      p.event.event_type = 'incident.resolved';
      p.event.occurred_at = '2026-02-10T10:42:00Z';
    });
    expect(read(resolved).outcomes).toMatchObject([
      { kind: 'incident.resolved', restore_seconds: 42 * 60, restore_count: 1, service: 'Checkout' },
    ]);
  });
});

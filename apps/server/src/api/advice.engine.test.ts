import type { Action, Finding } from '@exchequer/core/advice';
import { parseUsd } from '@exchequer/model';
import { beginApply, beginUndo, getAdvice, keepRound, loadApplied } from '@exchequer/store/advice';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, callersOf } from '../testing/callers.ts';
import { type TestHttpServer, testHttpServer } from '../testing/http.ts';

let server: TestHttpServer;
const w = '/api/w/live';

type Who = 'admin' | 'reader' | 'ada' | 'bo';
const { ask, must, codeOf, giveToken, signIn } = callersOf<Who>(() => server);

let ada = '';
let bo = '';
let agent = '';
let key = '';
const local = { id: 'usr_test', name: 'Test' };

beforeAll(async () => {
  server = await testHttpServer();
  await giveToken('admin', ['admin', 'read', 'ingest']);
  await giveToken('reader', ['read']);
  await must('admin', 'POST', `${w}/people/import`, {
    format: 'csv',
    text: 'name,email,team\nAda,ada@x.test,Eng\nBo,bo@x.test,Eng\n',
  });
  const { workers } = await must('admin', 'GET', `${w}/workers?limit=10`);
  const idOf = (name: string): string => workers.find((one: Answer) => one.name === name).id;
  [ada, bo] = [idOf('Ada'), idOf('Bo')];
  await signIn('ada', 'ada@x.test');
  await signIn('bo', 'bo@x.test');
  const made = await must('admin', 'PUT', `${w}/workers`, {
    ...{ kind: 'agent', name: 'nightly-refactor', owner_id: ada, external_id: '', family: '' },
  });
  agent = made.worker.id;
  key = (await must('admin', 'POST', `${w}/keys`, { name: 'nightly', worker_id: agent })).key.id;
});
afterAll(() => server?.remove());

let serial = 0;

/** A finding as a rule would give it; give what differs. */
function finding(action: Action, more: Partial<Finding> & { likely?: string } = {}): Finding {
  const likely = parseUsd(more.likely ?? '1000');
  const subject = more.subject ?? { kind: 'agent', id: `s${++serial}`, name: 'nightly-refactor' };
  return {
    ...{ rule: 4, key: `4:${subject.kind}:${subject.id}`, subject, audience: 'team-and-above', action },
    ...{
      claim: 'Agent nightly-refactor repeats one failing call.',
      says: 'Says.',
      trigger: '412 equal requests.',
    },
    ...{
      evidence: [{ label: 'Calls', value: '412', unit: 'requests', to: '/explore' }],
      undo: 'Release it.',
    },
    gain: { low: likely / 2n, likely, high: likely * 2n, level: 0.8, per: 'month' },
    ...{
      basis: 'Counted.',
      brings: 'saving',
      confidence: 'high',
      owner: 'platform',
      effort: 1,
      expiresDays: 30,
    },
    touches: [],
    ...more,
  } as Finding;
}

/** Keeps findings as a round does, leaving the others as they are, and tells the id of the first. */
async function kept(...findings: Finding[]): Promise<string> {
  const unjudged = [{ rule: 4, needs: '', to: '' }];
  await keepRound(server.services.advice.options, 'live', { findings, cannotTell: unjudged });
  const [row] = await server.services.sql<{ id: string }[]>`
    select id from recommendation where key = ${findings[0]?.key ?? ''} order by first_seen desc limit 1`;
  return row?.id ?? '';
}

const post = (who: Who, id: string, verb: string, body: object = {}) =>
  must(who, 'POST', `${w}/recommendations/${id}/${verb}`, body);
const refusedOf = (who: Who, id: string, verb: string, body: object = {}) =>
  codeOf(who, 'POST', `${w}/recommendations/${id}/${verb}`, body);
const show = (who: Who, id: string) => must(who, 'GET', `${w}/recommendations/${id}`);
const heldBy = async () => (await server.services.gate.keys.get('live', key))?.held?.by ?? null;
const holding = (): Action => ({ kind: 'hold-agent', workerId: agent });
const task = (text = 'Do it.'): Action => ({ kind: 'task', text });

describe('the inbox', () => {
  test('has the surest gain for the least effort first, page by page', async () => {
    await kept(
      finding(task(), { likely: '10' }),
      finding(task(), { likely: '30' }),
      finding(task(), { likely: '20' }),
    );
    const all = await must('reader', 'GET', `${w}/recommendations`);
    expect(all.recommendations.map((one: Answer) => Number(one.gain.likely)).slice(-3)).toEqual([30, 20, 10]);
    const first = await must('reader', 'GET', `${w}/recommendations?limit=2`);
    const rest = await must('reader', 'GET', `${w}/recommendations?limit=100&cursor=${first.next_cursor}`);
    expect([...first.recommendations, ...rest.recommendations]).toEqual(all.recommendations);
  });

  test('shows what is about a person to that person alone, who alone may act on it', async () => {
    const own = finding(task('Turn caching on.'), {
      ...{ audience: 'self', subject: { kind: 'person', id: ada, name: 'Ada' }, likely: '5000' },
    });
    const id = await kept(own);
    expect((await show('ada', id)).own).toBe(true);
    const about = async (who: Who) =>
      (await must(who, 'GET', `${w}/recommendations?about=me`)).recommendations.map((one: Answer) => one.id);
    expect(await about('ada')).toEqual([id]);
    for (const who of ['admin', 'reader', 'bo'] as const) expect(await about(who)).toEqual([]);
    for (const who of ['admin', 'reader', 'bo'] as const) {
      expect(await codeOf(who, 'GET', `${w}/recommendations/${id}`)).toEqual([404, 'recommendation-unknown']);
      expect(await refusedOf(who, id, 'dismiss', { reason: 'x' })).toEqual([404, 'recommendation-unknown']);
      const { recommendations } = await must(who, 'GET', `${w}/recommendations?state=all&limit=500`);
      expect(JSON.stringify(recommendations)).not.toContain(id);
    }
    expect((await post('ada', id, 'apply')).state).toBe('applied');
  });

  test('is kept once, however many rounds run at the same time', async () => {
    const one = finding(task());
    const round = { findings: [one], cannotTell: [{ rule: 4, needs: '', to: '' }] };
    await Promise.all(
      Array.from({ length: 8 }, () => keepRound(server.services.advice.options, 'live', round)),
    );
    const rows = await server.services.sql`select id from recommendation where key = ${one.key}`;
    expect(rows).toHaveLength(1);
  });

  test('lists thirty rules with what each waits for', async () => {
    const { rules } = await must('reader', 'GET', `${w}/recommendation-rules`);
    expect(rules.map((rule: Answer) => rule.number).sort((a: number, b: number) => a - b)).toEqual(
      Array.from({ length: 30 }, (_, at) => at + 1),
    );
  });
});

describe('holding an agent', () => {
  test('shows what will change, holds every key, says so again when asked again, and is taken back', async () => {
    const id = await kept(finding(holding()));
    const before = await show('admin', id);
    expect(before.plan).toMatchObject([{ before: 'go through' }]);
    expect(await refusedOf('reader', id, 'apply')).toEqual([403, 'not-permitted']);
    expect(await refusedOf('bo', id, 'apply')).toEqual([404, 'recommendation-unknown']);
    expect(await heldBy()).toBeNull();
    const applied = await post('admin', id, 'apply');
    expect(applied).toMatchObject({ state: 'applied', may: ['undo'], applied: { state: 'applied' } });
    expect(await heldBy()).not.toBeNull();
    await Promise.all([post('admin', id, 'apply'), post('admin', id, 'apply')]);
    expect((await show('admin', id)).events.map((event: Answer) => event.what)).toEqual(['found', 'applied']);
    expect((await post('ada', id, 'undo')).state).toBe('undone');
    expect(await heldBy()).toBeNull();
  });

  test('clicked by many at once is done once', async () => {
    const id = await kept(finding(holding()));
    await Promise.all(Array.from({ length: 6 }, () => post('admin', id, 'apply')));
    const holds = await server.services.sql`select 1 from applied_action where recommendation_id = ${id}`;
    expect(holds).toHaveLength(1);
    await post('admin', id, 'undo');
  });
});

describe('the limit of an envelope', () => {
  const limitOf = async (id: string) =>
    (await must('admin', 'GET', `${w}/budget/envelopes/${id}`)).envelope.limit as string;
  const envelope = async (limit: string): Promise<string> =>
    (
      await must('admin', 'PUT', `${w}/budget/envelopes`, {
        ...{
          name: `Team ${++serial}`,
          kind: 'project',
          ref: `p${serial}`,
          parent_id: null,
          currency: 'USD',
          limit,
        },
        ...{
          period: 'month',
          custom: null,
          enforcement: 'soft',
          rollover: null,
          overdraft: '0',
          owner_id: ada,
        },
      })
    ).id;

  test('is asked for where the rule does not say it, set, and restored exactly', async () => {
    const env = await envelope('100');
    const id = await kept(finding({ kind: 'envelope-limit', envelopeId: env, amount: null }));
    expect((await show('admin', id)).action).toMatchObject({ asks: 'amount' });
    expect(await refusedOf('admin', id, 'apply')).toEqual([422, 'amount-needed']);
    expect(await refusedOf('ada', id, 'apply', { amount: '120' })).toEqual([403, 'not-permitted']);
    expect((await post('ada', id, 'apply', { amount: '80' })).state).toBe('applied');
    expect(await limitOf(env)).toBe('80');
    await post('admin', id, 'undo');
    expect(await limitOf(env)).toBe('100');
  });

  test('is not taken back over what somebody changed since', async () => {
    const env = await envelope('100');
    const id = await kept(finding({ kind: 'envelope-limit', envelopeId: env, amount: parseUsd('80') }));
    await post('admin', id, 'apply');
    const { envelope: now } = await must('admin', 'GET', `${w}/budget/envelopes/${env}`);
    await must('admin', 'PUT', `${w}/budget/envelopes`, {
      ...{
        id: env,
        name: now.name,
        kind: now.kind,
        ref: now.ref,
        parent_id: null,
        currency: 'USD',
        limit: '55',
      },
      ...{
        period: 'month',
        custom: null,
        enforcement: 'soft',
        rollover: null,
        overdraft: '0',
        owner_id: ada,
      },
    });
    expect(await refusedOf('admin', id, 'undo')).toEqual([409, 'changed-since']);
    expect(await limitOf(env)).toBe('55');
    expect((await show('admin', id)).state).toBe('applied');
  });
});

describe('a crash between the steps of applying or taking back', () => {
  const resume = () => server.services.advice.carrying.resume();
  const recommendation = async (id: string) => {
    const one = await getAdvice(server.services.sql, 'live', id, { everyone: true, workerId: null });
    if (!one) throw new Error('it is there');
    return one;
  };
  const begun = async (id: string) => {
    const { advice } = server.services;
    const plan = await advice.carrying.plan('live', await recommendation(id), { amount: null });
    if ('refused' in plan) throw new Error(plan.detail);
    const { ownerId: _owner, raises: _raises, ...steps } = plan;
    const action = await beginApply(advice.options, 'live', id, steps, local);
    if ('refused' in action) throw new Error(action.detail);
    return action;
  };

  test('before the effect is carried out at the next start', async () => {
    const id = await kept(finding(holding()));
    await begun(id);
    expect(await heldBy()).toBeNull();
    expect(await resume()).toBe(1);
    expect([await heldBy(), (await show('admin', id)).state]).toEqual(['Test', 'applied']);
    expect(await resume()).toBe(0);
    await post('admin', id, 'undo');
  });

  test('after the effect is written down, and not done twice', async () => {
    const id = await kept(finding(holding()));
    const action = await begun(id);
    await server.services.gate.workerHolds.hold('live', agent, String(action.after.reason), local);
    expect(await resume()).toBe(1);
    expect((await show('admin', id)).state).toBe('applied');
    const [{ n } = { n: 0 }] = await server.services.sql<{ n: number }[]>`
      select count(*)::int as n from audit_entry where action = 'worker.hold' and actor_name = 'Test'`;
    expect(n).toBe(2);
    // And taking back, which stops half way.
    const applied = (await loadApplied(server.services.sql, 'live', [id])).get(id);
    if (!applied) throw new Error('it is applied');
    await beginUndo(server.services.advice.options, applied, local);
    expect(await heldBy()).toBe('Test');
    expect(await resume()).toBe(1);
    expect([await heldBy(), (await show('admin', id)).state]).toEqual([null, 'undone']);
  });
});

describe('rules of the gateway', () => {
  test('set the loop breaker of an agent’s keys, and put it back', async () => {
    const id = await kept(
      finding({ kind: 'gateway-rule', rule: 'loop', value: { workerId: agent, limit: 5 } }),
    );
    const limit = async () => (await server.services.gate.keys.get('live', key))?.loop_limit;
    await post('ada', id, 'apply');
    expect(await limit()).toBe(5);
    await post('admin', id, 'undo');
    expect(await limit()).toBeNull();
  });

  test('cache on the routes that take the model, and route a model elsewhere by a route of its own', async () => {
    const { upstreams, routes } = server.services.gate;
    await upstreams.put('live', 'oai', { name: 'OpenAI', kind: 'openai' }, local);
    const target = { upstream_id: 'oai', model: '', weight: 1, order: 0, role: 'normal' as const };
    const all = { name: 'All', position: 10, dialect: null, models: ['gpt-*'], targets: [target] };
    await routes.put('live', 'all', { ...all, retries: 1, cache_seconds: null, enabled: true }, local);
    const names = async () => (await routes.list('live')).map(({ id, cache_seconds }) => [id, cache_seconds]);
    const cache = await kept(
      finding({ kind: 'gateway-rule', rule: 'cache', value: { models: ['gpt-5.4'], seconds: 300 } }),
    );
    await post('admin', cache, 'apply');
    expect(await names()).toEqual([['all', 300]]);
    await post('admin', cache, 'undo');
    const value = {
      provider: 'openai',
      from: 'gpt-5.4',
      toProvider: 'openai',
      to: 'gpt-5.4-mini',
      canaryPercent: 10,
    };
    const route = await kept(finding({ kind: 'gateway-rule', rule: 'route', value }));
    await post('admin', route, 'apply');
    const [first] = await routes.list('live');
    expect(first).toMatchObject({
      models: ['gpt-5.4'],
      targets: [target, { model: 'gpt-5.4-mini', role: 'canary', weight: 10 }],
    });
    await post('admin', route, 'undo');
    expect(await names()).toEqual([['all', null]]);
  });
});

test('a price is entered in the price book, and withdrawn', async () => {
  const id = await kept(
    finding({
      kind: 'price-row',
      provider: 'vllm',
      model: 'own-7b',
      tokenClass: 'output',
      price: parseUsd('0.000002'),
    }),
  );
  const entries = async () => (await server.services.prices.book.facts()).overrides.map(({ model }) => model);
  await post('admin', id, 'apply');
  expect(await entries()).toContain('own-7b');
  await post('admin', id, 'undo');
  expect(await entries()).not.toContain('own-7b');
});

test('what a grant keeps of its rest is set for grants to come, and restored exactly', async () => {
  const wish = { name: 'Tools', type: 'tool_access', basis: { kind: 'fixed', amount: '500', per: 'month' } };
  const { id: planId } = await must('admin', 'PUT', `${w}/grant-plans`, {
    ...{ ...wish, rollover: { percent: 5, cap: '90' }, transfer: 'manager_approved' },
  });
  const plan = async () =>
    (await must('admin', 'GET', `${w}/grant-plans`)).find((one: Answer) => one.id === planId);
  const before = await plan();
  const id = await kept(finding({ kind: 'grant-rollover', planId, permille: 250 }));
  expect((await show('admin', id)).plan).toEqual([
    { what: 'Rollover of Tools', before: '5 %', after: '25 %' },
  ]);
  await post('admin', id, 'apply');
  expect(await plan()).toMatchObject({ rollover: { percent: 25, cap: before.rollover.cap } });
  await post('admin', id, 'undo');
  expect(await plan()).toEqual(before);
});

describe('putting off', () => {
  test('is for those whom it concerns, says why, and lasts until the amount doubles', async () => {
    const one = finding(task(), { likely: '40' });
    const id = await kept(one);
    expect(await refusedOf('bo', id, 'snooze', { days: 3 })).toEqual([404, 'recommendation-unknown']);
    expect((await ask('admin', 'POST', `${w}/recommendations/${id}/dismiss`, {})).status).toBe(400);
    expect((await post('admin', id, 'assign', { worker_id: bo })).assignee).toEqual({ id: bo, name: 'Bo' });
    expect((await post('admin', id, 'dismiss', { reason: 'We keep it.' })).state).toBe('dismissed');
    await kept({ ...one, gain: { ...one.gain, likely: parseUsd('79') } });
    expect((await show('admin', id)).state).toBe('dismissed');
    await kept({ ...one, gain: { ...one.gain, likely: parseUsd('80') } });
    const back = await show('admin', id);
    expect([back.state, back.events.at(-1).what]).toEqual(['assigned', 'reopened']);
    expect(back.events.find((event: Answer) => event.what === 'dismissed').reason).toBe('We keep it.');
  });

  test('a task is ticked off by the person that it was given to', async () => {
    const id = await kept(finding(task()));
    expect(await refusedOf('reader', id, 'apply')).toEqual([403, 'not-permitted']);
    await post('admin', id, 'assign', { worker_id: ada });
    expect((await post('ada', id, 'apply')).state).toBe('applied');
  });
});

test('the history cannot be changed', async () => {
  const sql = server.services.sql;
  await expect(sql`update recommendation_event set reason = 'x'`).rejects.toThrow('append-only');
  await expect(sql`delete from recommendation_event`).rejects.toThrow('append-only');
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestHttpServer, testHttpServer } from '../testing/http.ts';

let at: TestHttpServer;
const base = '/api/w/live/policy';
const functions = ['Engineering', 'Support', 'Sales'];
const teamsOf = (name: string) => Array.from({ length: 4 }, (_, i) => `${name} ${i + 1}`);
const people = functions.flatMap((name) =>
  teamsOf(name).flatMap((team, i) =>
    [1, 2].map((n) => ({ email: `${name}-${i + 1}-${n}@x.test`.toLowerCase(), team: `${name} / ${team}` })),
  ),
);

/** A policy of 40 envelopes: the company, 3 functions, 12 teams, 24 persons. */
function policyText(personLimit: string): string {
  const persons = (team: string) =>
    people
      .filter((one) => one.team === team)
      .map(
        ({ email }) => `
              - key: ${email.split('@')[0]}
                name: ${email}
                kind: person
                covers: ${email}
                limit: ${personLimit}
                period: day
                enforcement: hard`,
      )
      .join('');
  const teams = (name: string) =>
    teamsOf(name)
      .map(
        (team) => `
          - key: ${team.toLowerCase().replace(' ', '-')}
            name: ${team}
            kind: team
            covers: ${name} / ${team}
            limit: $500
            children:${persons(`${name} / ${team}`)}`,
      )
      .join('');
  return `version: 1
envelopes:
  - key: company
    name: Company
    kind: company
    limit: $10,000
    children:${functions
      .map(
        (name) => `
      - key: ${name.toLowerCase()}
        name: ${name}
        kind: function
        covers: ${name}
        limit: $4,000
        children:${teams(name)}`,
      )
      .join('')}
`;
}

/** A call of five dollars by each person on ten days of October, twice on the first. */
const usage = people.flatMap(({ email }, person) =>
  Array.from({ length: 11 }, (_, i) => ({
    id: `call-${person}-${i}`,
    provider: 'round-ai',
    model: 'round-1',
    tokens: { output: 100 },
    occurred_at: `2026-10-${String(Math.max(1, i)).padStart(2, '0')}T${10 + (i === 0 ? 0 : 2)}:00:00Z`,
    actor: { kind: 'email', id: email },
  })),
);

beforeAll(async () => {
  at = await testHttpServer();
  const usd_per_million = { uncached_input: '0', output: '50000' };
  await at.must('POST', '/api/prices', {
    provider: 'round-ai',
    model: 'round-1',
    usd_per_million,
    valid_from: 'always',
  });
  const lines = people.map(({ email, team }) => `${email},${email},${team}`);
  await at.must('POST', '/api/w/live/people/import', {
    format: 'csv',
    text: `name,email,team\n${lines.join('\n')}\n`,
  });
  await at.must('POST', '/v1/usage', usage);
}, 120_000);
afterAll(() => at.remove());

describe('a policy of forty envelopes', () => {
  const text = policyText('$7');
  let fingerprint = '';

  test('is told with all its faults, at their lines', async () => {
    const broken = text.replace('limit: $4,000', 'limit: lots').replace('kind: company', 'kind: firm');
    const { valid, errors } = await at.must('POST', `${base}/validate`, { text: broken });
    expect(valid).toBe(false);
    expect(errors.map(({ line, path }: { line: number; path: string }) => `${line} ${path}`)).toEqual([
      '5 envelopes.0.kind',
      '12 envelopes.0.children.0.limit',
    ]);
    const unknown = text.replace('covers: Sales\n', 'covers: Nowhere\n');
    const plan = await at.must('POST', `${base}/plan`, { text: unknown });
    expect(plan).toMatchObject({ fingerprint: null, errors: [{ code: 'ref-unknown' }] });
    const refused = await at.call('POST', `${base}/apply`, { text: unknown, fingerprint: 'x' });
    expect(refused).toMatchObject({ status: 422, body: { code: 'policy-invalid' } });
  });

  test('is tried on the usage of a past month before it is applied', async () => {
    const done = await at.must('POST', `${base}/simulate`, { text, from: '2026-10-01', to: '2026-11-01' });
    expect(done).toMatchObject({
      errors: [],
      granularity: 'call',
      calls: usage.length,
      cost: String(usage.length * 5),
      // Each person's second call of the first day does not fit.
      refused_calls: people.length,
      refused_cost: String(people.length * 5),
      refused_workers: { workers: people.length, fewer_than: null },
      uncovered_calls: 0,
    });
    expect(done.envelopes).toHaveLength(40);
    expect((await at.must('GET', '/api/w/live/budget/envelopes')).envelopes).toEqual([]);
  });

  test('is planned, and applied exactly as planned', async () => {
    const plan = await at.must('POST', `${base}/plan`, { text });
    expect(plan).toMatchObject({ errors: [], summary: { create: 40, change: 0, close: 0 } });
    fingerprint = plan.fingerprint;
    const other = await at.call('POST', `${base}/apply`, { text: policyText('$9'), fingerprint });
    expect(other).toMatchObject({ status: 409, body: { code: 'plan-changed' } });
    const { version } = await at.must('POST', `${base}/apply`, { text, fingerprint, note: 'First policy' });
    expect(version).toMatchObject({ version: 1, note: 'First policy', summary: { create: 40 } });
    const { envelopes } = await at.must('GET', '/api/w/live/budget/envelopes');
    expect(envelopes).toHaveLength(40);
    expect(new Set(envelopes.map((one: { managed_by: string }) => one.managed_by))).toEqual(
      new Set(['file']),
    );
  });

  test('is exported as a file that changes nothing', async () => {
    const { text: exported, envelopes } = await at.must('GET', `${base}/export`);
    expect(envelopes).toBe(40);
    expect(exported.split('\n')[0]).toMatch(
      /^# yaml-language-server: \$schema=http.*\/schema\/policy\.json$/,
    );
    const plan = await at.must('POST', `${base}/plan`, { text: exported });
    expect(plan).toMatchObject({
      errors: [],
      summary: { same: 40, create: 0, change: 0, move: 0, close: 0 },
    });
  });

  test('is kept as it was applied', async () => {
    const changed = await at.must('POST', `${base}/plan`, { text: policyText('$9') });
    expect(changed.summary).toMatchObject({ change: 24, same: 16 });
    await at.must('POST', `${base}/apply`, { text: policyText('$9'), fingerprint: changed.fingerprint });
    const { versions } = await at.must('GET', `${base}/versions`);
    expect(versions.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
    expect((await at.must('GET', `${base}/versions/1`)).text).toBe(text);
    expect(await at.call('GET', `${base}/versions/7`)).toMatchObject({ status: 404 });
  });

  test('tries one changed envelope without a file', async () => {
    const { envelopes } = await at.must('GET', '/api/w/live/budget/envelopes?kind=team');
    const what_if = [{ envelope_id: envelopes[0].id, limit: '20', enforcement: 'hard' }];
    const range = { from: '2026-10-01', to: '2026-11-01' };
    const done = await at.must('POST', `${base}/simulate`, { what_if, ...range });
    const hit = done.envelopes.find((one: { envelope_id: string }) => one.envelope_id === envelopes[0].id);
    // Of its two persons' 22 calls four fit into $20 and two did not fit into the day of their person.
    expect(hit).toMatchObject({ refused_calls: 16, refused_workers: { workers: 2, fewer_than: null } });
    expect(await at.call('POST', `${base}/simulate`, { what_if: [{ envelope_id: 'env_x' }] })).toMatchObject({
      status: 404,
      body: { code: 'envelope-unknown' },
    });
  });
});

describe('a policy with purposes and cost centres', () => {
  const sections = `purposes:
  - key: sales
    match: { teams: [Sales] }
    purpose: sales_and_marketing
  - key: rest
    purpose: research_and_development
cost_centres:
  - key: cc-1
    name: Selling
    teams: [Sales]
`;
  const text = `${policyText('$9')}${sections}`;
  const planOf = (file: string) => at.must('POST', `${base}/plan`, { text: file });

  test('says how many open charges it would tag anew, and leaves them as booked', async () => {
    await at.must('POST', '/api/w/live/usage-postings/catch-up');
    const plan = await planOf(text);
    expect(plan).toMatchObject({
      errors: [],
      summary: { same: 40 },
      purposes: { summary: { ownership: 'take', add: 2 } },
      open_charges: { amount: String(usage.length * 5), untagged_charges: 0 },
    });
    expect(plan.open_charges.charges).toBeGreaterThan(0);
    const done = await at.must('POST', `${base}/apply`, { text, fingerprint: plan.fingerprint });
    expect(done.plan.open_charges).toEqual(plan.open_charges);
    const groups = async () =>
      (await at.must('GET', '/api/w/live/charges/summary?by=purpose')).groups.map(
        ({ key, amount }: { key: string; amount: string }) => [key, amount],
      );
    expect(await groups()).toEqual([['untagged', String(usage.length * 5)]]);
    const moved = await at.must('POST', '/api/w/live/purpose-rules/retag', {});
    expect(moved.charges).toBe(plan.open_charges.charges);
    expect(new Map(await groups()).get('sales_and_marketing')).toBe(String((usage.length * 5) / 3));
    expect((await planOf(text)).open_charges).toMatchObject({ charges: 0, amount: '0' });
  });

  test('owns them: the web app may not replace them, and an export changes nothing', async () => {
    const rule = { id: 'a', match: {}, purpose: 'cost_of_revenue' };
    expect(await at.call('PUT', '/api/w/live/purpose-rules', { rules: [rule] })).toMatchObject({
      status: 422,
      body: { code: 'owned-by-file' },
    });
    expect(await at.call('PUT', '/api/w/live/cost-centers', { cost_centers: [] })).toMatchObject({
      status: 422,
      body: { code: 'owned-by-file' },
    });
    const { text: exported } = await at.must('GET', `${base}/export?scope=file`);
    expect(exported).toContain(sections.replace(/\[(\w+)\]/g, '[ $1 ]'));
    expect(await planOf(exported)).toMatchObject({
      errors: [],
      summary: { same: 40 },
      purposes: { summary: { ownership: 'keep', same: 2, add: 0, change: 0, move: 0, remove: 0 } },
      cost_centres: { summary: { ownership: 'keep', same: 1, add: 0, change: 0, remove: 0 } },
    });
    const read = await at.must('POST', `${base}/validate`, { text: exported });
    expect(read).toMatchObject({ valid: true, purposes: 2, cost_centres: 1 });
  });
});

test('editors get the schema without credentials', async () => {
  const { status, headers, body } = await at.download('/schema/policy.json');
  expect([status, headers.get('content-type')]).toEqual([200, 'application/schema+json']);
  expect(JSON.parse(body.toString())).toMatchObject({ title: 'Exchequer spend policy', type: 'object' });
});

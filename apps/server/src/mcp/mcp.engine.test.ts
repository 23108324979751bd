import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finding } from '@exchequer/core/advice';
import { parseUsd } from '@exchequer/model';
import { keepRound } from '@exchequer/store/advice';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, callersOf } from '../testing/callers.ts';
import { type TestHttpServer, testHttpServer } from '../testing/http.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
// Inside the checkout, so that the bundle finds node_modules.
const bench = join(root, '.bench', `mcp-${process.pid}`);
const w = '/api/w/live';
let at: TestHttpServer;
const { must, giveToken } = callersOf<'admin' | 'reader'>(() => at);

/** Worker and key of the agent, and another key of the same agent. */
let agent = '';
const keys = { agent: '', other: '', reader: '' };
let keyId = '';

beforeAll(async () => {
  [at] = await Promise.all([testHttpServer(), bundleOfCli()]);
  await giveToken('admin', ['admin', 'read', 'ingest']);
  await must('admin', 'POST', '/api/prices', {
    ...{ provider: 'acme', model: 'round-1', valid_from: 'always' },
    usd_per_million: { uncached_input: '10', cache_read: '1', cache_write_5m: '12.5', output: '50' },
  });
  await must('admin', 'POST', `${w}/people/import`, {
    format: 'csv',
    text: 'name,email,team\nAda Quill,ada@x.test,Eng\n',
  });
  const { workers } = await must('admin', 'GET', `${w}/workers?limit=10`);
  const owner = workers.find((one: Answer) => one.name === 'Ada Quill').id;
  const made = await must('admin', 'PUT', `${w}/workers`, {
    ...{ kind: 'agent', name: 'nightly-refactor', owner_id: owner, external_id: '', family: '' },
  });
  agent = made.worker.id;
  const company = await must('admin', 'PUT', `${w}/budget/envelopes`, {
    ...{ name: 'Company', kind: 'company', limit: '1000' },
  });
  await must('admin', 'PUT', `${w}/budget/envelopes`, {
    ...{
      name: 'Nightly',
      kind: 'agent',
      ref: agent,
      parent_id: company.id,
      limit: '50',
      enforcement: 'hard',
    },
  });
  const key = (name: string) => must('admin', 'POST', `${w}/keys`, { name, worker_id: agent });
  const [first, second] = [await key('nightly'), await key('spare')];
  keyId = first.key.id;
  const wish = { name: 'r', scopes: ['read' as const], workspace: 'live' as const, expiresAt: null };
  const by = {
    id: 'usr_boss',
    kind: 'person',
    name: 'B',
    scopes: [],
    workspace: 'live',
    workerId: null,
  } as const;
  const token = await at.services.access.createToken(wish, by);
  Object.assign(keys, { agent: first.secret, other: second.secret, reader: token.secret });
  await call('call_1', { uncached_input: 1_000, cache_read: 100_000, output: 200 });
  await keepRound(at.services.advice.options, 'live', { findings: [runaway(owner)], cannotTell: [] });
});
afterAll(async () => {
  await at?.remove();
  rmSync(bench, { recursive: true, force: true });
});

/** The command line as it ships; what it does not reach here is left out. */
const bundleOfCli = () =>
  build({
    entryPoints: [join(root, 'apps/cli/src/main.ts')],
    ...{ outfile: join(bench, 'cli.mjs'), bundle: true, format: 'esm', platform: 'node', logLevel: 'error' },
    external: ['./in-process.ts', './just-logs.ts', '@exchequer/server/supervisor'],
    plugins: [
      {
        name: 'packages-outside',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === 'entry-point' || path.startsWith('@exchequer/') ? undefined : { path, external: true },
          ),
      },
    ],
  });

/** A call through a gateway by the agent's first key, posted to the books. */
async function call(id: string, counts: Record<string, number>): Promise<void> {
  await at.services.intake.book('live', [
    {
      ...{ workspace: 'live', source: 'gateway', source_event_id: id, requests: 1, billing_mode: 'api' },
      ...{ occurred_at: new Date().toISOString(), tool: 'claude-code', provider: 'acme', model: 'round-1' },
      ...{ identity_kind: 'api_key', identity: keyId, ...counts },
      aliases: [{ alias: `request:req_of_${id}`, rank: 60 }],
    },
  ]);
  await must('admin', 'POST', `${w}/usage-postings/catch-up`);
}

const runaway = (owner: string) =>
  ({
    ...{ rule: 4, key: `4:agent:${agent}`, audience: 'team-and-above', claim: 'It repeats a call.' },
    subject: { kind: 'agent', id: agent, name: 'nightly-refactor' },
    ...{ says: 'Agent nightly-refactor repeats one failing call.', trigger: '412 equal requests.' },
    ...{ action: { kind: 'hold-agent', workerId: agent }, undo: 'Release it.', basis: 'Counted.' },
    evidence: [{ label: 'Calls', value: '412', unit: 'requests', to: '/explore' }],
    gain: {
      low: parseUsd('900'),
      likely: parseUsd('1000'),
      high: parseUsd('1100'),
      level: 0.8,
      per: 'month',
    },
    ...{ brings: 'saving', confidence: 'high', owner: 'platform', effort: 1, expiresDays: 30, touches: [] },
    ...{ responsible: owner },
  }) as unknown as Finding;

interface Said {
  isError: boolean;
  said: string;
  data: Answer;
}

async function use(client: Client, name: string, given: Record<string, unknown> = {}): Promise<Said> {
  const answer = (await client.callTool({ name, arguments: given })) as Answer;
  const said = answer.content.map((part: { text: string }) => part.text).join('\n');
  return { isError: answer.isError === true, said, data: answer.structuredContent };
}

async function overHttp(secret: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const requestInit = { headers: { authorization: `Bearer ${secret}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${at.base}/mcp`), { requestInit }));
  return client;
}

async function overStdio(secret: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const env = { PATH: process.env.PATH ?? '', HOME: bench, EXCHEQUER_URL: at.base, EXCHEQUER_KEY: secret };
  const args = [join(bench, 'cli.mjs'), 'mcp'];
  const stderr = 'ignore' as const;
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args, env, cwd: bench, stderr }),
  );
  return client;
}

describe.each([
  ['over HTTP', overHttp],
  ['over standard input and output', overStdio],
] as const)('an agent with its own key, %s', (how, connect) => {
  let client: Client;
  beforeAll(async () => {
    client = await connect(keys.agent);
  });
  afterAll(() => client?.close());

  test('finds five tools, of which one changes something', async () => {
    const { tools } = await client.listTools();
    const changing = tools.filter(({ annotations }) => annotations?.readOnlyHint !== true);
    expect(changing.map(({ name }) => name)).toEqual(['request_budget']);
    expect(tools.map(({ name }) => name).sort()).toEqual([
      'estimate_cost',
      'explain_charge',
      'get_my_budget',
      'list_recommendations',
      'request_budget',
    ]);
    for (const one of tools) {
      expect([one.inputSchema.type, one.outputSchema?.type]).toEqual(['object', 'object']);
      expect((one.description ?? '').length).toBeLessThan(300);
    }
  });

  test('uses each of them', async () => {
    const budget = await use(client, 'get_my_budget');
    expect(budget.data.envelopes.map(({ name }: Answer) => name)).toEqual(['Nightly', 'Company']);
    expect(budget.data.spendable).toBe('49.88');
    expect(budget.said).toContain('The next call may cost at most $49.88.');

    const estimate = await use(client, 'estimate_cost', {
      ...{ model: 'round-1', provider: 'acme', cache_read_tokens: 1_000_000, max_output_tokens: 20_000 },
    });
    expect(estimate.data).toMatchObject({
      cost: { low: '1', likely: '2', high: '13.5' },
      ...{ fits: 'yes', envelope: { name: 'Nightly' } },
    });
    expect(estimate.said).toContain('likely $2.00 ($1.00 to $13.50)');

    const charge = await use(client, 'explain_charge', { id: 'req_of_call_1' });
    expect(charge.data).toMatchObject({
      ...{ cost_contracted: '0.12', charged: '0.12', purpose: 'untagged', metered: true },
      envelopes: [{ name: 'Nightly' }, { name: 'Company' }],
    });
    expect(charge.data.lines).toHaveLength(3);
    const again = await use(client, 'explain_charge', { id: charge.data.event_id });
    expect(again.data).toEqual(charge.data);

    const wish = { amount: '25', reason: `more files to refactor ${how}` };
    const asked = await use(client, 'request_budget', wish);
    const twice = await use(client, 'request_budget', wish);
    expect([asked.data.state, twice.data.id]).toEqual(['open', asked.data.id]);
    const { requests } = await must('admin', 'GET', `${w}/budget/requests`);
    expect(requests.filter((one: Answer) => one.reason === wish.reason)).toMatchObject([
      { amount: '25', requested_by_name: 'nightly-refactor', envelope_name: 'Nightly' },
    ]);

    const advice = await use(client, 'list_recommendations');
    expect(advice.data.recommendations).toMatchObject([{ rule: 4, subject: { name: 'nightly-refactor' } }]);
    expect(advice.said).toContain('Gain $900.00 to $1,100.00 a month');
  });

  test('is told what is wrong and what to do', async () => {
    const unknown = await use(client, 'estimate_cost', { model: 'claude-sonnett-4-5', input_tokens: 10 });
    expect([unknown.isError, unknown.said]).toEqual([
      true,
      expect.stringMatching(
        /^error: no price is known for the model claude-sonnett-4-5\nfix: Did you mean claude-/,
      ),
    ]);
    const nothing = await use(client, 'estimate_cost', { model: 'round-1' });
    expect(nothing.said).toMatch(/^error: the estimate has no tokens and no text\nfix: Give input_tokens/);
    const unfit = await use(client, 'request_budget', { amount: 'lots', reason: 'x' });
    expect([unfit.isError, unfit.said]).toEqual([
      true,
      expect.stringMatching(/^error: .*amount[\s\S]*\nfix: /),
    ]);
  });
});

describe('a gateway key', () => {
  test('opens no call that another key made, though it is of the same agent', async () => {
    const client = await overHttp(keys.other);
    const { isError, said } = await use(client, 'explain_charge', { id: 'call_1' });
    expect([isError, said]).toEqual([true, expect.stringContaining('error: this key made no call')]);
  });

  test('reaches nothing else of the API, not even what is its worker’s own', async () => {
    const headers = { authorization: `Bearer ${keys.agent}` };
    const statusOf = async (path: string) => (await fetch(at.base + path, { headers })).status;
    expect(await statusOf(`${w}/me/budget`)).toBe(200);
    for (const path of ['me/spend', 'me/keys', 'me/visibility', 'keys', 'budget/envelopes', 'grants'])
      expect([path, await statusOf(`${w}/${path}`)]).toEqual([path, 403]);
  });
});

describe('everyone else', () => {
  test('a reader sees advice without a person’s name, and has no budget', async () => {
    const client = await overHttp(keys.reader);
    const { recommendations } = await must('admin', 'GET', `${w}/recommendations`);
    const { workers } = await must('admin', 'GET', `${w}/workers?limit=10`);
    const owner = workers.find((one: Answer) => one.name === 'Ada Quill').id;
    await must('admin', 'POST', `${w}/recommendations/${recommendations[0].id}/assign`, {
      worker_id: owner,
    });
    const advice = await use(client, 'list_recommendations');
    expect(advice.data.recommendations).toHaveLength(1);
    expect(JSON.stringify(advice)).not.toMatch(/Ada|Quill/);
    const budget = await use(client, 'get_my_budget');
    expect([budget.isError, budget.said]).toEqual([true, expect.stringContaining('or use your gateway key')]);
    const estimate = await use(client, 'estimate_cost', {
      model: 'round-1',
      provider: 'acme',
      output_tokens: 1,
    });
    expect(estimate.data.fits).toBe('nobody');
  });

  test('without a key that is known is refused, with what to do', async () => {
    await must('admin', 'DELETE', `${w}/keys/${(await must('admin', 'GET', `${w}/keys`)).keys[1].id}`);
    const post = (headers: Record<string, string>) =>
      fetch(`${at.base}/mcp`, {
        ...{ method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
      });
    for (const [headers, status, code] of [
      [{}, 401, 'credentials-missing'],
      [{ authorization: 'Bearer exq_nobody' }, 401, 'credentials-unknown'],
      [{ authorization: `Bearer ${keys.other}` }, 401, 'key-revoked'],
      [{ authorization: `Bearer ${keys.agent}`, origin: 'https://strange.example' }, 403, 'origin-refused'],
    ] as const) {
      const response = await post(headers);
      const problem = (await response.json()) as Answer;
      expect([response.status, problem.code, problem.fix.length > 10]).toEqual([status, code, true]);
    }
    await expect(overHttp('exq_nobody')).rejects.toThrow();
  });
});

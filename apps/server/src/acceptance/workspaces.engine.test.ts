import { contract, type Workspace } from '@exchequer/model/contract';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { localContext } from '../local-context.ts';
import { boss } from '../testing/callers.ts';
import { type TestServer, testServer } from '../testing/index.ts';

/** A question of the API that changes nothing. */
interface Question {
  name: string;
  /** Whether it is asked of one workspace; those that are not tell of the install, of both alike. */
  ofWorkspace: boolean;
  input: z.ZodType | undefined;
}

interface Definition {
  route: { method?: string; path?: string };
  inputSchema?: z.ZodType;
}

/** Reads by POST: the question is too long for an address. */
const askedByPost = ['metric.query', 'compensation.stress', 'policy.simulate', 'charge.purposeRules.preview'];
/** Writes down for the person that someone looked, or that they did. */
const notPure = ['grant.mine.seen'];

function questionsOf(node: object, path: string[] = []): Question[] {
  if ('~orpc' in node) {
    const { route, inputSchema } = node['~orpc'] as Definition;
    const name = path.join('.');
    const reads = (route.method === 'GET' && !notPure.includes(name)) || askedByPost.includes(name);
    const ofWorkspace = route.path?.includes('{workspace}') ?? false;
    return reads && ofWorkspace ? [{ name, ofWorkspace, input: inputSchema }] : [];
  }
  return Object.entries(node).flatMap(([key, inner]) => questionsOf(inner as object, [...path, key]));
}

const questions = questionsOf(contract);
const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
const range = { from: day(40), to: day(0), time_zone: 'UTC' };

/** What is filled in where a question needs something; ids are those of the other workspace's worker. */
function inputOf({ input }: Question, workspace: Workspace, workerId: string) {
  const wanted: { required?: string[]; properties?: object } = input
    ? z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })
    : {};
  const known: Record<string, unknown> = {
    ...{ workspace, id: workerId, worker_id: workerId, account: 'expense', period: day(10).slice(0, 7) },
    ...{
      month: day(10).slice(0, 7),
      kind: 'company',
      unit: 'company',
      by: 'purpose',
      version: 1,
      key: 'tokens',
    },
    ...{ dimension: 'worker', ...range, range, grain: 'day', metrics: ['tokens', 'requests'] },
  };
  const names = new Set([
    ...(wanted.required ?? []),
    ...['from', 'to'].filter((n) => n in (wanted.properties ?? {})),
  ]);
  return Object.fromEntries([...names].map((name) => [name, known[name] ?? 'unknown']));
}

let server: TestServer;
/** Statements that answered a question; jobs go over all workspaces, one after another. */
const printed: string[] = [];
let asking = false;

/** Every answer of a workspace, refusals included, without what the clock alone changes. */
async function everything(workspace: Workspace, workerId: string): Promise<Record<string, string>> {
  const client = createRouterClient(server.router, {
    context: () => localContext(server.services, () => new Date(), true),
  });
  const answers: Record<string, string> = {};
  asking = true;
  for (const question of questions) {
    const ask = question.name.split('.').reduce<unknown>((at, key) => Reflect.get(at as object, key), client);
    const answer = await (ask as (input: unknown) => Promise<unknown>)(
      inputOf(question, workspace, workerId),
    ).catch((error: Error & { code?: string }) => ({ refused: error.code, says: error.message }));
    answers[question.name] = withoutClock(JSON.stringify(answer));
  }
  asking = false;
  return answers;
}

/** Instants of this hour are when the question was asked, not what was answered. */
const withoutClock = (text: string): string =>
  text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (instant) =>
    Math.abs(Date.now() - Date.parse(instant)) < 3_600_000 ? '<now>' : instant,
  );

const different = (a: Record<string, string>, b: Record<string, string>) =>
  Object.keys(a).filter((name) => a[name] !== b[name]);

beforeAll(async () => {
  server = await testServer();
  const { engine, settings } = server.services;
  await settings.change({ ...(await settings.current()), time_zone: 'UTC' }, boss);
  const { query } = engine;
  engine.query = (sql, params) => {
    if (asking) printed.push(sql);
    return query(sql, params);
  };
}, 120_000);
afterAll(() => server?.remove());

async function someone(workspace: Workspace): Promise<string> {
  const { workers } = await server.services.people.workers(workspace, { search: '', limit: 1 });
  return workers[0]?.id ?? 'wrk_nobody';
}

async function bookLive() {
  const { people, intake } = server.services;
  const wish = {
    ...{ kind: 'person' as const, name: 'Lena Live', externalId: 'L1', ownerId: null },
    family: '',
    memberships: undefined,
  };
  const worker = await people.putWorker('live', { ...wish, activeFrom: null, activeTo: null }, boss);
  if ('refused' in worker) throw new Error(worker.detail);
  const named = { kind: 'email' as const, value: 'lena@live.example', validFrom: null, validTo: null };
  await people.map('live', { ...named, workspace: 'live', workerId: worker.worker.id } as never, boss);
  await intake.book('live', [
    {
      ...{ workspace: 'live', source: 'api', source_event_id: 'one', occurred_at: `${day(3)}T10:00:00.000Z` },
      ...{ tool: 'live-tool', provider: 'anthropic', model: 'claude-haiku-4-5-20251001', requests: 1 },
      ...{
        uncached_input: 4_321,
        output: 99,
        identity_kind: 'email',
        identity: 'lena@live.example',
        aliases: [],
      },
    },
  ]);
  await server.services.charges.catchUp();
}

describe('what stands in one workspace', () => {
  test('is nowhere in the answers of the other, whatever is asked', async () => {
    expect(questions.length).toBeGreaterThan(60);
    await server.services.sample.load({ seed: 7, people: 14, agents_per_person: 1, days: 30 }, boss);
    await server.services.sample.idle();
    await server.services.charges.catchUp();
    const stranger = await someone('sample');
    const loaded = await everything('sample', stranger);
    const liveBeside = await everything('live', stranger);

    await server.services.sample.remove();
    const empty = await everything('sample', stranger);
    const liveAlone = await everything('live', stranger);
    expect(loaded['metric.query'], 'is answered').not.toContain('refused');
    expect(different(liveBeside, liveAlone)).toEqual([]);
    // The comparison sees something: a loaded workspace answers otherwise than an empty one.
    const told = different(loaded, empty);
    for (const name of ['metric.query', 'people.workers.list', 'charge.charges.list', 'ledger.transactions'])
      expect(told).toContain(name);

    await bookLive();
    const lena = await someone('live');
    const sampleBeside = await everything('sample', stranger);
    expect(different(sampleBeside, empty)).toEqual([]);
    expect(different(await everything('live', lena), liveAlone).length).toBeGreaterThan(5);
    expect(JSON.stringify(await everything('sample', lena))).not.toMatch(/Lena Live|live-tool/);
  }, 300_000);

  test('is named in every statement that reads it, or sums are kept apart by it', async () => {
    const tables = await server.services.engine.queryAsWriter<{ table: string }>(
      "SELECT DISTINCT table FROM system.columns WHERE database = currentDatabase() AND name = 'workspace'",
    );
    const reading = printed.filter((sql) =>
      tables.some(({ table }) => new RegExp(`\\b${table}\\b`).test(sql)),
    );
    expect(reading.length).toBeGreaterThan(20);
    expect(reading.filter((sql) => !/workspace\s*(=|IN)|GROUP BY workspace,/.test(sql))).toEqual([]);
  });
});

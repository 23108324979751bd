import { startOf } from './calendar.ts';
import type { Company, Person } from './company.ts';
import { models } from './models.ts';
import { type Random, randomOf } from './random.ts';
import { type Stories, workflowRuns } from './story.ts';

/** A usage record as `POST /v1/usage` takes it. */
export interface UsageRecord {
  id: string;
  occurred_at: string;
  provider: string;
  model: string;
  tool: string;
  workflow: string;
  actor: { kind: 'os_user'; id: string };
  tokens: { uncached_input: number; cache_read: number; output: number };
}

/** The agent under which services of the company run: what they use is nobody's own. */
export const flowsAgent = 'halyard-flows';

/** Whoever answers for the services: somebody of finance who stays. */
export const flowsOwner = ({ people }: Pick<Company, 'people'>): Person =>
  people.find(({ team, joins, leaves }) => team.area === 'finance' && joins === null && leaves === null) ??
  (people[0] as Person);

type Call = Pick<UsageRecord, 'provider' | 'model' | 'tool' | 'workflow' | 'tokens'>;

/** What services of the company report of their own calls. */
export function* serviceCallsOf(company: Company, stories: Stories, day: number): Iterable<UsageRecord> {
  const { size } = company;
  let place = 0;
  for (const [random, call] of callsOf(company, stories, day)) {
    const at = startOf(size.from, day) + random.int(6, 17) * 3_600_000 + place;
    yield {
      id: `${size.seed.toString(36)}:${call.workflow}:${day}:${place++}`,
      occurred_at: new Date(at).toISOString(),
      ...call,
      actor: { kind: 'os_user', id: flowsAgent },
    };
  }
}

function* callsOf({ size }: Company, stories: Stories, day: number): Iterable<readonly [Random, Call]> {
  const random = randomOf(size.seed, stories.workflow.name, day);
  for (let run = workflowRuns(stories, day); run > 0; run--) yield [random, triage(stories, random)];
  const review = randomOf(size.seed, stories.priceCut.workflow, day);
  for (let run = stories.priceCut.daily; run > 0; run--) yield [review, contract(stories, review)];
  const asked = randomOf(size.seed, 'simpson', day);
  for (const { tool, workflow, model, daily, cached } of stories.simpson.cells)
    for (let run = daily; run > 0; run--) {
      const input = asked.int(3_000, 5_000);
      const cache_read = Math.round(input * cached);
      const tokens = { uncached_input: input - cache_read, cache_read, output: asked.int(300, 500) };
      yield [asked, { provider: 'anthropic', model, tool, workflow, tokens }];
    }
}

/** A run of the workflow that grows. */
const triage = ({ workflow }: Stories, random: Random): Call => ({
  ...{ provider: 'anthropic', model: models.small, tool: 'halyard-flows', workflow: workflow.name },
  tokens: {
    uncached_input: random.int(2_000, 9_000),
    cache_read: random.int(0, 4_000),
    output: random.int(80, 600),
  },
});

/** A run on the model whose price was cut. */
const contract = ({ priceCut }: Stories, random: Random): Call => ({
  ...{ provider: priceCut.provider, model: priceCut.model, tool: 'halyard-flows' },
  workflow: priceCut.workflow,
  tokens: { uncached_input: random.int(4_000, 20_000), cache_read: 0, output: random.int(200, 1_200) },
});

import { startOf } from './calendar.ts';
import type { Company } from './company.ts';
import { deliveriesOf, type VendorDelivery } from './delivery.ts';
import { randomOf } from './random.ts';
import { type Stories, storiesOf, workflowRuns } from './story.ts';
import { lineOf, models, type TranscriptLine, transcriptOf, uuid } from './transcript.ts';
import { callersOf } from './week.ts';

/** A usage record as `POST /v1/usage` takes it. */
export interface UsageRecord {
  id: string;
  occurred_at: string;
  provider: string;
  model: string;
  tool: string;
  workflow: string;
  actor: { kind: 'email'; id: string };
  tokens: { uncached_input: number; cache_read: number; output: number };
}

/** One record in the shape of whoever would send it. */
export type CompanyRecord =
  | { to: 'claude-code'; line: TranscriptLine }
  | { to: 'usage'; body: UsageRecord }
  | { to: 'webhook'; delivery: VendorDelivery };

/** Everything that the company's tools write on one day, in memory that does not grow with it. */
export function* recordsOf(
  company: Company,
  day: number,
  stories: Stories = storiesOf(company),
): Iterable<CompanyRecord> {
  for (const caller of callersOf(company, stories, day))
    for (const line of transcriptOf(company, stories, caller, day)) yield { to: 'claude-code', line };
  for (const line of runawayOf(company, stories, day)) yield { to: 'claude-code', line };
  for (const body of workflowOf(company, stories, day)) yield { to: 'usage', body };
  for (const delivery of deliveriesOf(company, stories, day)) yield { to: 'webhook', delivery };
}

/** The agent that refactors a little every night, and one night does not stop. */
function* runawayOf({ size }: Company, { runaway }: Stories, day: number): Iterable<TranscriptLine> {
  const random = randomOf(size.seed, runaway.agent, day);
  const count = day === runaway.day ? runaway.requests : 3;
  const session = uuid(random);
  const begin = startOf(size.from, day) + 3_600_000;
  for (let place = 0; place < count; place++) {
    yield lineOf(`${runaway.agent}:${day}:${place}`, size.seed, {
      sessionId: session,
      cwd: `/home/${runaway.agent}/src/fleet-api`,
      gitBranch: 'chore/nightly-refactor',
      timestamp: new Date(begin + Math.floor((place * 4 * 3_600_000) / count)).toISOString(),
      model: models.large,
      usage: {
        input_tokens: random.int(100, 900),
        cache_creation_input_tokens: random.int(2_000, 9_000),
        cache_read_input_tokens: random.int(60_000, 140_000),
        output_tokens: random.int(400, 2_400),
      },
    });
  }
}

/** The runs of the workflow that grows, as the service that runs it reports them. */
function* workflowOf(company: Company, stories: Stories, day: number): Iterable<UsageRecord> {
  const { size, people } = company;
  const owner = people.find(({ team }) => team.area === 'finance') ?? people[0];
  if (!owner) return;
  const random = randomOf(size.seed, stories.workflow.name, day);
  const runs = workflowRuns(stories, day);
  for (let place = 0; place < runs; place++) {
    yield {
      id: `${size.seed.toString(36)}:${stories.workflow.name}:${day}:${place}`,
      occurred_at: new Date(startOf(size.from, day) + random.int(6, 17) * 3_600_000 + place).toISOString(),
      ...{
        provider: 'anthropic',
        model: models.small,
        tool: 'halyard-flows',
        workflow: stories.workflow.name,
      },
      actor: { kind: 'email', id: owner.email },
      tokens: {
        uncached_input: random.int(2_000, 9_000),
        cache_read: random.int(0, 4_000),
        output: random.int(80, 600),
      },
    };
  }
}

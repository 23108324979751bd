import { startOf } from './calendar.ts';
import { type CodexRecord, rolloutOf, usesCodex } from './codex.ts';
import type { Company } from './company.ts';
import { type DecisionRow, decisionsOf } from './decision.ts';
import { deliveriesOf } from './delivery.ts';
import { type FigureRow, figuresOf } from './figure.ts';
import { type GatewayMinute, gatewayOf } from './gateway.ts';
import { commitOf, type LoggedCommit } from './git-log.ts';
import { models } from './models.ts';
import { type Scrape, scrapesOf } from './pool.ts';
import { type SpendLogRow, spendLogOf } from './proxy.ts';
import { randomOf } from './random.ts';
import { serviceCallsOf, type UsageRecord } from './service.ts';
import { spansOf, type TracedSpan } from './span.ts';
import { type Stories, storiesOf } from './story.ts';
import { lineOf, type TranscriptLine, transcriptOf, uuid } from './transcript.ts';
import type { VendorDelivery } from './vendor-delivery.ts';
import { callersOf } from './week.ts';

/** One record in the shape of whoever would send it. */
export type CompanyRecord =
  | { to: 'claude-code'; line: TranscriptLine }
  /** Lines of one session follow each other. */
  | ({ to: 'codex' } & CodexRecord)
  | { to: 'usage'; body: UsageRecord }
  | { to: 'litellm'; row: SpendLogRow }
  | { to: 'otlp'; span: TracedSpan }
  | { to: 'webhook'; delivery: VendorDelivery }
  | { to: 'git-log'; commit: LoggedCommit }
  | { to: 'decision'; row: DecisionRow }
  | { to: 'figure'; row: FigureRow }
  | { to: 'scrape'; scrape: Scrape }
  | { to: 'gateway'; minute: GatewayMinute };

/** Everything that the company's tools write on one day, in memory that does not grow with it. */
export function* recordsOf(
  company: Company,
  day: number,
  stories: Stories = storiesOf(company),
): Iterable<CompanyRecord> {
  for (const caller of callersOf(company, stories, day))
    if (!caller.agent && usesCodex(caller.person))
      for (const record of rolloutOf(company, caller, day)) yield { to: 'codex', ...record };
    else for (const line of transcriptOf(company, stories, caller, day)) yield { to: 'claude-code', line };
  for (const line of runawayOf(company, stories, day)) yield { to: 'claude-code', line };
  for (const body of serviceCallsOf(company, stories, day)) yield { to: 'usage', body };
  for (const row of spendLogOf(company, day)) yield { to: 'litellm', row };
  for (const span of spansOf(company, day)) yield { to: 'otlp', span };
  for (const delivery of deliveriesOf(company, stories, day)) {
    yield { to: 'webhook', delivery };
    const commit = commitOf(company, delivery);
    if (commit) yield { to: 'git-log', commit };
  }
  for (const row of decisionsOf(company, day)) yield { to: 'decision', row };
  for (const row of figuresOf(company, day)) yield { to: 'figure', row };
  for (const scrape of scrapesOf(company, day)) yield { to: 'scrape', scrape };
  for (const minute of gatewayOf(company, stories, day)) yield { to: 'gateway', minute };
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

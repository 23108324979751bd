import { formatUsd, type NormalisedUsage, sourceKinds } from '@exchequer/model';
import { plainTime, readCount, readTime, readUsd } from './cells.ts';
import { RowNames } from './identity.ts';
import {
  type Fault,
  fault,
  isFault,
  type RowOutcome,
  type TabularImporter,
  type TabularOptions,
} from './importer.ts';
import { excerptOf, importerOf, looksLikeJson, type RowReader } from './read-file.ts';
import type { Columns, TabularRecord } from './record.ts';

/**
 * OpenRouter activity: the CSV of the Activity page (one row per generation), or the answer of
 * `/api/v1/activity` (one row per day, model and endpoint).
 */
export const openrouterImporter: TabularImporter = importerOf({
  kind: 'openrouter',
  source: 'openrouter',
  name: 'OpenRouter activity',
  endings: ['.csv', '.csv.gz', '.json', '.jsonl'],
  isJson: looksLikeJson,
  reader: (_path, options) => new OpenrouterReader(options),
});

/** Names of the same facts in the two exports. */
interface Shape {
  time: string;
  input: string;
  output: string;
  reasoning: string;
  cost: string;
}

const perCall: Shape = {
  time: 'created_at',
  input: 'tokens_prompt',
  output: 'tokens_completion',
  reasoning: 'tokens_reasoning',
  cost: 'cost_total',
};
const perDay: Shape = {
  time: 'date',
  input: 'prompt_tokens',
  output: 'completion_tokens',
  reasoning: 'reasoning_tokens',
  cost: 'usage',
};

const excerptColumns = [
  'generation_id',
  'created_at',
  'date',
  'model_permaslug',
  'provider_name',
  'tokens_prompt',
  'prompt_tokens',
];

class OpenrouterReader implements RowReader {
  readonly #options: TabularOptions;
  readonly #names = new RowNames();

  constructor(options: TabularOptions) {
    this.#options = options;
  }

  begin(columns: Columns): Fault | null {
    if (!columns) return null;
    const has = (shape: Shape) =>
      [shape.time, shape.input, shape.output].every((name) => columns.includes(name));
    if (has(perCall) || has(perDay)) return null;
    const missing = [perCall.time, perCall.input, perCall.output].filter((name) => !columns.includes(name));
    const fix = 'Export it on the Activity page as CSV, or save the answer of /api/v1/activity.';
    return fault(`this is no OpenRouter activity: it has no column ${missing.join(', ')}`, fix);
  }

  excerpt(record: TabularRecord): string {
    return excerptOf(record, excerptColumns);
  }

  row(record: TabularRecord): RowOutcome {
    const shape = record.get('tokens_prompt') !== '' || record.get('generation_id') !== '' ? perCall : perDay;
    const id = record.get('generation_id');
    const tokens = tokensOf(record, shape);
    if (isFault(tokens)) return { fault: tokens };
    const cost = costOf(record, shape);
    if (isFault(cost)) return { fault: cost };
    const time = readTime(record.get(shape.time), shape.time, plainTime, this.#options.now);
    if (isFault(time)) return { fault: time };
    const requests = shape === perDay ? readCount(record.get('requests'), 'requests') : 1;
    if (isFault(requests)) return { fault: requests };
    const usage: NormalisedUsage = {
      workspace: this.#options.workspace,
      source: 'openrouter',
      source_event_id: id || this.#names.name(saysDay(record)),
      occurred_at: time,
      tool: record.get('app_name') || 'openrouter',
      provider: 'openrouter',
      model: record.get('model_permaslug') || record.get('model'),
      model_requested: record.get('model') || record.get('model_permaslug'),
      requests,
      ...tokens,
      ...contextOf(record),
      ...(cost !== null && { reported_cost: formatUsd(cost) }),
      aliases: id ? aliasesOf(id) : [],
    };
    return { usage };
  }
}

const aliasesOf = (id: string) =>
  ['request', 'message'].map((kind) => ({ alias: `${kind}:${id}`, rank: sourceKinds.openrouter.rank }));

/** A day's row grows until the day is over, so that its amounts are no part of its name. */
const saysDay = (record: TabularRecord): string =>
  JSON.stringify(
    [
      'date',
      'model_permaslug',
      'model',
      'endpoint_id',
      'provider_name',
      'variant',
      'user',
      'api_key_name',
    ].map((name) => record.get(name)),
  );

type Tokens = Pick<
  NormalisedUsage,
  'uncached_input' | 'cache_read' | 'output' | 'reasoning' | 'reasoning_reported'
>;

/** Prompt tokens include cached ones, completion tokens include reasoning. */
function tokensOf(record: TabularRecord, shape: Shape): Tokens | Fault {
  if (record.get(shape.input) === '' && record.get(shape.output) === '') {
    return fault('the row has no token counts', 'Export the detailed activity, not only its costs.');
  }
  const input = readCount(record.get(shape.input), shape.input);
  const output = readCount(record.get(shape.output), shape.output);
  const cached = readCount(record.get('tokens_cached'), 'tokens_cached');
  const reasoning = readCount(record.get(shape.reasoning), shape.reasoning);
  if (isFault(input)) return input;
  if (isFault(output)) return output;
  if (isFault(cached)) return cached;
  if (isFault(reasoning)) return reasoning;
  if (cached > input) {
    return fault(
      `${cached} cached tokens are more than the ${input} prompt tokens they are part of`,
      'Export the activity again.',
    );
  }
  const reports = record.get(shape.reasoning) !== '';
  return {
    uncached_input: input - cached,
    cache_read: cached,
    output,
    ...(reports && { reasoning: Math.min(reasoning, output), reasoning_reported: 1 as const }),
  };
}

/** What the calls cost: OpenRouter's credits and, with one's own key, the vendor's bill. */
function costOf(record: TabularRecord, shape: Shape): bigint | null | Fault {
  const credits = readUsd(record.get(shape.cost), shape.cost);
  if (isFault(credits)) return credits;
  const own = readUsd(record.get('byok_usage_inference'), 'byok_usage_inference');
  if (isFault(own)) return own;
  return credits === null && own === null ? null : (credits ?? 0n) + (own ?? 0n);
}

function contextOf(record: TabularRecord): Partial<NormalisedUsage> {
  const key = record.get('api_key_name');
  const user = record.get('user');
  const duration = readCount(record.get('generation_time_ms').replace(/\..*$/, ''), 'generation_time_ms');
  return {
    service: record.get('provider_name'),
    ...(isFault(duration) ? {} : { duration_ms: duration }),
    ...(user && { identity_kind: 'account' as const, identity: user }),
    ...(!user && key && { identity_kind: 'api_key' as const, identity: key }),
  };
}

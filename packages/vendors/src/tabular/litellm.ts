import { formatUsd, type NormalisedUsage, sourceKinds } from '@exchequer/model';
import { plainTime, readCount, readTime, readUsd } from './cells.ts';
import {
  type Fault,
  fault,
  isFault,
  type RowOutcome,
  type TabularImporter,
  type TabularOptions,
} from './importer.ts';
import { objectOf, textAt } from './json-text.ts';
import { excerptOf, importerOf, looksLikeJson, type RowReader } from './read-file.ts';
import type { Columns, TabularRecord } from './record.ts';

/** LiteLLM spend logs: the `LiteLLM_SpendLogs` table as CSV, or `/spend/logs` as JSON. */
export const litellmImporter: TabularImporter = importerOf({
  kind: 'litellm',
  source: 'litellm',
  name: 'LiteLLM spend logs',
  endings: ['.csv', '.csv.gz', '.json', '.jsonl', '.ndjson', '.jsonl.gz'],
  isJson: looksLikeJson,
  reader: (_path, options) => new LitellmReader(options),
});

const required = ['request_id', 'model', 'prompt_tokens', 'completion_tokens', 'startTime'];
const excerptColumns = [
  'request_id',
  'call_type',
  'model',
  'startTime',
  'prompt_tokens',
  'completion_tokens',
  'spend',
];

class LitellmReader implements RowReader {
  readonly #options: TabularOptions;

  constructor(options: TabularOptions) {
    this.#options = options;
  }

  begin(columns: Columns): Fault | null {
    const missing = columns ? required.filter((name) => !columns.includes(name)) : [];
    if (missing.length === 0) return null;
    const fix = 'Export the table LiteLLM_SpendLogs with all its columns, or the answer of /spend/logs.';
    return fault(`this is no LiteLLM spend log: it has no column ${missing.join(', ')}`, fix);
  }

  excerpt(record: TabularRecord): string {
    return excerptOf(record, excerptColumns);
  }

  row(record: TabularRecord): RowOutcome {
    const requestId = record.get('request_id');
    if (!requestId) {
      return {
        fault: fault(
          'the row has no request_id',
          'Export request_id too; it is what tells one call from another.',
        ),
      };
    }
    if (/^true$/i.test(record.get('cache_hit')))
      return { skip: 'answered from LiteLLM’s own cache: no tokens were bought' };
    const tokens = tokensOf(record);
    if (isFault(tokens)) return { fault: tokens };
    const spend = readUsd(record.get('spend'), 'spend');
    if (isFault(spend)) return { fault: spend };
    if (record.get('status') === 'failure' && !tokens.uncached_input && !tokens.output && !spend) {
      return { skip: 'failed calls without tokens' };
    }
    const started = readTime(record.get('startTime'), 'startTime', plainTime, this.#options.now);
    if (isFault(started)) return { fault: started };
    const usage: NormalisedUsage = {
      workspace: this.#options.workspace,
      source: 'litellm',
      source_event_id: requestId,
      occurred_at: started,
      tool: 'litellm',
      requests: 1,
      ...modelOf(record),
      ...tokens,
      ...contextOf(record),
      ...durationOf(record, started, this.#options.now),
      ...(spend !== null && { reported_cost: formatUsd(spend) }),
      // LiteLLM passes the vendor's response id on as its own request id.
      aliases: ['request', 'message'].map((kind) => ({
        alias: `${kind}:${requestId}`,
        rank: sourceKinds.litellm.rank,
      })),
    };
    return { usage };
  }
}

type Tokens = Pick<
  NormalisedUsage,
  | 'uncached_input'
  | 'cache_read'
  | 'cache_write_unknown'
  | 'output'
  | 'reasoning'
  | 'reasoning_reported'
  | 'flags'
>;

/** `prompt_tokens` includes cached input; the split stands in the metadata of newer versions. */
function tokensOf(record: TabularRecord): Tokens | Fault {
  const metadata = objectOf(record.raw('metadata'));
  const said = { ...objectOf(metadata.usage_object), ...objectOf(metadata.additional_usage_values) };
  const inputDetails = objectOf(said.prompt_tokens_details);
  const outputDetails = objectOf(said.completion_tokens_details);
  const [input, output, read, write, reasoning] = [
    readCount(record.get('prompt_tokens'), 'prompt_tokens'),
    readCount(record.get('completion_tokens'), 'completion_tokens'),
    readCount(
      textAt(said, 'cache_read_input_tokens') || textAt(inputDetails, 'cached_tokens'),
      'cache_read_input_tokens',
    ),
    readCount(
      textAt(said, 'cache_creation_input_tokens') ||
        textAt(inputDetails, 'cache_creation_tokens', 'cache_write_tokens'),
      'cache_creation_input_tokens',
    ),
    readCount(textAt(outputDetails, 'reasoning_tokens'), 'reasoning_tokens'),
  ];
  const wrong = [input, output, read, write, reasoning].find(isFault);
  if (wrong) return wrong;
  return disjoint(input as number, output as number, read as number, write as number, {
    reasoning: reasoning as number,
    reported: textAt(outputDetails, 'reasoning_tokens') !== '',
  });
}

function disjoint(
  input: number,
  output: number,
  read: number,
  write: number,
  thought: { reasoning: number; reported: boolean },
): Tokens {
  const inconsistent = read + write > input;
  return {
    // Old versions wrote prompt_tokens without the cached part; then it is the uncached input itself.
    uncached_input: inconsistent ? input : input - read - write,
    cache_read: read,
    cache_write_unknown: write,
    output,
    ...(thought.reported && {
      reasoning: Math.min(thought.reasoning, output),
      reasoning_reported: 1 as const,
    }),
    ...(inconsistent && { flags: 'inconsistent-input' }),
  };
}

/** `vendor/model` names its provider in the model; `custom_llm_provider` wins where given. */
function modelOf(record: TabularRecord): { provider: string; model: string; model_requested: string } {
  const named = record.get('model');
  const requested = record.get('model_group') || named;
  const provider = record.get('custom_llm_provider');
  const slash = named.indexOf('/');
  if (provider) {
    const model = named.startsWith(`${provider}/`) ? named.slice(provider.length + 1) : named;
    return { provider: providerName(provider), model, model_requested: requested };
  }
  if (slash > 0) {
    return {
      provider: providerName(named.slice(0, slash)),
      model: named.slice(slash + 1),
      model_requested: requested,
    };
  }
  return { provider: vendorOf(named), model: named, model_requested: requested };
}

const providerNames: Readonly<Record<string, string>> = {
  bedrock: 'aws',
  bedrock_converse: 'aws',
  vertex_ai: 'google',
  gemini: 'google',
  azure_ai: 'azure',
  xai: 'x-ai',
};

const providerName = (name: string): string => providerNames[name] ?? name;

/** Vendors known by how their models are called, for rows that name none. */
function vendorOf(model: string): string {
  if (/^claude/.test(model)) return 'anthropic';
  if (/^(gpt|o\d|chatgpt|text-embedding)/.test(model)) return 'openai';
  return /^gemini/.test(model) ? 'google' : '';
}

function contextOf(record: TabularRecord): Partial<NormalisedUsage> {
  const metadata = objectOf(record.raw('metadata'));
  const email = textAt(metadata, 'user_api_key_user_email');
  const user = record.get('user') || textAt(metadata, 'user_api_key_user_id');
  const key = textAt(metadata, 'user_api_key_alias') || record.get('api_key');
  const identity = email || (user.includes('@') ? user : '');
  const who: Partial<NormalisedUsage> = identity
    ? { identity_kind: 'email', identity }
    : user
      ? { identity_kind: 'account', identity: user }
      : key
        ? { identity_kind: 'api_key', identity: key }
        : {};
  return {
    ...who,
    session_id: record.get('session_id'),
    agent: record.get('agent_id'),
    team_claim: textAt(metadata, 'user_api_key_team_alias') || record.get('team_id'),
    service: record.get('end_user'),
  };
}

function durationOf(record: TabularRecord, started: string, now: Date): Partial<NormalisedUsage> {
  const ended = readTime(record.get('endTime'), 'endTime', plainTime, now);
  if (isFault(ended)) return {};
  return { duration_ms: Math.max(0, Date.parse(ended) - Date.parse(started)) };
}

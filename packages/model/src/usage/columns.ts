/**
 * The usage journal's columns: the one definition from which the journal, the staging table, the
 * rollups, the booking SQL and the importers' output are all printed.
 *
 * - `identity`: which event a row belongs to. Never contains a timestamp.
 * - `dimension`: what a row says about the event. Two rows of one event that differ in a dimension
 *   are booked as a reversal and a new row, so that the journal's sum is right per dimension value.
 * - `measure`: what is added up. A journal row is a delta, so every measure is signed.
 */
export type ColumnRole = 'identity' | 'dimension' | 'measure';

/** Who fills a column: the source's normaliser, or one of the later booking steps. */
export type ColumnOrigin = 'normalise' | 'deduplicate' | 'price' | 'attribute';

/** One column of the usage journal. */
export interface UsageColumn {
  readonly name: string;
  /** ClickHouse type, as in the table definition. */
  readonly type: string;
  readonly role: ColumnRole;
  readonly origin: ColumnOrigin;
  readonly meaning: string;
}

const text = 'LowCardinality(String)';
const money = 'Decimal(38, 12)';

function column(
  role: ColumnRole,
  origin: ColumnOrigin,
  name: string,
  type: string,
  meaning: string,
): UsageColumn {
  return { name, type, role, origin, meaning };
}

const identity = (name: string, type: string, meaning: string) =>
  column('identity', 'normalise', name, type, meaning);
const said = (name: string, type: string, meaning: string) =>
  column('dimension', 'normalise', name, type, meaning);
const count = (name: string, meaning: string) => column('measure', 'normalise', name, 'Int64', meaning);
const cost = (name: string, meaning: string) => column('measure', 'price', name, money, meaning);

export const usageColumns: readonly UsageColumn[] = [
  identity('workspace', text, 'workspace; queries never join two of them'),
  identity('source', text, 'source kind, such as claude-code.log or otlp.genai'),
  identity('source_event_id', 'String', 'the source’s own id of the event, without any timestamp'),

  said('occurred_at', "DateTime64(3, 'UTC')", 'when it happened'),
  said('tool', text, 'the client that made the call, such as claude-code'),
  said('provider', text, 'vendor whose price applies, such as anthropic or aws'),
  said('model_requested', text, 'model the client asked for, as written'),
  said('model', text, 'model that answered; the one that is priced'),
  said('service_tier', text, 'tier actually served: standard, batch, flex, priority'),
  said('speed', text, 'standard or fast'),
  said('region', text, 'inference geography where it changes the price, else empty'),
  said('billing_mode', text, 'api, subscription, prepaid; empty when unknown'),
  said('session_id', 'String', 'conversation or session of the client'),
  said('thread', text, 'main, subagent, compact or auxiliary'),
  said('query_source', text, 'the client’s own name for what asked, such as Explore'),
  said('agent', text, 'agent name or id'),
  said('workflow', text, 'workflow name'),
  said('parent_agent', text, 'agent that started the one that called'),
  said('root_run', 'String', 'run at the root of a tree of agents, as the caller names it'),
  said('lease', text, 'lease of a gateway that the call was paid from; empty elsewhere'),
  said('project', text, 'working directory or project as the source names it'),
  said('repo', text, 'repository address'),
  said('branch', text, 'git branch'),
  said('commit', 'String', 'git commit the session started from or made'),
  said('cost_center', text, 'cost centre claimed by the source'),
  said('team_claim', text, 'team claimed by the source; a label, never identity'),
  said('service', text, 'service.name or app of the emitter'),
  said('identity_kind', text, 'email, account, api_key, git_author, os_user, agent; empty when none'),
  said('identity', 'String', 'who the source says acted, in that kind'),
  said('source_file', text, 'file the record came from, empty for wire sources'),
  said('lower_bound', 'UInt8', '1 where the source is known to understate'),
  said('estimated', 'UInt8', '1 where tokens are estimated and not reported'),
  said('flags', text, 'space-separated notes such as inconsistent-input'),
  column('dimension', 'deduplicate', 'metered', 'UInt8', '0 where another source meters this call'),
  column('dimension', 'price', 'price_id', text, 'price row used; empty when unpriced'),
  column('dimension', 'attribute', 'worker_id', text, 'worker; empty when unattributed'),
  column('dimension', 'attribute', 'team_id', text, 'team of the worker on that day'),

  count('requests', 'requests; 1 on the first row of an event, 0 on metric points'),
  count('uncached_input', 'input tokens at full price'),
  count('cache_read', 'input tokens read from cache'),
  count('cache_write_5m', 'input tokens written to a 5-minute cache'),
  count('cache_write_30m', 'input tokens written to a 30-minute cache'),
  count('cache_write_1h', 'input tokens written to a 1-hour cache'),
  count('cache_write_12h', 'input tokens written to a 12-hour cache'),
  count('cache_write_unknown', 'input tokens written to a cache of unstated lifetime'),
  count('output', 'output tokens, reasoning included'),
  count('reasoning', 'reasoning tokens, a part of output'),
  count('reasoning_reported', '1 where the source reports reasoning at all'),
  count('audio_input', 'audio tokens, a part of uncached input'),
  count('audio_output', 'audio tokens, a part of output'),
  count('image_input', 'image tokens, a part of uncached input'),
  count('image_output', 'image tokens, a part of output'),
  count('web_searches', 'billed web searches'),
  count('tool_calls', 'tool calls the source counts'),
  count('missing_output', 'output tokens the source proves to be missing here; not in output'),
  count('duration_ms', 'duration as reported, milliseconds'),
  column('measure', 'normalise', 'reported_cost', money, 'cost the source itself states, USD'),
  cost('cost_list', 'cost at the public price of its day, USD'),
  cost('cost_contracted', 'cost on the company’s terms, USD'),
  cost('cost_marginal', 'what the call really added, USD; 0 inside a seat or prepaid credit'),
  cost('cost_base', 'cost at the frozen base-period price book, USD; the basis of normalised tokens'),
  cost('suspense', 'worst-case cost held while the row is unpriced, USD'),
  column('measure', 'price', 'unpriced_requests', 'Int64', '1 while unpriced'),
  column('measure', 'price', 'unpriced_tokens', 'Int64', 'tokens while unpriced'),
];

const named = (keep: (c: UsageColumn) => boolean): readonly string[] =>
  usageColumns.filter(keep).map((c) => c.name);

/** The disjoint token classes, in the order in which the whole product lists and colours them. */
export const tokenClasses = [
  'uncached_input',
  'cache_read',
  'cache_write_5m',
  'cache_write_30m',
  'cache_write_1h',
  'cache_write_12h',
  'cache_write_unknown',
  'output',
] as const;

/** One disjoint token class. */
export type TokenClass = (typeof tokenClasses)[number];

export const identityColumns = named((c) => c.role === 'identity');
export const dimensionColumns = named((c) => c.role === 'dimension');
export const measureColumns = named((c) => c.role === 'measure');
/** What a source's normaliser fills; the staging table has these and `aliases`. */
export const normalisedColumns = usageColumns.filter((c) => c.origin === 'normalise');

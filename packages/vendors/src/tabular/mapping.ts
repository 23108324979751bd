import { identityKinds, tokenClasses } from '@exchequer/model';
import { plainTime, type TimeFormat, type TimeReading, timeFormats } from './cells.ts';
import { type Fault, fault, isFault } from './importer.ts';
import type { Columns } from './record.ts';

/** Text columns of the journal that a file may fill. */
export const textTargets = [
  'tool',
  'provider',
  'model',
  'model_requested',
  'service_tier',
  'speed',
  'region',
  'billing_mode',
  'session_id',
  'thread',
  'query_source',
  'agent',
  'workflow',
  'project',
  'repo',
  'branch',
  'commit',
  'cost_center',
  'team_claim',
  'service',
] as const;

/** Counts of the journal that a file may fill, besides the token classes. */
export const countTargets = [
  'requests',
  'reasoning',
  'audio_input',
  'audio_output',
  'image_input',
  'image_output',
  'web_searches',
  'tool_calls',
  'duration_ms',
] as const;

/** Targets that are read in a way of their own. `total_input` is input with the cached part in it. */
const specialTargets = ['id', 'occurred_at', 'reported_cost', 'total_input', 'request_id'] as const;

const settings = ['preset', 'dataset', 'time_format', 'time_offset', 'time_start'] as const;

export type Target =
  | (typeof textTargets)[number]
  | (typeof countTargets)[number]
  | (typeof tokenClasses)[number]
  | (typeof specialTargets)[number]
  | (typeof identityKinds)[number];

const targets: readonly string[] = [
  ...specialTargets,
  ...tokenClasses,
  ...countTargets,
  ...textTargets,
  ...identityKinds,
];

/** Where a value comes from: a column of the file, or the same text for every row. */
export type Origin = { column: string } | { constant: string };

/** A mapping that holds for every row. */
export interface MappingPlan {
  origins: ReadonlyMap<Target, Origin>;
  time: TimeReading;
  /** Keeps apart the ids of files that number their rows alike. */
  dataset: string;
}

/** Mappings of published formats. */
const presets: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'azure-llm-trace': {
    occurred_at: 'TIMESTAMP',
    uncached_input: 'ContextTokens',
    output: 'GeneratedTokens',
    tool: '=azure-llm-trace',
  },
  'mooncake-trace': {
    occurred_at: 'timestamp',
    uncached_input: 'input_length',
    output: 'output_length',
    tool: '=mooncake-trace',
    time_format: 'ms_since',
  },
};

/** Usual names of columns, used only where no mapping is given. */
const usualNames: Partial<Record<Target, readonly string[]>> = {
  id: ['id', 'event_id', 'request_id'],
  occurred_at: ['timestamp', 'time', 'datetime', 'date', 'created_at', 'start_time'],
  model: ['model_name', 'model_id'],
  provider: ['provider_name', 'vendor'],
  total_input: ['prompt_tokens', 'total_input_tokens'],
  uncached_input: ['uncached_input_tokens'],
  cache_read: ['cache_read_tokens', 'cache_read_input_tokens', 'cached_tokens', 'cached_input_tokens'],
  cache_write_5m: ['cache_write_5m_tokens'],
  cache_write_1h: ['cache_write_1h_tokens'],
  cache_write_unknown: ['cache_write_tokens', 'cache_creation_tokens', 'cache_creation_input_tokens'],
  output: ['output_tokens', 'completion_tokens', 'generated_tokens'],
  reasoning: ['reasoning_tokens', 'output_reasoning_tokens'],
  reported_cost: ['cost', 'cost_usd', 'total_cost', 'spend'],
  email: ['user_email'],
  session_id: ['session'],
  project: ['project_name'],
};

/** Works out the mapping before any row is read. Every complaint names what the file does have. */
export function planMapping(
  given: Readonly<Record<string, string>> | undefined,
  columns: Columns,
): MappingPlan | Fault {
  const mapping = given && Object.keys(given).length > 0 ? withPreset(given) : guessed(columns);
  if (isFault(mapping)) return mapping;
  const unknown = Object.keys(mapping).find(
    (key) => !targets.includes(key) && !(settings as readonly string[]).includes(key),
  );
  if (unknown) return fault(`no journal column is called ${unknown}`, `Map to: ${targets.join(', ')}.`);
  const origins = new Map<Target, Origin>();
  for (const [target, value] of Object.entries(mapping)) {
    if (targets.includes(target)) origins.set(target as Target, originOf(value));
  }
  const missing = missingColumn(origins, columns) ?? missingTarget(origins, columns);
  if (missing) return missing;
  const time = timeReading(mapping);
  return isFault(time) ? time : { origins, time, dataset: setting(mapping, 'dataset') };
}

const originOf = (value: string): Origin =>
  value.startsWith('=') ? { constant: value.slice(1) } : { column: value };

const setting = (mapping: Readonly<Record<string, string>>, name: string): string =>
  (mapping[name] ?? '').replace(/^=/, '').trim();

function withPreset(given: Readonly<Record<string, string>>): Record<string, string> | Fault {
  const name = setting(given, 'preset');
  if (!name) return { ...given };
  const preset = presets[name];
  if (!preset) return fault(`there is no preset ${name}`, `Presets: ${Object.keys(presets).join(', ')}.`);
  return { ...preset, ...given };
}

function guessed(columns: Columns): Record<string, string> | Fault {
  if (!columns) {
    const fix =
      'Pass --map, such as --map occurred_at=timestamp,model=model,total_input=prompt_tokens,output=completion_tokens.';
    return fault('JSON files need a column mapping', fix);
  }
  const byName = new Map(columns.map((column) => [column.toLowerCase().replaceAll(/[\s-]+/g, '_'), column]));
  const mapping: Record<string, string> = {};
  for (const target of targets) {
    const names = [target, ...(usualNames[target as Target] ?? [])];
    const column = names.map((name) => byName.get(name)).find((found) => found !== undefined);
    if (column !== undefined) mapping[target] = column;
  }
  return settleInput(mapping, byName);
}

/** `input_tokens` with cache columns beside it may or may not include them: only the reader can know. */
function settleInput(
  mapping: Record<string, string>,
  byName: ReadonlyMap<string, string>,
): Record<string, string> | Fault {
  if (mapping.uncached_input) delete mapping.total_input;
  const input = byName.get('input_tokens') ?? byName.get('input');
  if (mapping.uncached_input || mapping.total_input || !input) return mapping;
  const hasCache = Object.keys(mapping).some((target) => target.startsWith('cache_'));
  if (!hasCache) return { ...mapping, uncached_input: input };
  const fix = `Pass --map with total_input=${input} if cached tokens are counted in it, or uncached_input=${input} if not.`;
  return fault(`the column ${input} may or may not include the cached tokens`, fix);
}

function missingColumn(origins: MappingPlan['origins'], columns: Columns): Fault | null {
  if (!columns) return null;
  for (const [target, origin] of origins) {
    if ('column' in origin && !columns.includes(origin.column)) {
      return fault(
        `${target} is mapped to the column ${origin.column}, which the file does not have`,
        `The file has: ${columns.slice(0, 40).join(', ')}.`,
      );
    }
  }
  return null;
}

function missingTarget(origins: MappingPlan['origins'], columns: Columns): Fault | null {
  const has = columns ? ` The file has: ${columns.slice(0, 40).join(', ')}.` : '';
  if (!origins.has('occurred_at')) {
    return fault('no column is mapped to the time (occurred_at)', `Pass --map occurred_at=<column>.${has}`);
  }
  if (origins.has('total_input') && origins.has('uncached_input')) {
    return fault('both total_input and uncached_input are mapped', 'Map the one that the file really has.');
  }
  const counted = [...tokenClasses, 'total_input', 'reported_cost'] as const;
  if (counted.some((target) => origins.has(target))) return null;
  return fault(
    'no column is mapped to tokens or cost',
    `Pass --map uncached_input=<column>,output=<column>.${has}`,
  );
}

function timeReading(mapping: Readonly<Record<string, string>>): TimeReading | Fault {
  const format = setting(mapping, 'time_format') || 'iso';
  if (!timeFormats.includes(format as TimeFormat)) {
    return fault(`time_format ${format} is unknown`, `It is one of ${timeFormats.join(', ')}.`);
  }
  const offset = setting(mapping, 'time_offset') || 'Z';
  if (!/^(Z|[+-]\d{2}:?\d{2})$/.test(offset)) {
    return fault(`time_offset ${offset} is no offset`, 'Write it as Z, +02:00 or -05:00.');
  }
  const start = setting(mapping, 'time_start');
  const since = start ? Date.parse(start) : 0;
  if (Number.isNaN(since))
    return fault(`time_start ${start} is no time`, 'Write it as 2026-02-01T00:00:00Z.');
  if (format.endsWith('_since') && !start) {
    return fault(`time_format ${format} needs a start`, 'Pass --map time_start=2026-02-01T00:00:00Z.');
  }
  return { ...plainTime, format: format as TimeFormat, offset, since };
}

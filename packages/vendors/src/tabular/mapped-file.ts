import { formatUsd, identityKinds, type NormalisedUsage, sourceKinds, tokenClasses } from '@exchequer/model';
import { readCount, readTime, readUsd } from './cells.ts';
import { RowNames } from './identity.ts';
import {
  type Fault,
  fault,
  isFault,
  type RowOutcome,
  type TabularImporter,
  type TabularOptions,
} from './importer.ts';
import { countTargets, type MappingPlan, planMapping, type Target, textTargets } from './mapping.ts';
import { excerptOf, importerOf, looksLikeJson, type RowReader } from './read-file.ts';
import type { TabularRecord } from './record.ts';

/** CSV with a mapping. */
export const csvImporter: TabularImporter = importerOf({
  kind: 'csv',
  source: 'file',
  name: 'CSV file',
  endings: ['.csv', '.csv.gz', '.tsv', '.tsv.gz'],
  isJson: () => false,
  reader: (_path, options) => new MappedReader(options),
});

/** JSON Lines (or one JSON array) with a mapping. */
export const jsonlImporter: TabularImporter = importerOf({
  kind: 'jsonl',
  source: 'file',
  name: 'JSON Lines file',
  endings: ['.jsonl', '.ndjson', '.json', '.jsonl.gz', '.ndjson.gz'],
  isJson: (path) => looksLikeJson(path) || !path.endsWith('.csv'),
  reader: (_path, options) => new MappedReader(options),
});

const writes = tokenClasses.filter((name) => name.startsWith('cache_write'));
const countedTargets = [...tokenClasses, ...countTargets, 'total_input'] as const;

class MappedReader implements RowReader {
  readonly #options: TabularOptions;
  readonly #names = new RowNames();
  #plan: MappingPlan | null = null;

  constructor(options: TabularOptions) {
    this.#options = options;
  }

  begin(columns: readonly string[] | null): Fault | null {
    const plan = planMapping(this.#options.mapping, columns);
    if (isFault(plan)) return plan;
    this.#plan = plan;
    return null;
  }

  excerpt(record: TabularRecord): string {
    const origins = [...(this.#plan?.origins.values() ?? [])];
    return excerptOf(
      record,
      origins.flatMap((origin) => ('column' in origin ? [origin.column] : [])),
    );
  }

  row(record: TabularRecord): RowOutcome {
    const plan = this.#plan;
    if (!plan) return { fault: fault('the file has no header', 'Name the columns in the first line.') };
    const get = (target: Target) => cellOf(plan, record, target);
    const occurredAt = readTime(
      get('occurred_at'),
      labelOf(plan, 'occurred_at'),
      plan.time,
      this.#options.now,
    );
    if (isFault(occurredAt)) return { fault: occurredAt };
    const counts = readCounts(plan, get);
    if (isFault(counts)) return { fault: counts };
    const cost = readUsd(get('reported_cost'), labelOf(plan, 'reported_cost'));
    if (isFault(cost)) return { fault: cost };
    const id = get('id') || get('request_id');
    const usage: NormalisedUsage = {
      workspace: this.#options.workspace,
      source: 'file',
      source_event_id:
        plan.dataset + (plan.dataset ? ':' : '') + (id || this.#names.name(record.canonical())),
      occurred_at: occurredAt,
      tool: '',
      provider: '',
      model: '',
      requests: 1,
      ...readTexts(get),
      ...counts,
      ...(plan.origins.has('reasoning') && { reasoning_reported: 1 as const }),
      ...(cost !== null && { reported_cost: formatUsd(cost) }),
      aliases: aliasesOf(get('request_id')),
    };
    return { usage };
  }
}

const aliasesOf = (requestId: string) =>
  requestId ? [{ alias: `request:${requestId}`, rank: sourceKinds.file.rank }] : [];

function cellOf(plan: MappingPlan, record: TabularRecord, target: Target): string {
  const origin = plan.origins.get(target);
  if (!origin) return '';
  return 'constant' in origin ? origin.constant : record.get(origin.column);
}

function labelOf(plan: MappingPlan, target: Target): string {
  const origin = plan.origins.get(target);
  return origin && 'column' in origin ? origin.column : target;
}

type Counts = Partial<Record<(typeof tokenClasses)[number] | (typeof countTargets)[number], number>>;

function readCounts(plan: MappingPlan, get: (target: Target) => string): Counts | Fault {
  const read: Partial<Record<(typeof countedTargets)[number], number>> = {};
  for (const target of countedTargets) {
    const text = get(target);
    if (text === '') continue;
    const count = readCount(text, labelOf(plan, target));
    if (isFault(count)) return count;
    read[target] = count;
  }
  const { total_input: totalInput, ...counts } = read;
  const saysTokens = tokenClasses.some((name) => counts[name] !== undefined) || totalInput !== undefined;
  if (!saysTokens && get('reported_cost') === '') {
    return fault('the row has neither token counts nor a cost', 'Check the column names of the mapping.');
  }
  if ((counts.reasoning ?? 0) > (counts.output ?? 0)) {
    return fault(
      'reasoning is larger than output, of which it is a part',
      'Map output to the total with reasoning.',
    );
  }
  return totalInput === undefined ? counts : withoutCached(counts, totalInput);
}

/** Input that includes its cached part becomes disjoint classes. */
function withoutCached(counts: Counts, totalInput: number): Counts | Fault {
  const cached = [...writes, 'cache_read' as const].reduce((sum, name) => sum + (counts[name] ?? 0), 0);
  if (cached <= totalInput) return { ...counts, uncached_input: totalInput - cached };
  const fix = 'If the input column excludes cached tokens, map it to uncached_input instead of total_input.';
  return fault(`${cached} cached tokens are more than the ${totalInput} input tokens they are part of`, fix);
}

function readTexts(get: (target: Target) => string): Partial<NormalisedUsage> {
  const texts: Record<string, string> = {};
  for (const target of textTargets) {
    const text = get(target);
    if (text) texts[target] = text;
  }
  const kind = identityKinds.find((one) => get(one) !== '' && one !== 'agent');
  if (kind) Object.assign(texts, { identity_kind: kind, identity: get(kind) });
  return texts;
}

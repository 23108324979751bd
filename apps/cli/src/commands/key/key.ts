import { gateEndpoints } from '@exchequer/model';
import type { GatewayKeyView, KeyRules } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { renderTable, type TableColumn, usageError } from '../../output/index.ts';
import { workerNamed } from './worker.ts';

export interface CreateKeyFlags {
  worker: string;
  add: boolean;
  expires?: string;
  models?: string[];
  endpoints?: string[];
  requestsPerMinute?: string;
  tokensPerMinute?: string;
  maxDepth?: string;
  maxFanOut?: string;
  loopLimit?: string;
  capOutput: boolean;
  agent?: string;
  workflow?: string;
  project?: string;
  purpose?: string;
}

/** Makes a key. The secret goes to stdout alone, so that it can be piped to where it is needed. */
export async function createKey(context: CommandContext<CreateKeyFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const { workspace } = globals;
  const rules = rulesOf(options);
  const expires = expiryOf(options.expires);
  const { client } = await context.connect();
  const worker = await workerNamed(client, workspace, options.worker, options.add);
  const name = args[0] as string;
  const made = await client.key.create({
    workspace,
    name,
    worker_id: worker.id,
    expires_at: expires,
    ...rules,
  });
  if (globals.json) return context.printJson('key/1', made);
  terminal.err(`Key ${made.key.id} of ${worker.name}. Keep the secret: it is shown this once.\n`);
  terminal.out(`${made.secret}\n`);
  terminal.err(
    `Next: exchequer connect claude-code --apply --key ${made.key.hint}… (or codex, aider, curl …)\n`,
  );
}

function rulesOf(flags: CreateKeyFlags): Partial<KeyRules> {
  const { models, agent, workflow, project, purpose } = flags;
  const rules = {
    ...{ models, agent, workflow, project, purpose },
    endpoints: endpointsOf(flags.endpoints),
    requests_per_minute: countOf('--requests-per-minute', flags.requestsPerMinute),
    tokens_per_minute: countOf('--tokens-per-minute', flags.tokensPerMinute),
    max_depth: countOf('--max-depth', flags.maxDepth, 0),
    max_fan_out: countOf('--max-fan-out', flags.maxFanOut),
    loop_limit: countOf('--loop-limit', flags.loopLimit, 2),
    cap_output: flags.capOutput || undefined,
  };
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined));
}

function endpointsOf(names: readonly string[] | undefined): KeyRules['endpoints'] | undefined {
  const unknown = names?.find((name) => !(gateEndpoints as readonly string[]).includes(name));
  if (unknown) throw usageError(`there is no endpoint ${unknown}`, `Endpoints: ${gateEndpoints.join(', ')}.`);
  return names as KeyRules['endpoints'] | undefined;
}

function countOf(flag: string, text: string | undefined, least = 1): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text.replaceAll(/[,_]/g, ''));
  if (Number.isInteger(count) && count >= least) return count;
  throw usageError(`${flag}: "${text}" is no count`, `Write a whole number from ${least} on.`);
}

/** The end of the named day. */
function expiryOf(date: string | undefined): string | null {
  if (date === undefined) return null;
  const day = Date.parse(`${date}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(day)) return new Date(day + 86_400_000).toISOString();
  throw usageError(`--expires ${date} is no date`, 'Write it as 2027-01-31.');
}

export interface ListKeysFlags {
  worker?: string;
  all: boolean;
}

/** Writes the keys. */
export async function listKeys(context: CommandContext<ListKeysFlags>): Promise<void> {
  const { globals, options, terminal } = context;
  const { workspace } = globals;
  const { client } = await context.connect();
  const worker = options.worker && (await workerNamed(client, workspace, options.worker)).id;
  const { keys } = await client.key.list({
    workspace,
    state: options.all ? 'all' : 'active',
    ...(worker && { worker }),
  });
  if (globals.json) return context.printJson('keys/1', { keys });
  if (keys.length === 0) return terminal.out('No keys. Make one: exchequer key create NAME --worker WHO\n');
  const columns: TableColumn[] = [
    { title: 'Id', least: 60 },
    { title: 'Name', least: 8 },
    { title: 'Worker', least: 8 },
    { title: 'Starts with', dropOrder: 2 },
    { title: 'May be used for', least: 10, dropOrder: 3 },
    { title: 'Last used', dropOrder: 1 },
    { title: 'State' },
  ];
  terminal.out(renderTable({ columns, rows: keys.map(rowOf) }, terminal.columns, terminal.style));
}

const dayOf = (instant: string | null): string => instant?.slice(0, 10) ?? 'never';

const rowOf = (key: GatewayKeyView) => ({
  cells: [key.id, key.name, key.worker.name, key.hint, limitsOf(key), dayOf(key.last_used_at), stateOf(key)],
});

function limitsOf(key: GatewayKeyView): string {
  const limits = [
    key.models.join(' '),
    key.endpoints.join(' '),
    key.requests_per_minute && `${key.requests_per_minute}/min`,
    key.tokens_per_minute && `${key.tokens_per_minute} tokens/min`,
  ].filter((part) => part);
  return limits.join(', ') || 'everything';
}

function stateOf({
  state,
  expires_at: expires,
  revoked_at: revoked,
  rotated_to: next,
}: GatewayKeyView): string {
  if (state === 'revoked') return `revoked ${dayOf(revoked)}`;
  if (state === 'expired') return `expired ${dayOf(expires)}`;
  if (next) return `until ${expires?.slice(0, 16).replace('T', ' ')}, then ${next}`;
  return expires ? `until ${dayOf(expires)}` : 'active';
}

export interface RotateKeyFlags {
  overlap: string;
}

/** Makes the key that follows. */
export async function rotateKey(context: CommandContext<RotateKeyFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const overlap = secondsOf(options.overlap);
  const { client } = await context.connect();
  const id = args[0] as string;
  const made = await client.key.rotate({ workspace: globals.workspace, id, overlap_seconds: overlap });
  if (globals.json) return context.printJson('key/1', made);
  terminal.err(`Key ${made.key.id} follows ${id}, which works on for ${options.overlap}. Shown this once:\n`);
  terminal.out(`${made.secret}\n`);
}

const units = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

function secondsOf(text: string): number {
  const match = /^(\d{1,7})([smhd]?)$/.exec(text);
  const seconds = match ? Number(match[1]) * units[(match[2] || 's') as keyof typeof units] : Number.NaN;
  if (seconds <= 2_592_000) return seconds;
  throw usageError(`--overlap: "${text}" is no time up to 30 days`, 'Write 0, 90m, 24h or 7d.');
}

/** Ends a key. */
export async function revokeKey(context: CommandContext): Promise<void> {
  const { globals, args, terminal } = context;
  const { client } = await context.connect();
  const key = await client.key.revoke({ workspace: globals.workspace, id: args[0] as string });
  if (globals.json) return context.printJson('key-revoked/1', { key });
  terminal.out(`Key ${key.id} (${key.name}) is revoked; every gateway refuses it within a second.\n`);
}

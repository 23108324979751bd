import { type UpstreamKind, upstreamKinds } from '@exchequer/model';
import type { CommandContext } from '../../frame/index.ts';
import { renderTable, type Terminal, usageError } from '../../output/index.ts';

export interface UpstreamFlags {
  id?: string;
  name?: string;
  baseUrl?: string;
  region?: string;
  option?: string[];
  provider?: string;
  credentialEnv?: string;
  credentialStdin: boolean;
  /** False by --no-credential. */
  credential: boolean;
  allowPrivate: boolean;
}

export interface RemoveFlags {
  yes?: boolean;
}

/** The variables that providers' own tools read; joined with colons where there are several. */
const usualVariables: Readonly<Record<UpstreamKind, readonly string[]>> = {
  openai: ['OPENAI_API_KEY'],
  anthropic: ['ANTHROPIC_API_KEY'],
  gemini: ['GEMINI_API_KEY'],
  bedrock: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
  azure: ['AZURE_OPENAI_API_KEY'],
  compatible: [],
};

/** Adds or changes an upstream. Its key never stands on the command line, which shells remember. */
export async function addUpstream(context: CommandContext<UpstreamFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const kind = kindOf(args[0] as string);
  const secret = await secretOf(kind, options, terminal);
  const settings = settingsOf(options);
  const { client } = await context.connect();
  const upstream = await client.gateway.putUpstream({
    workspace: globals.workspace,
    id: options.id ?? kind,
    kind,
    ...(options.name && { name: options.name }),
    ...(options.baseUrl && { base_url: options.baseUrl }),
    ...(options.provider && { provider: options.provider }),
    ...(options.allowPrivate && { allow_private: true }),
    ...(settings && { options: settings }),
    ...(secret && { add_credential: secret }),
  });
  if (globals.json) return context.printJson('upstream/1', { upstream });
  const credentials =
    upstream.credentials.length === 1 ? '1 credential' : `${upstream.credentials.length} credentials`;
  terminal.out(`${upstream.name} (${upstream.id}) at ${upstream.base_url}, ${credentials}.\n`);
  const { routes } = await client.gateway.routes({ workspace: globals.workspace });
  if (!routes.some(({ targets }) => targets.some(({ upstream_id: id }) => id === upstream.id))) {
    terminal.err(
      `No route leads there yet: exchequer gateway route add NAME --models … --to ${upstream.id}\n`,
    );
  }
  if (upstream.credentials.length === 0 && kind !== 'compatible') {
    terminal.err('It has no credential yet: run this again with its key in the environment.\n');
  }
}

function kindOf(text: string): UpstreamKind {
  if ((upstreamKinds as readonly string[]).includes(text)) return text as UpstreamKind;
  throw usageError(`there is no kind of upstream ${text}`, `Kinds: ${upstreamKinds.join(', ')}.`);
}

async function secretOf(
  kind: UpstreamKind,
  { credential, credentialEnv, credentialStdin }: UpstreamFlags,
  { env }: Pick<Terminal, 'env'>,
): Promise<{ name: string; secret: string } | null> {
  if (!credential) return null;
  if (credentialStdin) {
    const secret = (await readStdin()).trim();
    if (secret === '')
      throw usageError('standard input holds no key', 'Pipe the key in: printf %s "$KEY" | exchequer …');
    return { name: 'stdin', secret };
  }
  const names = credentialEnv ? [credentialEnv] : usualVariables[kind];
  const [first] = names;
  const values = names.flatMap((name) => env[name]?.trim() || []);
  // A session token of AWS comes with keys that expire; others have two parts.
  const enough = kind === 'bedrock' && !credentialEnv ? values.length >= 2 : values.length === names.length;
  if (first && enough) return { name: first, secret: values.join(':') };
  if (kind === 'compatible' && !credentialEnv) return null;
  throw usageError(
    `${names.slice(0, 2).join(' and ')} ${names.length > 1 ? 'are' : 'is'} not set`,
    'Set it, name another variable with --credential-env, or pipe the key in with --credential-stdin.',
  );
}

async function readStdin(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function settingsOf({ region, option = [] }: UpstreamFlags): Record<string, string> | null {
  const pairs = option.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw usageError(`--option ${text} is no setting`, 'Write it as name=value.');
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  const settings = { ...Object.fromEntries(pairs), ...(region && { region }) };
  return Object.keys(settings).length > 0 ? settings : null;
}

/** Writes the upstreams. */
export async function listUpstreams(context: CommandContext): Promise<void> {
  const { globals, terminal } = context;
  const { client } = await context.connect();
  const { upstreams } = await client.gateway.upstreams({ workspace: globals.workspace });
  if (globals.json) return context.printJson('upstreams/1', { upstreams });
  if (upstreams.length === 0) {
    return terminal.out('No upstreams. Add one: OPENAI_API_KEY=… exchequer gateway upstream add openai\n');
  }
  const columns = [
    { title: 'Id' },
    { title: 'Name', least: 8 },
    { title: 'Kind', dropOrder: 2 },
    { title: 'Address', least: 16 },
    { title: 'Credentials', least: 8, dropOrder: 1 },
    { title: 'State' },
  ];
  const rows = upstreams.map((one) => ({
    cells: [
      one.id,
      one.name,
      one.kind,
      one.base_url,
      one.credentials.map(({ name, hint }) => `${name} ${hint}`).join(', ') || 'none',
      one.enabled ? 'on' : 'off',
    ],
  }));
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
}

/** Removes an upstream. */
export async function removeUpstream(context: CommandContext<RemoveFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const id = args[0] as string;
  if (!options.yes)
    return terminal.out(`Would remove ${id} with its credentials. Nothing was written; add --yes.\n`);
  const { client } = await context.connect();
  const result = await client.gateway.removeUpstream({ workspace: globals.workspace, id });
  if (globals.json) return context.printJson('upstream-removed/1', { id, ...result });
  terminal.out(`Removed ${id}.\n`);
}

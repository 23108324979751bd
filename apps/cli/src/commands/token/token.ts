import type { CommandContext } from '../../frame/index.ts';
import { CliError, renderTable, usageError } from '../../output/index.ts';

export interface CreateFlags {
  scope?: string[];
  expires?: string;
}

const scopes = ['ingest', 'read', 'admin', 'compensation'] as const;
type Scope = (typeof scopes)[number];

/** Makes a token. The secret goes to stdout alone, so that it can be piped to where it is needed. */
export async function createToken(context: CommandContext<CreateFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const { client } = await context.connect();
  const { token, secret } = await client.token.create({
    name: args[0] as string,
    scopes: scopesOf(options.scope),
    workspace: globals.workspace,
    expires_at: expiryOf(options.expires),
  });
  if (globals.json) return context.printJson('token/1', { token, secret });
  terminal.err(
    `Token ${token.id} (${token.scopes.join(', ')}) for ${token.workspace}. Keep the secret: it is shown this once.\n`,
  );
  terminal.out(`${secret}\n`);
}

function scopesOf(named: readonly string[] | undefined): Scope[] {
  const unknown = named?.find((scope) => !(scopes as readonly string[]).includes(scope));
  if (unknown) throw usageError(`there is no scope ${unknown}`, `Scopes: ${scopes.join(', ')}.`);
  return named ? [...new Set(named as Scope[])] : ['ingest'];
}

function expiryOf(date: string | undefined): string | null {
  if (date === undefined) return null;
  const day = Date.parse(`${date}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(day)) {
    throw usageError(`--expires ${date} is no date`, 'Write it as 2027-01-31.');
  }
  return new Date(day + 86_400_000).toISOString();
}

/** Writes the tokens. */
export async function listTokens(context: CommandContext): Promise<void> {
  const { globals, terminal } = context;
  const { client } = await context.connect();
  const tokens = await client.token.list();
  if (globals.json) return context.printJson('tokens/1', { tokens });
  if (tokens.length === 0)
    return terminal.out('No tokens. Make one: exchequer token create NAME --scope ingest\n');
  const columns = ['Id', 'Name', 'Starts with', 'Scopes', 'Workspace', 'Last used', 'State'].map(
    (title, at) => ({ title, least: 10, dropOrder: at === 5 ? 1 : 0 }),
  );
  const day = (instant: string | null) => instant?.slice(0, 10) ?? 'never';
  const rows = tokens.map((token) => ({
    cells: [
      token.id,
      token.name,
      token.hint,
      token.scopes.join(', '),
      token.workspace,
      day(token.last_used_at),
      token.revoked_at
        ? `revoked ${day(token.revoked_at)}`
        : token.expires_at
          ? `until ${day(token.expires_at)}`
          : 'active',
    ],
  }));
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
}

/** Ends a token. */
export async function revokeToken(context: CommandContext): Promise<void> {
  const { globals, args, terminal } = context;
  const id = args[0] as string;
  const { client } = await context.connect();
  const outcome = await client.token.revoke({ id });
  if (!outcome.revoked)
    throw new CliError(`no active token has the id ${id}`, 'See the ids: exchequer token list.');
  if (globals.json) return context.printJson('token-revoked/1', { id, ...outcome });
  terminal.out(`Token ${id} is revoked; it works nowhere from now on.\n`);
}

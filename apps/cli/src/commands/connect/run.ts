import { formatPatch, structuredPatch } from 'diff';
import type { CommandContext } from '../../frame/index.ts';
import { type ExitCode, exitCodes, type Style, usageError } from '../../output/index.ts';
import { applyClient, type FileChange, undoClient } from './apply.ts';
import { type CallOutcome, exitOf, makeCall } from './call.ts';
import type { ClientName, Place } from './guide.ts';
import { guides } from './guides.ts';
import { type PlaceFlags, placeOf } from './place.ts';

export interface ConnectFlags extends PlaceFlags {
  print?: boolean;
  apply?: boolean;
  undo?: boolean;
  test?: boolean;
  model?: string;
  statusline?: boolean;
}

type Context = CommandContext<ConnectFlags>;

/** Prints, applies, undoes or tries the settings of one client. */
export async function connectClient(context: Context): Promise<ExitCode> {
  const { options, args } = context;
  const client = args[0] as ClientName;
  const chosen = (['print', 'apply', 'undo', 'test'] as const).filter((name) => options[name]);
  // Applying and trying go together; anything else is one or the other.
  if (chosen.length > 1 && chosen.join() !== 'apply,test') {
    throw usageError(`--${chosen.join(' and --')} do not go together`, 'Choose one of them.');
  }
  const place = { ...(await placeOf(context, client)), statusLine: statusLineOf(context, client) };
  const [what = 'print'] = chosen;
  if (what === 'apply') return apply(context, client, place);
  if (what === 'undo') return undo(context, client, place);
  if (what === 'test') return test(context, client, place);
  return print(context, client, place);
}

/** The command that draws the status line, as Claude Code calls it: through no package runner, which would take longer. */
function statusLineOf({ options, terminal }: Context, client: ClientName): string | undefined {
  if (!options.statusline) return undefined;
  if (client !== 'claude-code') throw usageError(`${client} has no status line`, 'Leave --statusline out.');
  const script = terminal.script;
  if (!script)
    throw usageError(
      'it is not known where this program lies',
      'Set the status line by hand: docs/CLIENTS.md.',
    );
  return [process.execPath, script, 'statusline'].map(quoted).join(' ');
}

const quoted = (word: string): string => (/^[\w./:@+-]+$/.test(word) ? word : `"${word}"`);

function print({ globals, terminal, printJson }: Context, client: ClientName, place: Place): ExitCode {
  const guide = guides[client];
  const text = guide.text(place);
  const notes = guide.notes(place);
  const file = guide.file(place, terminal)?.path ?? null;
  if (globals.json) {
    printJson('connect/1', { client, gateway: place.gateway, settings: text, file, notes });
    return exitCodes.ok;
  }
  const { style } = terminal;
  terminal.out(`${style.bold(guide.title)}\n\n${text}\n\n${notes.map((note) => `· ${note}\n`).join('')}`);
  if (!place.hasKey) terminal.err(`${style.dim(keyHint(client))}\n`);
  return exitCodes.ok;
}

const keyHint = (client: ClientName): string =>
  client === 'otel'
    ? 'A token: exchequer token create laptops --scope ingest; then give it with --key.'
    : 'A key: exchequer key create NAME --worker WHO, or on the page Me; then give it with --key or EXCHEQUER_KEY.';

function requireKey(client: ClientName, place: Place): void {
  if (!place.hasKey) throw usageError('no key was given', keyHint(client));
}

async function apply(context: Context, client: ClientName, place: Place): Promise<ExitCode> {
  const { globals, terminal, options } = context;
  requireKey(client, place);
  const change = await applyClient(client, place, terminal);
  const call = options.test === false ? null : guides[client].call(place, options.model);
  if (!globals.json) {
    terminal.out(describe(change, terminal.style));
    terminal.out(`\nUndo it with: exchequer connect ${client} --undo\n`);
    for (const note of guides[client].notes(place)) terminal.out(`· ${note}\n`);
  }
  const outcome = call && (await makeCall(call, terminal.now));
  if (globals.json) {
    const { path, before, after } = change;
    context.printJson('connect-applied/1', { client, file: path, changed: before !== after, test: outcome });
  } else if (outcome) tell(context, outcome);
  return outcome ? exitOf(outcome) : exitCodes.ok;
}

async function undo(context: Context, client: ClientName, place: Place): Promise<ExitCode> {
  const { globals, terminal } = context;
  const change = await undoClient(client, place, terminal);
  if (globals.json) {
    context.printJson('connect-undone/1', { client, file: change.path, exact: change.exact });
    return exitCodes.ok;
  }
  terminal.out(describe(change, terminal.style));
  terminal.out(
    change.exact
      ? '\nThe file is as it was before, byte for byte.\n'
      : '\nThe file had been changed since: what was set by this command is put back, the rest stands.\n',
  );
  return exitCodes.ok;
}

async function test(context: Context, client: ClientName, place: Place): Promise<ExitCode> {
  const { globals, options, terminal } = context;
  requireKey(client, place);
  const call = guides[client].call(place, options.model);
  if (!call) {
    throw usageError(
      `a call from here proves nothing about ${guides[client].title}`,
      guides[client].notes(place)[0] ?? '',
    );
  }
  const outcome = await makeCall(call, terminal.now);
  if (globals.json) context.printJson('connect-test/1', { client, url: call.url, ...outcome });
  else tell(context, outcome);
  return exitOf(outcome);
}

/** What changed, line by line, with secrets shortened. */
function describe({ path, before, after }: FileChange, style: Style): string {
  if (before === after) return `${path} says so already; nothing was changed.\n`;
  const patch = formatPatch(structuredPatch(path, path, before, after, undefined, undefined, { context: 2 }));
  const lines = patch.slice(Math.max(0, patch.indexOf('--- '))).split('\n');
  const marked = lines.map((line) =>
    line.startsWith('+') ? style.bold(line) : line.startsWith('-') ? style.dim(line) : line,
  );
  return hideSecrets(marked.join('\n'));
}

/** A terminal is looked at, recorded and pasted: of a secret its first letters are enough. */
export const hideSecrets = (text: string): string =>
  text.replace(/\b((?:exq_|sk-|ghp_|xox[a-z]-)[\w-]{4})[\w-]{6,}/g, '$1…');

function tell({ terminal }: Context, outcome: CallOutcome): void {
  const { style } = terminal;
  if (!outcome.ok) {
    terminal.err(`${terminal.errStyle.stop('error:')} ${outcome.status}: ${outcome.said}\n`);
    terminal.err(`${terminal.errStyle.bold('fix:')}   ${outcome.fix}\n`);
    return;
  }
  const facts = [
    outcome.cost && (/^\d/.test(outcome.cost) ? `cost $${outcome.cost}` : `cost ${outcome.cost}`),
    outcome.request_id && `request ${outcome.request_id}`,
  ].filter(Boolean);
  terminal.out(
    `\n${style.bold(outcome.said)} ${outcome.status} in ${outcome.ms} ms${facts.length ? `; ${facts.join(', ')}` : ''}.\n`,
  );
}

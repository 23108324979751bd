import { isDeepStrictEqual } from 'node:util';
import { CliError } from '../../output/index.ts';

/** One value of a settings file, such as `env.ANTHROPIC_BASE_URL`. */
export interface Setting {
  path: readonly string[];
  value: string;
}

/** A way settings are written down. Everything else of the text stays byte for byte. */
export interface Notation {
  /** @throws when the text is not of this notation */
  read(text: string): unknown;
  set(text: string, setting: Setting): string;
  /** Takes a value out; a text without it is left alone. */
  unset(text: string, path: readonly string[]): string;
}

/** The value at a path of what was read; undefined where there is none. */
export function valueAt(read: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined),
    read,
  );
}

/**
 * The text with the settings in it. What was written is read again and compared with what was meant,
 * so that a notation this cannot edit safely is refused and never damaged.
 */
export function withSettings(
  notation: Notation,
  text: string,
  settings: readonly Setting[],
  file: string,
): string {
  const meant = structuredClone(readOrRefuse(notation, text, file) ?? {});
  const missing = settings.filter(({ path, value }) => valueAt(meant, path) !== value);
  for (const setting of missing) place(meant, setting);
  const changed = setAll(notation, text, missing);
  if (changed === null || !readsAs(notation, changed, meant)) throw notEditable(file);
  return changed;
}

/** Null where the notation cannot take the settings, such as a value below what is a text. */
function setAll(notation: Notation, text: string, settings: readonly Setting[]): string | null {
  try {
    return settings.reduce((so, setting) => notation.set(so, setting), text);
  } catch {
    return null;
  }
}

/** The text with settings put back: to what they were, or out where there were none. */
export function withoutSettings(
  notation: Notation,
  text: string,
  settings: readonly (Setting & { before: string | null })[],
  file: string,
): string {
  const now = readOrRefuse(notation, text, file);
  // What somebody set to something else since is theirs.
  const ours = settings.filter(({ path, value }) => valueAt(now, path) === value);
  const back = ours.flatMap(({ path, before }) => (before === null ? [] : [{ path, value: before }]));
  const cleared = ours
    .filter(({ before }) => before === null)
    .reduce((so, { path }) => notation.unset(so, path), text);
  return withSettings(notation, cleared, back, file);
}

function readOrRefuse(notation: Notation, text: string, file: string): unknown {
  try {
    return notation.read(text);
  } catch (cause) {
    const fix = 'Mend the file, or set the values by hand: --print shows them.';
    throw new CliError(`${file} cannot be read: ${(cause as Error).message}`, fix, { cause });
  }
}

function readsAs(notation: Notation, text: string, meant: unknown): boolean {
  try {
    return isDeepStrictEqual(plain(notation.read(text)), plain(meant));
  } catch {
    return false;
  }
}

/** Without the prototypes that parsers give, which compare as different. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value ?? {}, (_, one: unknown) => (typeof one === 'bigint' ? `${one}n` : one)));

function place(root: unknown, { path, value }: Setting): void {
  const names = [...path];
  const last = names.pop();
  let at = root as Record<string, unknown>;
  for (const name of names) {
    at[name] ??= {};
    at = at[name] as Record<string, unknown>;
  }
  if (last !== undefined && typeof at === 'object') at[last] = value;
}

const notEditable = (file: string): CliError =>
  new CliError(
    `${file} is written in a way that cannot be changed here without touching the rest of it`,
    'Nothing was written. Set the values by hand: --print shows them.',
  );

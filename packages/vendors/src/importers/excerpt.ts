type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keys known to hold ids, names and counts. Anything else may be text of a prompt, answer or file. */
const metadata = [
  'type',
  'id',
  'uuid',
  'requestId',
  'sessionId',
  'sessionID',
  'timestamp',
  'model',
  'modelID',
  'providerID',
  'version',
];
const holders = ['message', 'data', 'payload', 'info', 'tokens', 'total_token_usage'];
const maxValue = 60;
const maxExcerpt = 400;

/**
 * The identifying and counting fields of a line, for people who look at the quarantine. Message
 * text never gets through: only known keys are shown, cut to 60 characters, and of counts only
 * what stands under `usage` and the like.
 */
export function excerptOf(line: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return `${Buffer.byteLength(line)} bytes`;
  }
  const found: string[] = [];
  collect(parsed, found, 0);
  return found.join(' ').slice(0, maxExcerpt);
}

function collect(value: unknown, found: string[], depth: number): void {
  if (!isObject(value) || depth > 4) return;
  for (const key of metadata) {
    const text = plain(value[key]);
    if (text !== null) found.push(`${key}=${text}`);
  }
  for (const [key, count] of Object.entries(value)) {
    const counts = /_tokens$/.test(key) ? typeof count !== 'object' : typeof count === 'number';
    if (counts) found.push(`${key}=${String(count).slice(0, 24)}`);
  }
  for (const key of [...holders, 'usage']) collect(value[key], found, depth + 1);
}

function plain(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  return String(value).slice(0, maxValue);
}

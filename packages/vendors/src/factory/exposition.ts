/** One line of an exposition: a metric with its labels and its value, which may be NaN or infinite. */
export interface ExpositionSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Exposition {
  readonly samples: readonly ExpositionSample[];
  /** Lines that are neither a sample nor a comment; the first few, the rest is only counted. */
  readonly faults: readonly { readonly line: number; readonly text: string }[];
  readonly faulty: number;
}

const mostFaults = 5;
const nameAt = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const labelAt = /\s*([a-zA-Z_][a-zA-Z0-9_]*|"(?:[^"\\]|\\.)*")\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,|(?=\}))/y;
/** A value, then perhaps a timestamp, then perhaps an OpenMetrics exemplar, which starts with a hash. */
const valueAt = /[ \t]+(\S+)(?:[ \t]+-?[0-9.eE+]+)?[ \t]*(?:#.*)?$/y;

/**
 * Reads the Prometheus text format, and OpenMetrics as far as it is the same. A line that is broken is
 * left out and told; the others stand, since one bad label must not hide a counter.
 */
export function readExposition(text: string): Exposition {
  const samples: ExpositionSample[] = [];
  const faults: { line: number; text: string }[] = [];
  let faulty = 0;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const sample = readSample(line);
    if (sample) samples.push(sample);
    else if (faulty++ < mostFaults) faults.push({ line: index + 1, text: line.slice(0, 200) });
  }
  return { samples, faults, faulty };
}

function readSample(line: string): ExpositionSample | null {
  nameAt.lastIndex = 0;
  const name = nameAt.exec(line)?.[0];
  if (name === undefined) return null;
  const labels = readLabels(line, name.length);
  if (!labels) return null;
  valueAt.lastIndex = labels.end;
  // A blank is asked for after a bare name; after a brace it may be missing.
  const text =
    valueAt.exec(line)?.[1] ?? (labels.end > name.length ? unspaced(line.slice(labels.end)) : null);
  const value = text === null ? null : numberOf(text);
  return value === null ? null : { name, labels: labels.found, value };
}

const unspaced = (rest: string): string | null => /^(\S+)(?:[ \t]+-?\d+)?$/.exec(rest)?.[1] ?? null;

function readLabels(line: string, from: number): { found: Record<string, string>; end: number } | null {
  if (line[from] !== '{') return { found: {}, end: from };
  const found: Record<string, string> = Object.create(null) as Record<string, string>;
  let at = from + 1;
  for (;;) {
    labelAt.lastIndex = at;
    const label = labelAt.exec(line);
    if (!label) break;
    found[unescaped(label[1] ?? '').replace(/^"|"$/g, '')] = unescaped(label[2] ?? '');
    at = labelAt.lastIndex;
  }
  const close = /\s*\}/y;
  close.lastIndex = at;
  return close.exec(line) ? { found, end: close.lastIndex } : null;
}

const unescaped = (text: string): string =>
  text.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));

const words: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '+inf': Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
};

function numberOf(text: string): number | null {
  const word = words[text.toLowerCase()];
  if (word !== undefined) return word;
  return /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text) ? Number(text) : null;
}

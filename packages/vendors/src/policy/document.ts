import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml';

/** Where something stands in the file: keys and indexes from the top. */
export type FilePath = readonly PropertyKey[];

/** A YAML text as plain values, with the line of everything in it. */
export interface PolicyText {
  value: unknown;
  /** 1-based line of what stands at the path, or of the nearest thing around it. */
  lineOf(path: FilePath): number;
}

export interface SyntaxFault {
  line: number;
  error: string;
}

/** A policy is small text; more aliases than this are an attack, not a convenience. */
const maxAliases = 100;

/** Fields that hold numbers. Every other number is text, so that 2000.10 stays 2000.10. */
const numeric = new Set(['version', 'percent', 'thresholds']);

/** Reads YAML; numbers that are amounts or names keep the digits as written. */
export function readDocument(source: string): PolicyText | SyntaxFault[] {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, schema: 'core' });
  if (document.errors.length > 0) {
    return document.errors.map(({ pos, message }) => ({
      line: lines.linePos(pos[0]).line,
      error: message.split('\n')[0] ?? message,
    }));
  }
  keepDigits(document);
  try {
    return {
      value: document.toJS({ maxAliasCount: maxAliases }),
      lineOf: (path) => lineOf(document, lines, path),
    };
  } catch {
    return [{ line: 1, error: 'too many aliases' }];
  }
}

function keepDigits(document: Document): void {
  visit(document, {
    Pair: (_, { key }) => (!isScalar(key) || numeric.has(String(key.value)) ? visit.SKIP : undefined),
    Scalar: (_, node) => {
      if (typeof node.value === 'number') node.value = node.source ?? String(node.value);
    },
  });
}

function lineOf(document: Document, lines: LineCounter, path: FilePath): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = keyNode(document, path.slice(0, depth)) ?? document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** The key of a pair, whose line a reader looks for even when its value begins below. */
function keyNode(document: Document, path: FilePath): unknown {
  const around = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(around)) return null;
  const found = around.items.find(
    (pair) => isPair(pair) && isScalar(pair.key) && String(pair.key.value) === String(path.at(-1)),
  );
  return found?.key ?? null;
}

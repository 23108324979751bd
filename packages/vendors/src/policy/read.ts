import type { PolicyDraft, PolicyEntry, PolicyFault } from '@exchequer/core/policy';
import { defaultThresholds } from '@exchequer/model';
import { policyFileSchema } from '@exchequer/model/contract';
import { z } from 'zod';
import { readCenters, readRules } from './charging.ts';
import { type FilePath, type PolicyText, readDocument } from './document.ts';
import { readEntry } from './entry.ts';
import { schemaFault } from './fault.ts';
import { amountIn, fault, flatEnvelopeSchema, type Gathering } from './gather.ts';

/** The whole of a policy file: what could be read of it, and everything that could not. */
export interface PolicyReading {
  draft: PolicyDraft;
  faults: PolicyFault[];
}

/** Deeper trees are a mistake; companies have four levels. */
const deepest = 20;
const mostEnvelopes = 20_000;

const headSchema = policyFileSchema.extend({
  envelopes: z.array(z.unknown()),
  purposes: z.array(z.unknown()).max(500, 'more than 500 rules').optional(),
  cost_centres: z.array(z.unknown()).max(2_000, 'more than 2000 cost centres').optional(),
});

/**
 * Reads a policy file. Every fault is named with line, path and fix, all of them at once; envelopes
 * that can be read are in the draft all the same, so that their references can be checked too.
 */
export function readPolicy(source: string): PolicyReading {
  const text = readDocument(source);
  if (Array.isArray(text)) {
    const fix = 'Correct the line; indent with spaces, and quote texts that hold a colon or a #.';
    return nothing(
      text.map(({ line, error }) => fault(line, '', 'not-yaml', `the file is not YAML: ${error}`, fix)),
    );
  }
  const head = headSchema.safeParse(text.value ?? {});
  const faults = head.success ? [] : head.error.issues.flatMap((issue) => schemaFault(issue, [], text));
  const said = (head.success ? head.data : (text.value ?? {})) as Partial<z.infer<typeof headSchema>>;
  const gathering: Gathering = { text, faults, entries: [], ...settled(said, head.success, faults, text) };
  if (Array.isArray(said.envelopes)) readLevel(gathering, said.envelopes, ['envelopes'], null);
  faults.push(...duplicateKeys(gathering.entries));
  const rules = Array.isArray(said.purposes) ? readRules(gathering, said.purposes) : null;
  const centers = Array.isArray(said.cost_centres) ? readCenters(gathering, said.cost_centres) : null;
  faults.sort((a, b) => a.line - b.line);
  return {
    draft: {
      currency: gathering.currency,
      allocation: (head.success && head.data.defaults?.allocation) || 'over_commit',
      entries: gathering.entries,
      rules,
      centers,
      complete: faults.length === 0,
    },
    faults,
  };
}

const nothing = (faults: PolicyFault[]): PolicyReading => ({
  draft: {
    currency: 'USD',
    allocation: 'over_commit',
    entries: [],
    rules: null,
    centers: null,
    complete: false,
  },
  faults,
});

function settled(
  said: Partial<z.infer<typeof headSchema>>,
  readable: boolean,
  faults: PolicyFault[],
  text: PolicyText,
): Pick<Gathering, 'currency' | 'defaults'> {
  const defaults = readable ? said.defaults : undefined;
  const currency = (readable && said.currency) || 'USD';
  const at: FilePath = ['defaults', 'overdraft'];
  return {
    currency,
    defaults: {
      period: defaults?.period ?? 'month',
      enforcement: defaults?.enforcement ?? 'soft',
      thresholds: defaults?.thresholds ?? defaultThresholds,
      overdraft: amountIn(defaults?.overdraft, currency, at, faults, text) ?? 0n,
    },
  };
}

function readLevel(
  gathering: Gathering,
  items: readonly unknown[],
  path: FilePath,
  parentKey: string | null,
): void {
  const { faults, text } = gathering;
  items.forEach((item, index) => {
    const at = [...path, index];
    const line = text.lineOf(at);
    if (at.length > 2 * deepest || gathering.entries.length >= mostEnvelopes) {
      const error = `the tree is deeper than ${deepest} levels, or has more than ${mostEnvelopes} envelopes`;
      faults.push(fault(line, at.join('.'), 'too-large', error, 'Split the policy over several companies.'));
      return;
    }
    const parsed = flatEnvelopeSchema.safeParse(item);
    if (!parsed.success) {
      faults.push(...parsed.error.issues.flatMap((issue) => schemaFault(issue, at, text)));
    } else {
      const entry = readEntry(gathering, parsed.data, at, parentKey);
      if (entry) gathering.entries.push(entry);
    }
    const { children, key } = (item ?? {}) as { children?: unknown; key?: unknown };
    if (Array.isArray(children)) readLevel(gathering, children, [...at, 'children'], String(key ?? ''));
  });
}

function duplicateKeys(entries: readonly PolicyEntry[]): PolicyFault[] {
  const first = new Map<string, PolicyEntry>();
  return entries.flatMap((entry) => {
    const known = first.get(entry.key);
    if (!known) {
      first.set(entry.key, entry);
      return [];
    }
    const error = `the key ${entry.key} stands at line ${known.lines.key ?? known.line} already`;
    const fix = 'Give each envelope a key of its own.';
    return [fault(entry.lines.key ?? entry.line, `${entry.path}.key`, 'key-twice', error, fix)];
  });
}

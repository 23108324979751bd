import type { UsageReading } from '@exchequer/model';
import { type Dict, isDict, readUsage, textOf } from '../answer.ts';

/** Most passes of one call that are looked at. */
const mostIterations = 1000;

const iterationsOf = (usage: Dict): Dict[] =>
  Array.isArray(usage.iterations) ? usage.iterations.slice(0, mostIterations).filter(isDict) : [];

/** The model that wrote the answer after another one declined; empty where none did. */
export const servedBy = (usage: Dict): string =>
  textOf(iterationsOf(usage).findLast(({ type }) => type === 'fallback_message')?.model);

/**
 * Passes of a call that its top-level usage leaves out because another model made them: advisors, and
 * attempts that a fallback replaced. Compactions are counted with the call itself.
 */
export function partsOf(usage: Dict, model: string): UsageReading['parts'] {
  return iterationsOf(usage).flatMap((pass) => {
    const by = textOf(pass.model);
    const apart = pass.type === 'advisor_message' ? by !== '' : by !== '' && by !== model;
    if (!apart || pass.type === 'compaction') return [];
    const read = readUsage(pass, 'anthropic');
    return read ? [{ model: by, counts: read.counts }] : [];
  });
}

import type { CenterEntry, PolicyFault, RuleEntry } from '@exchequer/core/policy';
import { overlap } from '@exchequer/core/workforce';
import { policyCostCentreSchema, policyRuleSchema } from '@exchequer/model/contract';
import type { z } from 'zod';
import type { FilePath, PolicyText } from './document.ts';
import { schemaFault } from './fault.ts';
import { fault } from './gather.ts';

/** What a section is read with. */
interface Reading {
  text: PolicyText;
  faults: PolicyFault[];
}

/** The purpose rules of a file in their order, as far as they can be read. */
export function readRules(reading: Reading, items: readonly unknown[]): RuleEntry[] {
  const rules = readItems(reading, items, 'purposes', policyRuleSchema, toRule);
  reading.faults.push(...keysTwice(rules, () => true));
  return rules;
}

/** The cost centres of a file, as far as they can be read. */
export function readCenters(reading: Reading, items: readonly unknown[]): CenterEntry[] {
  const centers = readItems(reading, items, 'cost_centres', policyCostCentreSchema, toCenter);
  // One key may have another name, or other teams, from a day on.
  reading.faults.push(...keysTwice(centers, overlap));
  return centers;
}

type Place = Pick<RuleEntry, 'path' | 'line' | 'lines'>;

function readItems<S extends z.ZodType, T>(
  { text, faults }: Reading,
  items: readonly unknown[],
  section: string,
  schema: S,
  make: (written: z.infer<S>, place: Place) => T,
): T[] {
  return items.flatMap((item, index) => {
    const at: FilePath = [section, index];
    const parsed = schema.safeParse(item);
    if (!parsed.success) {
      faults.push(...parsed.error.issues.flatMap((issue) => schemaFault(issue, at, text)));
      return [];
    }
    return [make(parsed.data, placeOf(item, at, text))];
  });
}

/** Lines of the fields; conditions of a rule are found by their own name. */
function placeOf(item: unknown, at: FilePath, text: PolicyText): Place {
  const { match, ...fields } = item as Record<string, unknown>;
  const line = (path: FilePath) => text.lineOf([...at, ...path]);
  const conditions = Object.keys(match && typeof match === 'object' ? match : {});
  return {
    path: at.map(String).join('.'),
    line: text.lineOf(at),
    lines: {
      ...Object.fromEntries(conditions.map((name) => [name, line(['match', name])])),
      ...Object.fromEntries(Object.keys(fields).map((name) => [name, line([name])])),
    },
  };
}

function toRule(written: z.infer<typeof policyRuleSchema>, place: Place): RuleEntry {
  const { key, match = {}, purpose, valid_from: validFrom, valid_to: validTo, note } = written;
  return {
    ...place,
    key,
    purpose,
    teams: match.teams ?? [],
    match: {
      project: match.project ?? '',
      repo: match.repo ?? '',
      workflow: match.workflow ?? '',
      agent: match.agent ?? '',
      service: match.service ?? '',
      tool: match.tool ?? '',
      provider: match.provider ?? '',
      costCenterClaim: match.cost_centre_claim ?? '',
    },
    validFrom: validFrom ?? null,
    validTo: validTo ?? null,
    note: note ?? '',
  };
}

function toCenter(written: z.infer<typeof policyCostCentreSchema>, place: Place): CenterEntry {
  const { key, name, teams, claims, valid_from: validFrom, valid_to: validTo } = written;
  return {
    ...place,
    key,
    name,
    teams: teams ?? [],
    claims: claims ?? [],
    isDefault: written.default ?? false,
    validFrom: validFrom ?? null,
    validTo: validTo ?? null,
  };
}

function keysTwice<T extends RuleEntry | CenterEntry>(
  entries: readonly T[],
  clash: (one: T, other: T) => boolean,
): PolicyFault[] {
  const seen = new Map<string, T[]>();
  return entries.flatMap((entry) => {
    const before = seen.get(entry.key) ?? [];
    seen.set(entry.key, [...before, entry]);
    const known = before.find((other) => clash(other, entry));
    if (!known) return [];
    const error = `the key ${entry.key} stands at line ${known.lines.key ?? known.line} already`;
    const fix = 'Give each one a key of its own.';
    return [fault(entry.lines.key ?? entry.line, `${entry.path}.key`, 'key-twice', error, fix)];
  });
}

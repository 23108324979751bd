import type { PolicyFault } from '@exchequer/core/policy';
import {
  policyCostCentreSchema,
  policyEnvelopeSchema,
  policyFileSchema,
  policyRuleMatchSchema,
  policyRuleSchema,
} from '@exchequer/model/contract';
import type { z } from 'zod';
import type { FilePath, PolicyText } from './document.ts';

const envelopeFields = Object.keys(policyEnvelopeSchema.shape);
const fileFields = Object.keys(policyFileSchema.shape);
const ruleFields = Object.keys(policyRuleSchema.shape);
const matchFields = Object.keys(policyRuleMatchSchema.shape);
const centreFields = Object.keys(policyCostCentreSchema.shape);

/** The fields that may stand at a place; none where that is not told here. */
function fieldsAt(around: FilePath, isItem: boolean): readonly string[] {
  if (around.length === 0) return fileFields;
  if (around[0] === 'purposes') return isItem ? ruleFields : matchFields;
  if (!isItem) return [];
  return around[0] === 'cost_centres' ? centreFields : envelopeFields;
}

/** What the schema says of a value, as line, path, what and fix; an unknown field each on its own. */
export function schemaFault(issue: z.core.$ZodIssue, base: FilePath, text: PolicyText): PolicyFault[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownField(key, path, base.length > 0 && issue.path.length === 0, text));
  }
  const { error, fix } = wording(issue, path, valueAt(text.value, path));
  return [{ line: text.lineOf(path), path: path.join('.'), code: 'not-valid', error, fix }];
}

function unknownField(key: string, around: FilePath, isItem: boolean, text: PolicyText): PolicyFault {
  const path = [...around, key];
  const known = fieldsAt(around, isItem);
  const near = known.find((field) => distance(field, key) <= 2);
  const fix = /^\d+$/.test(key)
    ? 'Inside braces a comma ends the value: quote the amount, such as "$1,000".'
    : near
      ? `Did you mean \`${near}\`?`
      : known.length > 0
        ? `Remove it; the fields here are ${known.join(', ')}.`
        : 'Remove it; `exchequer policy schema` lists every field.';
  return {
    line: text.lineOf(path),
    path: path.join('.'),
    code: 'field-unknown',
    error: `there is no field \`${key}\` here`,
    fix,
  };
}

function wording(issue: z.core.$ZodIssue, path: FilePath, value: unknown): { error: string; fix: string } {
  const field = String(path.at(-1) ?? 'file');
  if (value === undefined) return { error: `\`${field}\` is missing`, fix: missingFix(field) };
  const shown = typeof value === 'object' ? 'this' : JSON.stringify(value);
  if (issue.code === 'invalid_value') {
    const [first = '', ...more] = issue.values.map(String);
    const fix =
      more.length > 0 ? `Write one of ${[first, ...more].join(', ')}.` : `Write \`${field}: ${first}\`.`;
    return { error: `${shown} is no ${field}`, fix };
  }
  if (amounts.has(field)) {
    const negative = String(value).trim().startsWith('-');
    return {
      error: negative ? `${shown} is negative` : `${shown} is no amount`,
      fix: 'Write an amount such as $2,000 or 2000.50 USD, with at most 12 decimals.',
    };
  }
  const known = fieldFixes[field];
  if (field === 'key') return { error: `${shown} is no key`, fix: known ?? schemaHint };
  return { error: `\`${field}\`: ${issue.message}`, fix: known ?? schemaHint };
}

const schemaHint = 'See `exchequer policy schema` for what may stand here.';
const amounts = new Set(['limit', 'overdraft', 'cap']);

const fieldFixes: Record<string, string> = {
  key: 'Write small letters, digits, dot, dash or underscore, such as platform-team.',
  thresholds: 'Write percents of the limit from 1 to 1000, such as [50, 80, 95].',
  percent: 'Write a whole number from 0 to 100.',
  starts_on: 'Write a day such as 2026-01-01.',
  ends_on: 'Write a day such as 2026-04-01; it is the first day that is not in the period.',
  envelopes: 'Write a list: each envelope begins with a dash.',
  children: 'Write a list: each envelope begins with a dash.',
  purposes: 'Write a list, [] for none; leave it out where the web app keeps the rules.',
  cost_centres: 'Write a list, [] for none; leave it out where the web app keeps them.',
  teams: 'Write a list, such as [Engineering, Support].',
  claims: 'Write a list of texts, such as [4711, R&D].',
  valid_from: 'Write a day such as 2026-01-01.',
  valid_to: 'Write a day such as 2026-04-01; it is the first day that it holds no more.',
  closed: 'Write true or false.',
};

function missingFix(field: string): string {
  if (field === 'version') return 'Write `version: 1` at the top.';
  if (field === 'envelopes') return 'List the envelopes under `envelopes:`.';
  return fieldFixes[field] ?? `Add \`${field}:\`.`;
}

function valueAt(value: unknown, path: FilePath): unknown {
  return path.reduce<unknown>(
    (at, part) =>
      typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined,
    value,
  );
}

/** Letters to change, add or drop until one word is the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

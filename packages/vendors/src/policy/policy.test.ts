import { readFileSync } from 'node:fs';
import { policyFileSchema, policyJsonSchema } from '@exchequer/model/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readPolicy, writePolicy } from './index.ts';
import { readAmount } from './money.ts';

const good = `# yaml-language-server: $schema=https://exchequer.example/schema/policy.json
version: 1
defaults:
  enforcement: hard
  thresholds: [50, 90]
  overdraft: $5
  allocation: strict
envelopes:
  - key: company
    name: Company
    kind: company
    limit: 40,000.10 USD
    children:
      - key: platform
        name: Platform
        kind: team
        covers: Engineering / Platform
        limit: 2000.10
        period: week
        enforcement: soft
        rollover: { percent: 25, cap: $500 }
        owner: ada@example.com
      - key: 2026
        name: 007
        kind: project
        covers: 007
        limit: 1
        period: custom
        starts_on: 2026-01-01
        ends_on: 2026-04-01
`;

const places = (text: string) =>
  readPolicy(text).faults.map(({ line, path, code }) => `${line} ${path} ${code}`);

describe('a policy file', () => {
  test('gives its envelopes, exact amounts, defaults filled in, and the line of every field', () => {
    const { draft, faults } = readPolicy(good);
    expect(faults).toEqual([]);
    expect(draft).toMatchObject({ currency: 'USD', allocation: 'strict', complete: true });
    const [company, platform, project] = draft.entries;
    expect(company).toMatchObject({
      key: 'company',
      limit: 40_000_100_000_000_000n,
      period: 'month',
      enforcement: 'hard',
      thresholds: [50, 90],
      overdraft: 5_000_000_000_000n,
      parentKey: null,
      line: 9,
    });
    expect(platform).toMatchObject({
      parentKey: 'company',
      covers: 'Engineering / Platform',
      limit: 2_000_100_000_000_000n,
      period: 'week',
      enforcement: 'soft',
      rollover: { percent: 25, cap: 500_000_000_000_000n },
      owner: 'ada@example.com',
      path: 'envelopes.0.children.0',
    });
    expect(platform?.lines.limit).toBe(18);
    // Digits are kept as written, so that ids and names with leading zeros are not numbers.
    expect(project).toMatchObject({
      key: '2026',
      name: '007',
      covers: '007',
      custom: { startsOn: '2026-01-01', endsOn: '2026-04-01' },
    });
  });

  test('names line, path, what and fix of all faults at once', () => {
    const { faults, draft } = readPolicy(`version: 2
colour: red
envelopes:
  - key: Company
    name: Company
    kind: firm
    limit: -5
  - key: ok
    name: Fine
    kind: company
    covers: all of it
    limit: €5
  - key: team
    name: Team
    kind: team
    limt: 5
    children:
      - key: ok
        name: ""
        kind: project
        covers: p
        limit: 3 EUR
        thresholds: [80, 50]
        starts_on: 2026-01-01
`);
    expect(draft.complete).toBe(false);
    expect(faults.map(({ line, path, error }) => `${line} ${path}: ${error}`)).toEqual([
      '1 version: 2 is no version',
      '2 colour: there is no field `colour` here',
      '4 envelopes.0.key: "Company" is no key',
      '6 envelopes.0.kind: "firm" is no kind',
      '7 envelopes.0.limit: "-5" is negative',
      '12 envelopes.1.limit: "€5" is no amount',
      '16 envelopes.2.limt: there is no field `limt` here',
      '19 envelopes.2.children.0.name: `name`: it is empty',
    ]);
    expect(faults.find(({ path }) => path.endsWith('limt'))?.fix).toBe('Did you mean `limit`?');
    expect(faults.every(({ fix }) => fix.length > 10)).toBe(true);
  });

  test('whose fields disagree is told where', () => {
    const entry = (fields: string) =>
      `version: 1\nenvelopes:\n  - key: a\n    name: A\n${fields.replace(/^/gm, '    ')}\n`;
    expect(places(entry('kind: company\ncovers: x\nlimit: 1'))).toEqual([
      '6 envelopes.0.covers cover-not-wanted',
    ]);
    expect(places(entry('kind: team\nlimit: 1'))).toEqual(['3 envelopes.0.covers cover-missing']);
    expect(places(entry('kind: company'))).toEqual(['3 envelopes.0.limit limit-missing']);
    expect(places(entry('kind: company\nclosed: true'))).toEqual([]);
    expect(places(entry('kind: company\nlimit: 3 EUR'))).toEqual(['6 envelopes.0.limit currency-mismatch']);
    expect(places(entry('kind: company\nlimit: $3 EUR'))).toEqual(['6 envelopes.0.limit amount-unreadable']);
    expect(places(entry('kind: company\nlimit: 1\nthresholds: [80, 50]'))).toEqual([
      '7 envelopes.0.thresholds thresholds-order',
    ]);
    expect(
      places(entry('kind: company\nlimit: 1\nperiod: custom\nstarts_on: 2026-02-01\nends_on: 2026-01-01')),
    ).toEqual(['9 envelopes.0.ends_on days-order']);
    expect(places(entry('kind: company\nlimit: 1\nstarts_on: 2026-02-01'))).toEqual([
      '7 envelopes.0.starts_on days-not-wanted',
    ]);
    const child = '- key: b\n  name: B\n  kind: team\n  covers: t\n  limit: 1\n  under: env_1'.replace(
      /^/gm,
      '  ',
    );
    expect(places(entry(`kind: company\nlimit: 1\nchildren:\n${child}`))).toEqual([
      '13 envelopes.0.children.0.under parent-twice',
    ]);
  });

  test('with an amount that a comma cuts in two is told to quote it', () => {
    const cut = good.replace('cap: $500', 'cap: $1,500');
    expect(readPolicy(cut).faults).toMatchObject([
      { line: 21, fix: expect.stringContaining('quote the amount') },
    ]);
    expect(readPolicy(good.replace('cap: $500', 'cap: "$1,500"')).faults).toEqual([]);
  });

  test('with one key twice is refused, naming both lines', () => {
    const { faults } = readPolicy(good.replace('key: platform', 'key: company'));
    expect(faults).toMatchObject([{ line: 14, code: 'key-twice', error: expect.stringContaining('line 9') }]);
  });

  test('that is no YAML, holds a field twice, or explodes by aliases is refused', () => {
    expect(readPolicy('envelopes:\n  - key: "a\n').faults[0]).toMatchObject({ code: 'not-yaml' });
    expect(readPolicy('version: 1\nversion: 1\nenvelopes: []\n').faults[0]).toMatchObject({
      line: 2,
      code: 'not-yaml',
    });
    expect(readPolicy('- a\n- b\n').faults).not.toEqual([]);
    expect(readPolicy('').faults.map(({ path }) => path)).toEqual(['version', 'envelopes']);
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (let i = 1; i < 9; i++) {
      const [before, at] = [String.fromCharCode(96 + i), String.fromCharCode(97 + i)];
      bomb.push(`${at}: &${at} [${Array(9).fill(`*${before}`).join(',')}]`);
    }
    expect(readPolicy(bomb.join('\n')).faults).not.toEqual([]);
  });

  test('is never a reason to throw', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((s) => `version: 1\nenvelopes:\n  - key: a\n    ${s}`),
      fc.string().map((s) => `version: 1\nenvelopes: ${s}`),
    );
    fc.assert(
      fc.property(text, (source) => {
        const { draft, faults } = readPolicy(source);
        expect(draft.complete).toBe(faults.length === 0);
        for (const { line } of faults) expect(line).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });
});

describe('an amount', () => {
  test('is read exactly, in the currency that it names', () => {
    expect(readAmount('$2,000')).toEqual({ amount: 2_000_000_000_000_000n, currency: 'USD' });
    expect(readAmount('2000.000000000001 EUR')).toEqual({ amount: 2_000_000_000_000_001n, currency: 'EUR' });
    expect(readAmount('EUR 1,234,567.5')).toEqual({ amount: 1_234_567_500_000_000_000n, currency: 'EUR' });
    expect(readAmount('0')).toEqual({ amount: 0n, currency: null });
    for (const wrong of ['', '-1', '1e3', '1,00', '1.2.3', '2k', '1.0000000000001', 'USD', '$', '1,2345']) {
      expect([wrong, readAmount(wrong)]).toEqual([wrong, null]);
    }
  });
});

test('the JSON Schema knows every field of the validator, with a description', () => {
  const schema = policyJsonSchema() as {
    properties: object;
    definitions: { envelope: { properties: Record<string, { description?: string }>; required: string[] } };
  };
  expect(Object.keys(schema.properties)).toEqual(Object.keys(policyFileSchema.shape));
  const { properties, required } = schema.definitions.envelope;
  expect(required).toEqual(['key', 'name', 'kind']);
  expect(Object.keys(properties)).toContain('children');
  for (const [name, { description }] of Object.entries(properties)) {
    if (name !== 'kind' && name !== 'children')
      expect([name, description]).toEqual([name, expect.any(String)]);
  }
});

test('the example policy can be read, and reads the same after it is written', () => {
  const example = new URL('../../../../docs/examples/policy.yaml', import.meta.url);
  const { draft, faults } = readPolicy(readFileSync(example, 'utf8'));
  expect(faults).toEqual([]);
  expect(draft.entries.map(({ key }) => key)).toHaveLength(12);
  const file = policyFileSchema.parse(parse(readFileSync(example, 'utf8')));
  const written = writePolicy(file, { baseUrl: 'https://exchequer.example/', comments: ['An example'] });
  expect(written.split('\n').slice(0, 2)).toEqual([
    '# yaml-language-server: $schema=https://exchequer.example/schema/policy.json',
    '# An example',
  ]);
  const again = readPolicy(written);
  expect(again.faults).toEqual([]);
  const plain = (entries: typeof draft.entries) =>
    entries.map(({ line: _line, lines: _lines, ...rest }) => rest);
  expect(plain(again.draft.entries)).toEqual(plain(draft.entries));
});

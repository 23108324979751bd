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

describe('purposes and cost centres', () => {
  const file = `version: 1
envelopes: []
purposes:
  - key: support
    match: { teams: [Support, 77], project: 007, cost_centre_claim: "R&D*" }
    purpose: cost_of_revenue
    valid_from: 2026-01-01
  - key: rest
    purpose: general_and_administrative
    note: What nothing else names
cost_centres:
  - key: 4711
    name: Support
    teams: [Support]
    claims: [140, "R&D"]
    default: true
`;

  test('are read with the line of every field, and left to the web app where they are left out', () => {
    const { draft, faults } = readPolicy(file);
    expect(faults).toEqual([]);
    expect(draft.rules?.[0]).toMatchObject({
      key: 'support',
      teams: ['Support', '77'],
      match: { project: '007', repo: '', costCenterClaim: 'R&D*' },
      purpose: 'cost_of_revenue',
      validFrom: '2026-01-01',
      validTo: null,
      path: 'purposes.0',
      line: 4,
      lines: { teams: 5, purpose: 6, valid_from: 7 },
    });
    expect(draft.centers).toMatchObject([{ key: '4711', claims: ['140', 'R&D'], isDefault: true, line: 12 }]);
    const without = readPolicy('version: 1\nenvelopes: []\npurposes: []\n').draft;
    expect([without.rules, without.centers]).toEqual([[], null]);
  });

  test('are told all their faults at once', () => {
    const wrong = `version: 1
envelopes: []
purposes:
  - key: a
    purpose: fun
  - key: a
    match: { team: Support }
    purpose: cost_of_revenue
  - key: b
    purpose: cost_of_revenue
  - key: b
    purpose: cost_of_revenue
    valid_from: soon
  - key: b
    purpose: cost_of_revenue
cost_centres:
  - key: CC 1
    name: One
  - key: cc-2
    name: Two
    teams: Support
  - key: cc-3
    name: Old
    valid_to: 2026-07-01
  - key: cc-3
    name: New
    valid_from: 2026-07-01
  - key: cc-3
    name: Newer
    valid_from: 2026-08-01
`;
    const { faults, draft } = readPolicy(wrong);
    expect(faults.map(({ line, path, error }) => `${line} ${path}: ${error}`)).toEqual([
      '5 purposes.0.purpose: "fun" is no purpose',
      '7 purposes.1.match.team: there is no field `team` here',
      '13 purposes.3.valid_from: `valid_from`: Invalid ISO date',
      '14 purposes.4.key: the key b stands at line 9 already',
      '17 cost_centres.0.key: "CC 1" is no key',
      '21 cost_centres.1.teams: `teams`: Invalid input: expected array, received string',
      '28 cost_centres.4.key: the key cc-3 stands at line 25 already',
    ]);
    expect(faults[1]?.fix).toBe('Did you mean `teams`?');
    expect(draft.complete).toBe(false);
    expect(readPolicy('version: 1\nenvelopes: []\npurposes:\n').faults).toMatchObject([
      { line: 3, path: 'purposes', fix: expect.stringContaining('leave it out') },
    ]);
  });

  test('read the same after they are written', () => {
    const written = writePolicy(policyFileSchema.parse(parse(file.replace(/77|007|4711|140/g, '"$&"'))), {
      baseUrl: 'https://exchequer.example',
    });
    expect(written).toContain('match: { teams: [ Support, "77" ]');
    const plain = (read: ReturnType<typeof readPolicy>) =>
      [...(read.draft.rules ?? []), ...(read.draft.centers ?? [])].map(
        ({ line: _line, lines: _lines, ...rest }) => rest,
      );
    expect(readPolicy(written).faults).toEqual([]);
    expect(plain(readPolicy(written))).toEqual(plain(readPolicy(file)));
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
  expect([draft.rules?.length, draft.centers?.length]).toEqual([6, 4]);
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

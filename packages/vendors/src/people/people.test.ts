import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPeopleCsv, readPeopleYaml } from './index.ts';

describe('a CSV of people', () => {
  test('gives a worker per row, with memberships and identities', () => {
    const { draft, errors } = readPeopleCsv(
      '\uFEFFname, email ,team,team_from,kind,os_user\n' +
        '"Lovelace, Ada",ada@x.test;al@x.test,Engineering / Platform,2026-01-01,,ada\n\n' +
        'nightly,,,,Agent,\n',
    );
    expect(errors).toEqual([]);
    expect(draft.workers).toMatchObject([
      {
        row: 2,
        name: 'Lovelace, Ada',
        kind: null,
        memberships: [{ team: ['Engineering', 'Platform'], validFrom: '2026-01-01', validTo: null }],
        identities: [
          { kind: 'email', value: 'ada@x.test' },
          { kind: 'email', value: 'al@x.test' },
          { kind: 'os_user', value: 'ada' },
        ],
      },
      { row: 4, name: 'nightly', kind: 'agent', memberships: [], identities: [] },
    ]);
  });

  test('names line and column of every fault and keeps the good rows', () => {
    const { draft, errors } = readPeopleCsv(
      'name,kind,active_from,team,team_from\nAda,person,2026-02-30,,\n,robot,,,2026-01-01\nBob,,,,\nEve,a,b,c,d,e\n',
    );
    expect(draft.workers.map(({ name }) => name)).toEqual(['Bob']);
    expect(errors.map(({ row, column }) => `${row} ${column}`)).toEqual([
      '5 ',
      '2 active_from',
      '3 name',
      '3 kind',
      '3 team',
    ]);
  });

  test('with a column that nobody knows is refused, with the columns there are', () => {
    const { draft, errors } = readPeopleCsv('name,mail\nAda,a@b\n');
    expect(draft.workers).toEqual([]);
    expect(errors).toMatchObject([{ row: 1, column: 'mail', fix: expect.stringContaining('email') }]);
    expect(readPeopleCsv('email\na@b').errors).toMatchObject([{ column: 'name' }]);
    expect(readPeopleCsv('').errors).toMatchObject([{ row: 1, column: 'name' }]);
  });

  test('with an open quote names its line', () => {
    expect(readPeopleCsv('name\n"Ada\nBob\n').errors).toMatchObject([
      { error: expect.stringContaining('not CSV') },
    ]);
  });
});

describe('a YAML of people', () => {
  test('gives teams, workers, dated memberships and identities', () => {
    const { draft, errors } = readPeopleYaml(`teams:
  - name: Engineering / Platform
    from: 2025-01-01
workers:
  - name: Ada
    external_id: 7
    team: Platform
    identities:
      email: ada@x.test
      api_key:
        - { value: k1, to: 2026-01-01 }
  - name: nightly
    kind: agent
    owner: Ada
    memberships:
      - { team: Engineering, from: 2026-02-01 }
`);
    expect(errors).toEqual([]);
    expect(draft.teams).toEqual([
      { row: 2, path: ['Engineering', 'Platform'], externalId: '', validFrom: '2025-01-01', validTo: null },
    ]);
    expect(draft.workers).toMatchObject([
      {
        row: 5,
        externalId: '7',
        memberships: [{ team: ['Platform'], validFrom: null }],
        identities: [
          { kind: 'email', value: 'ada@x.test', validTo: null },
          { kind: 'api_key', value: 'k1', validTo: '2026-01-01' },
        ],
      },
      {
        row: 12,
        kind: 'agent',
        owner: 'Ada',
        memberships: [{ team: ['Engineering'], validFrom: '2026-02-01' }],
      },
    ]);
  });

  test('names the line of a wrong value, an unknown key and broken syntax', () => {
    const wrong = readPeopleYaml(
      'workers:\n  - name: Ada\n    active_from: soon\n  - name: Bob\n    mail: b@x\n',
    );
    expect(wrong.errors.map(({ row, column }) => [row, column])).toEqual([
      [3, 'workers.0.active_from'],
      [4, 'workers.1'],
    ]);
    expect(readPeopleYaml('workers:\n  - name: "Ada\n').errors[0]).toMatchObject({
      error: expect.stringContaining('not YAML'),
    });
    expect(readPeopleYaml('- just\n- a list\n').errors).toMatchObject([{ row: 1 }]);
  });

  test('that explodes by aliases is refused', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (let i = 1; i < 9; i++) {
      const [before, at] = [String.fromCharCode(96 + i), String.fromCharCode(97 + i)];
      bomb.push(`${at}: &${at} [${Array(9).fill(`*${before}`).join(',')}]`);
    }
    expect(readPeopleYaml(bomb.join('\n')).errors).not.toEqual([]);
  });
});

test('no text makes a reader throw', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string().map((s) => `name,email\n${s}`),
    fc.string().map((s) => `workers:\n  - ${s}`),
  );
  fc.assert(
    fc.property(text, (source) => {
      for (const read of [readPeopleCsv, readPeopleYaml]) {
        const { draft, errors } = read(source);
        expect(Array.isArray(draft.workers)).toBe(true);
        for (const { row } of errors) expect(row).toBeGreaterThan(0);
      }
    }),
    { numRuns: 500 },
  );
});

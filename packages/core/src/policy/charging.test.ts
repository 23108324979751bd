import { describe, expect, test } from 'vitest';
import type { CostCenter, PurposeRule } from '../charge/index.ts';
import {
  type CenterEntry,
  type ChargingFacts,
  exportCharging,
  planCharging,
  type RuleEntry,
  sectionSummary,
} from './index.ts';
import { draftOf, people } from './testing/index.ts';

const anything = {
  project: '',
  repo: '',
  workflow: '',
  agent: '',
  service: '',
  tool: '',
  provider: '',
  costCenterClaim: '',
};
const place = (key: string, line: number) => ({ key, path: key, line, lines: {} });

const ruleEntry = (key: string, change: Partial<RuleEntry> = {}): RuleEntry => ({
  ...place(key, 7),
  teams: [],
  match: anything,
  purpose: 'research_and_development',
  validFrom: null,
  validTo: null,
  note: '',
  ...change,
});
const centerEntry = (key: string, change: Partial<CenterEntry> = {}): CenterEntry => ({
  ...place(key, 9),
  name: key,
  teams: [],
  claims: [],
  isDefault: false,
  validFrom: null,
  validTo: null,
  ...change,
});
const rule = (id: string, change: Partial<PurposeRule> = {}): PurposeRule => ({
  id,
  match: { ...anything, teamIds: [] },
  purpose: 'research_and_development',
  validFrom: null,
  validTo: null,
  note: '',
  ...change,
});
const center = (key: string, change: Partial<CostCenter> = {}): CostCenter => ({
  key,
  name: key,
  teamIds: [],
  claims: [],
  validFrom: null,
  validTo: null,
  ...change,
});

const facts = (change: Partial<ChargingFacts> = {}): ChargingFacts => ({
  rules: [],
  rulesManagedBy: 'web',
  centers: { centers: [], defaultKey: '' },
  centersManagedBy: 'web',
  ...change,
});

describe('purposes and cost centres of a file', () => {
  test('that gives neither leave both to the web app', () => {
    const plan = planCharging(facts({ rules: [rule('a')] }), draftOf([]), people);
    expect(plan).toEqual({ faults: [], rules: null, centers: null });
  });

  test('are told as added, changed, moved, removed and as they are', () => {
    const standing = facts({
      rules: ['a', 'b', 'c', 'd', 'old'].map((id) => rule(id)),
      rulesManagedBy: 'file',
    });
    const rules = [
      ruleEntry('d'),
      ruleEntry('a'),
      ruleEntry('b', { teams: ['Engineering / Platform'], note: 'Why' }),
      ruleEntry('new'),
      ruleEntry('c'),
    ];
    const plan = planCharging(standing, draftOf([], { rules }), people);
    expect(plan.faults).toEqual([]);
    expect(plan.rules?.changes.map(({ action, key }) => `${action} ${key}`)).toEqual([
      'move d',
      'same a',
      'change b',
      'add new',
      'same c',
      'remove old',
    ]);
    expect(plan.rules?.changes[0]?.fields).toEqual([{ field: 'position', from: '4', to: '1' }]);
    expect(plan.rules?.changes[2]?.fields).toEqual([
      { field: 'teams', from: null, to: 'Engineering / Platform' },
      { field: 'note', from: null, to: 'Why' },
    ]);
    expect(plan.rules && sectionSummary(plan.rules)).toEqual({
      ownership: 'keep',
      add: 1,
      change: 1,
      move: 1,
      remove: 1,
      same: 2,
    });
    expect(plan.rules?.set[2]?.match.teamIds).toEqual(['team_2']);
  });

  test('that the file stops giving go back to the web app as they are, unless it cannot be read whole', () => {
    const standing = facts({ rules: [rule('a')], rulesManagedBy: 'file' });
    const plan = planCharging(standing, draftOf([]), people);
    expect(plan.rules).toMatchObject({ ownership: 'release', changes: [{ action: 'same' }] });
    expect(planCharging(standing, draftOf([], { complete: false }), people).rules).toBeNull();
    // An empty section is no missing one: it takes every rule away.
    expect(planCharging(standing, draftOf([], { rules: [] }), people).rules).toMatchObject({
      ownership: 'keep',
      changes: [{ action: 'remove', key: 'a' }],
    });
  });

  test('are refused with every fault at its line', () => {
    const rules = [
      ruleEntry('a', { teams: ['Nowhere', 'Platform'], lines: { teams: 12 } }),
      ruleEntry('b', { validFrom: '2026-02-01', validTo: '2026-01-01' }),
    ];
    const centers = [
      centerEntry('cc-1', { teams: ['Sales'], claims: ['R&D'], isDefault: true }),
      centerEntry('cc-2', { teams: ['team_3'], claims: ['r&d'], isDefault: true, lines: { claims: 21 } }),
      centerEntry('cc-3', { claims: ['CC-1'] }),
    ];
    const { faults } = planCharging(facts(), draftOf([], { rules, centers }), people);
    expect(faults.map(({ line, path, code }) => `${line} ${path} ${code}`)).toEqual([
      '12 a.teams team-unknown',
      '12 a.teams team-ambiguous',
      '7 b.valid_to validity-empty',
      '9 cc-2.teams cost-centre-ambiguous',
      '21 cc-2.claims cost-centre-ambiguous',
      '9 cc-3.claims cost-centre-ambiguous',
      '9 cc-2.default default-twice',
    ]);
    expect(faults.every(({ fix }) => fix.length > 10)).toBe(true);
  });

  test('may give one team to cost centres that follow each other', () => {
    const centers = [
      centerEntry('cc-1', { teams: ['Sales'], validTo: '2026-07-01' }),
      centerEntry('cc-2', { teams: ['Sales'], validFrom: '2026-07-01' }),
      centerEntry('cc-1', { name: 'Anew', validFrom: '2026-07-01', isDefault: true }),
    ];
    const plan = planCharging(facts(), draftOf([], { centers }), people);
    expect(plan.faults).toEqual([]);
    expect(plan.centers?.set.defaultKey).toBe('cc-1');
    const again = planCharging(
      facts({ centers: plan.centers?.set ?? { centers: [], defaultKey: '' }, centersManagedBy: 'file' }),
      draftOf([], { centers: [...centers].reverse() }),
      people,
    );
    // Order says nothing among cost centres; the spans of one key are told apart by theirs.
    expect(again.centers?.changes.map(({ action, key }) => `${action} ${key}`)).toEqual([
      'change cc-1',
      'same cc-2',
      'change cc-1',
    ]);
  });
});

describe('an export of purposes and cost centres', () => {
  const standing = facts({
    rules: [
      rule('any', { note: 'The rest' }),
      rule('sales', {
        match: { ...anything, teamIds: ['team_4'], costCenterClaim: 'S*' },
        validFrom: '2026-01-01',
      }),
    ],
    centers: {
      centers: [center('cc-1', { claims: ['4711'] }), center('cc-2', { teamIds: ['team_2'] })],
      defaultKey: 'cc-2',
    },
    centersManagedBy: 'file',
  });

  test('says all of it as people do', () => {
    expect(exportCharging(standing, people, 'all')).toEqual({
      purposes: [
        { key: 'any', purpose: 'research_and_development', note: 'The rest' },
        {
          key: 'sales',
          match: { teams: ['Sales / Platform'], cost_centre_claim: 'S*' },
          purpose: 'research_and_development',
          valid_from: '2026-01-01',
        },
      ],
      cost_centres: [
        { key: 'cc-1', name: 'cc-1', claims: ['4711'] },
        { key: 'cc-2', name: 'cc-2', teams: ['Engineering / Platform'], default: true },
      ],
    });
  });

  test('of what the file owns alone leaves the rest out, as it does sets that are empty', () => {
    expect(Object.keys(exportCharging(standing, people, 'file'))).toEqual(['cost_centres']);
    expect(exportCharging(facts(), people, 'all')).toEqual({});
    expect(exportCharging(facts({ rulesManagedBy: 'file' }), people, 'file')).toEqual({ purposes: [] });
  });
});

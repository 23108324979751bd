import { describe, expect, test } from 'vitest';
import type { Team } from '../workforce/index.ts';
import { checkCostCenters, checkRules } from './check.ts';
import { matchesGlob } from './glob.ts';
import { type ChargeDimensions, createTagger, offeredRules, type PurposeRule } from './index.ts';
import { anyUsage } from './offered.ts';

const team = (id: string, name: string, parentId: string | null): Team => ({
  id,
  name,
  parentId,
  externalId: '',
  validFrom: null,
  validTo: null,
});
const teams = [
  team('eng', 'Engineering', null),
  team('sup', 'Production Support', 'eng'),
  team('core', 'Core', 'eng'),
  team('fin', 'Finance', null),
  team('odd', 'Blue Team', null),
];
const parents = new Map(teams.map(({ id, parentId }) => [id, parentId]));
const usage = (given: Partial<ChargeDimensions>): ChargeDimensions => ({
  provider: 'p',
  model: 'm',
  tool: '',
  workerId: '',
  teamId: '',
  project: '',
  repo: '',
  agent: '',
  workflow: '',
  service: '',
  costCenterClaim: '',
  billingMode: '',
  ...given,
});
const rule = (given: Partial<PurposeRule>): PurposeRule => ({
  id: 'r',
  match: anyUsage,
  purpose: 'research_and_development',
  validFrom: null,
  validTo: null,
  note: '',
  ...given,
});
const noCenters = { centers: [], defaultKey: '' };
const day = '2026-10-05';

describe('the purpose of usage', () => {
  test('follows the functions that team names tell, the nearer team first', () => {
    const tag = createTagger({ rules: offeredRules(teams), costCenters: noCenters, parents });
    const purposeOf = (teamId: string) => tag(usage({ teamId }), day).purpose;
    expect(['sup', 'core', 'fin', 'odd', ''].map(purposeOf)).toEqual([
      'cost_of_revenue',
      'research_and_development',
      'general_and_administrative',
      'untagged',
      'untagged',
    ]);
  });

  test('is that of the first rule of which every condition holds on the day', () => {
    const rules = [
      rule({
        id: 'a',
        match: { ...anyUsage, workflow: 'triage-*', teamIds: ['eng'] },
        purpose: 'cost_of_revenue',
      }),
      rule({
        id: 'b',
        match: { ...anyUsage, teamIds: ['eng'] },
        validTo: '2026-10-01',
        purpose: 'sales_and_marketing',
      }),
      rule({ id: 'c', match: { ...anyUsage, teamIds: ['eng'] } }),
    ];
    const tag = createTagger({ rules, costCenters: noCenters, parents });
    const of = (teamId: string, workflow: string, on = day) => tag(usage({ teamId, workflow }), on).purpose;
    expect(of('core', 'triage-mail')).toBe('cost_of_revenue');
    expect(of('fin', 'triage-mail')).toBe('untagged');
    expect(of('core', 'build')).toBe('research_and_development');
    expect(of('core', 'build', '2026-09-30')).toBe('sales_and_marketing');
  });

  test('is charged to the centre that the source claims, else to that of the nearest team, else to the default', () => {
    const center = (key: string, teamIds: string[], claims: string[] = []) => ({
      key,
      name: key,
      teamIds,
      claims,
      validFrom: null,
      validTo: null,
    });
    const costCenters = {
      centers: [center('cc-1', ['eng']), center('cc-2', ['sup'], ['Care']), center('rest', [])],
      defaultKey: 'rest',
    };
    const tag = createTagger({ rules: [], costCenters, parents });
    const of = (teamId: string, costCenterClaim = '') =>
      tag(usage({ teamId, costCenterClaim }), day).costCenter;
    expect([of('core'), of('sup'), of('core', 'care'), of('fin'), of('core', 'no such centre')]).toEqual([
      'cc-1',
      'cc-2',
      'cc-2',
      'rest',
      'cc-1',
    ]);
    const known = new Set(teams.map(({ id }) => id));
    expect(checkCostCenters(costCenters, known)).toBeNull();
    expect(checkCostCenters({ ...costCenters, defaultKey: 'gone' }, known)?.refused).toBe(
      'cost-center-unknown',
    );
    const twice = { centers: [center('x', ['eng']), center('y', ['eng'])], defaultKey: '' };
    expect(checkCostCenters(twice, known)?.refused).toBe('cost-center-ambiguous');
  });

  test('comes from rules that name teams that exist, each once and on some day', () => {
    const known = new Set(['eng']);
    expect(checkRules([rule({ id: 'a' }), rule({ id: 'a' })], known)?.refused).toBe('rule-twice');
    expect(checkRules([rule({ match: { ...anyUsage, teamIds: ['gone'] } })], known)?.refused).toBe(
      'team-unknown',
    );
    expect(checkRules([rule({ validFrom: '2026-02-01', validTo: '2026-02-01' })], known)?.refused).toBe(
      'validity-empty',
    );
  });

  test('matches patterns whole, whatever their case, and in linear time', () => {
    expect(matchesGlob('github.com/acme/*', 'GitHub.com/acme/site')).toBe(true);
    expect(matchesGlob('*/site', 'github.com/acme/site')).toBe(true);
    expect(matchesGlob('a*b*c', 'abc')).toBe(true);
    expect(matchesGlob('ab*ba', 'aba')).toBe(false);
    expect(matchesGlob('site', 'site2')).toBe(false);
    expect(matchesGlob(`${'*a'.repeat(60)}b`, 'a'.repeat(100_000))).toBe(false);
  });
});

import { parseUsd } from '@exchequer/model';
import { type Grant, type GrantTerms, type HolderFacts, holderKey, type Lot, runHolder } from './index.ts';

export const usd = (text: string): bigint => parseUsd(text);
export const worker = { kind: 'worker', id: 'wrk_1' } as const;

export const terms = (over: Partial<GrantTerms> = {}): GrantTerms => ({
  type: 'personal_allotment',
  cadence: 'monthly',
  validPeriods: 1,
  rollover: { percent: 25, cap: null },
  surplus: 'team_pool',
  transfer: 'none',
  personalUse: false,
  purpose: 'research_and_development',
  basisKind: 'fixed',
  ...over,
});

export const grant = (over: Partial<Grant> = {}): Grant => ({
  id: 'grt_1',
  planId: 'gpl_1',
  holder: worker,
  terms: terms(),
  amount: { per: 'year', annual: usd('120000') },
  currency: 'USD',
  startsOn: '2026-01-01',
  endsOn: null,
  pauses: [],
  jurisdiction: 'US',
  policyVersion: '1',
  advance: 0n,
  ...over,
});

/** A holder whose books are kept in memory: what a run decides is what the next run finds. */
export class Books {
  grants: Grant[];
  lots: Lot[] = [];
  pool: Lot[] = [];
  /** Spend and what of it is drawn, per day; draws per day and lot. */
  spent = new Map<string, bigint>();
  drawn = new Map<string, bigint>();
  held = 0n;
  other = 0n;
  leavesOn: string | null = null;
  poolTeam: string | null = 'team_1';

  constructor(...grants: Grant[]) {
    this.grants = grants;
  }

  spend(day: string, amount: string): this {
    this.spent.set(day, (this.spent.get(day) ?? 0n) + usd(amount));
    return this;
  }

  facts(today: string): HolderFacts {
    const drawn = [...this.drawn].map(([key, amount]) => {
      const [day = '', lotId = ''] = key.split('|');
      return { day, lotId, amount };
    });
    const spend = [...this.spent].flatMap(([day, amount]) => {
      const delta = amount - drawn.filter((d) => d.day === day).reduce((sum, d) => sum + d.amount, 0n);
      return delta === 0n || day > today ? [] : [{ day, amount: delta }];
    });
    const { grants, lots, leavesOn, poolTeam, held, other } = this;
    return {
      holder: worker,
      grants,
      lots,
      spend,
      drawn,
      poolTeam,
      leavesOn,
      held,
      other,
      today,
      fiscalStart: 1,
    };
  }

  run(today: string) {
    const done = runHolder(this.facts(today));
    for (const step of done.steps) {
      if (step.step === 'draw') {
        const key = `${step.draw.day}|${step.draw.lotId}`;
        this.drawn.set(key, (this.drawn.get(key) ?? 0n) + step.draw.amount);
      }
      if (step.step === 'return') this.pool.push(step.poolLot);
    }
    this.lots = done.lots.filter((lot) => holderKey(lot.holder) === holderKey(worker));
    this.grants = this.grants.map((one) => ({ ...one, advance: done.advance.get(one.id) ?? 0n }));
    return done.steps;
  }

  lot(id: string): Lot {
    const found = this.lots.find((lot) => lot.id === id);
    if (!found) throw new Error(`no ${id} among ${this.lots.map((lot) => lot.id).join(', ')}`);
    return found;
  }

  get totalSpent(): bigint {
    return [...this.spent.values()].reduce((sum, amount) => sum + amount, 0n);
  }
}

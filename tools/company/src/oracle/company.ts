import {
  type Company,
  type CompanyRecord,
  type CompanyTerms,
  flowsAgent,
  flowsOwner,
  storiesOf,
  termsOf,
} from '../index.ts';
import { Decisions } from './decision.ts';
import { BranchSpend } from './link.ts';
import { WorkerTokens } from './person.ts';
import { PoolScrapes } from './pool.ts';
import { Prices } from './price.ts';
import { Results } from './result.ts';
import { Roster } from './roster.ts';
import { DaySums, dayOf, type Scope } from './span.ts';
import { addFigure } from './stated.ts';
import { type Counted, UsageReader } from './usage.ts';

/**
 * What a company's own records add up to: by day and team, and by worker where a figure is no sum. Memory
 * grows with days, teams, workers and branches, not with records.
 */
export class CompanyOracle {
  readonly company: Company;
  readonly roster: Roster;
  readonly sums = new DaySums();
  readonly tokens: WorkerTokens;
  /** What people of the company set once: budgets, prices, weights, the pool. */
  readonly terms: CompanyTerms;
  readonly decisions: Decisions;
  /** Responses of models, each once. */
  events = 0;
  /** Whose models were used. */
  readonly providers = new Set<string>();
  readonly #usage: UsageReader;
  readonly #results: Results;
  readonly #links: BranchSpend;
  readonly #pool: PoolScrapes;

  /** @param now when the company is looked at: what is open has been open until then */
  constructor(company: Company, now: number) {
    const { from } = company.size;
    this.company = company;
    this.terms = termsOf(company);
    const flows = { agent: flowsAgent, owner: flowsOwner(company) };
    this.roster = new Roster(company, [storiesOf(company).runaway, flows]);
    this.decisions = new Decisions(from, now, this.sums);
    this.#pool = new PoolScrapes(from, this.sums);
    this.tokens = new WorkerTokens(this.roster);
    this.#results = new Results(this.roster, this.sums);
    this.#links = new BranchSpend(from);
    this.#usage = new UsageReader(new Prices(this.terms.prices), (counted) => this.#count(counted));
    this.#employ();
  }

  add(record: CompanyRecord): void {
    this.#usage.add(record);
    this.#results.add(record);
    const { size } = this.company;
    if (record.to === 'decision') this.decisions.add(record.row);
    if (record.to === 'figure') addFigure(this.sums, size.from, size.days, record.row);
    if (record.to === 'scrape') this.#pool.add(record.scrape);
    if (record.to !== 'gateway') return;
    const { at, requests, refused } = record.minute;
    const day = dayOf(size.from, at);
    this.sums.add('gateway calls', day, '', BigInt(requests));
    for (const count of Object.values(refused)) this.sums.add('gateway refused', day, '', BigInt(count));
  }

  /** No more records come: what needs them all is judged. */
  end(): void {
    this.#usage.end();
    this.#results.end();
    this.#links.end(this.#results, this.sums);
    this.#pool.end(this.company.size.days, this.terms.pool);
    this.#budget();
  }

  /** The one budget of the company: its limit over its days alike. */
  #budget(): void {
    const { from, to, limit } = this.terms.budget;
    const first = this.company.size.from;
    // Both days are in it.
    const [begin, end] = [dayOf(first, from), dayOf(first, to) + 1];
    const each = (BigInt(limit) * 10n ** 12n) / BigInt(end - begin);
    for (let day = begin; day < Math.min(end, this.company.size.days); day++)
      this.sums.add('budget limit', day, '', each);
  }

  /** The whole span, all teams. */
  get whole(): Scope {
    return { from: 0, to: this.company.size.days, teams: null };
  }

  #count(counted: Counted): void {
    this.events += 1;
    const { cost, write, session, repo, branch } = counted;
    const worker = this.roster.user(counted.who);
    const { team } = worker;
    const day = dayOf(this.company.size.from, counted.day);
    const add = (name: string, amount: number) => this.sums.add(name, day, team, BigInt(amount));
    add('requests', counted.requests);
    add('input', counted.input);
    add('write', write);
    add('read', counted.read);
    add('output', counted.output);
    add('reasoning', counted.reasoning);
    this.sums.add('cost', day, team, cost);
    this.sums.add('base', day, team, counted.base);
    this.sums.add(`cost of ${counted.provider}`, day, '', cost);
    this.providers.add(counted.provider);
    this.tokens.add(worker, day, counted.input + write + counted.read + counted.output, counted.base);
    this.#links.add({ session, repo, branch, team, day, cost, base: counted.base });
  }

  /** Everybody's days, and their pay as it accrues: a 365th or 366th of a year on each. */
  #employ(): void {
    const { people, size } = this.company;
    for (let day = 0; day < size.days; day++) {
      const daysOfYear = this.roster.daysOfYear(day);
      const ofDay = (annual: number) => (BigInt(annual) * payUnit) / daysOfYear;
      for (const person of people) {
        if (!this.roster.employed(person, day)) continue;
        const add = (name: string, amount: bigint) => this.sums.add(name, day, person.team.key, amount);
        add('person days', 1n);
        if (person.manager) add('manager days', 1n);
        add('base pay', ofDay(person.base));
        add('bonus pay', ofDay(person.bonus));
        add('equity pay', ofDay(person.equity));
      }
    }
  }
}

/** Pay is added up in so small a unit that a year's days divide it: no day is rounded. */
export const payUnit = 10n ** 12n * 365n * 366n;

import { type Company, dateOf } from '../index.ts';

type Person = Company['people'][number];

/** Someone or something that usage is counted for: persons and their agents. */
export interface Worker {
  index: number;
  /** Key of the team; agents work for their owner's. */
  team: string;
  /** Null for agents. */
  person: Person | null;
}

/** Who is who in a company, by every name that its tools use. */
export class Roster {
  readonly workers: Worker[] = [];
  readonly #byAccount = new Map<string, Worker>();
  readonly #byLogin = new Map<string, Worker>();
  readonly #byEmail = new Map<string, Worker>();
  readonly #byNumber = new Map<number, Worker>();
  readonly company: Company;

  constructor(company: Company, agents: readonly { agent: string; owner: Person }[]) {
    this.company = company;
    for (const person of company.people) {
      const worker = this.#known(person.account, person.team.key, person);
      this.#byEmail.set(person.email, worker);
      this.#byLogin.set(person.account.replaceAll('.', '-').replaceAll(' ', '-'), worker);
      this.#byNumber.set(person.index + 1, worker);
    }
    for (const { agent, owner } of agents) this.#known(agent, owner.team.key, null);
  }

  #known(account: string, team: string, person: Person | null): Worker {
    const worker = { index: this.workers.length, team, person };
    this.workers.push(worker);
    this.#byAccount.set(account, worker);
    return worker;
  }

  /** Whoever used tokens under an account or an address. Agents are met here for the first time. */
  user(who: string): Worker {
    const known = this.#byAccount.get(who) ?? this.#byEmail.get(who);
    if (known) return known;
    const owner = this.#byAccount.get(who.replace(/-agent-\d+$/, ''));
    if (!owner) throw new Error(`the oracle knows nobody called ${who}`);
    return this.#known(who, owner.team, null);
  }

  /** The person behind an account at GitHub, a number at Zendesk, an address. */
  login = (login: string): Worker | undefined => this.#byLogin.get(login);
  number = (number: number): Worker | undefined => this.#byNumber.get(number);
  email = (email: string): Worker | undefined => this.#byEmail.get(email);
  /** Behind an id at PagerDuty, which ends in the person's number. */
  onCall = (id: string): Worker | undefined => this.#byNumber.get(Number(id.replace(/^\D+/, '')));

  /** Whether a person is employed on a day. */
  employed({ joins, leaves }: Person, day: number): boolean {
    return (joins === null || day >= joins) && (leaves === null || day < leaves);
  }

  /** Days of the year that a day of the span lies in. */
  daysOfYear(day: number): bigint {
    const year = Number(dateOf(this.company.size.from, day).slice(0, 4));
    const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    return leap ? 366n : 365n;
  }
}

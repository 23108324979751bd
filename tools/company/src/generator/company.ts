import { firstNames, lastNames } from './names.ts';
import { type Random, randomOf } from './random.ts';

/** What the company is called wherever it is named. */
export const companyName = 'Halyard Robotics (fictional)';

export interface CompanySize {
  seed: number;
  people: number;
  agentsPerPerson: number;
  /** Length of the span in days, and its first day. */
  days: number;
  from: string;
  /** About so many usage events over the span; without it, what a company of its size uses. */
  eventsTarget?: number | undefined;
}

/** What people of an area do all day. */
export type Area = 'engineering' | 'support' | 'finance' | 'sales' | 'design';

export interface Team {
  /** The company's own key of it. */
  key: string;
  /** Names from the root down. */
  path: string;
  area: Area;
}

export interface Person {
  index: number;
  key: string;
  name: string;
  email: string;
  /** The account on their machine, which coding agents' logs name. */
  account: string;
  team: Team;
  role: string;
  manager: boolean;
  /** Days of the span, half-open; null where it lies outside. */
  joins: number | null;
  leaves: number | null;
  /** Natural logarithm of how much more or less than a colleague they get done, whatever they spend. */
  talent: number;
  /** US dollars per year. */
  base: number;
  bonus: number;
  equity: number;
}

/** The company: small, whatever its size, since agents and records are made as they are asked for. */
export interface Company {
  size: CompanySize;
  teams: Team[];
  people: Person[];
  /** Requests of one engineer on an average working day, before stories. */
  dailyRequests: number;
}

/** People per team, about. */
const teamSize = 10;

/** Teams of a company of 60, in order; a larger one has each of them several times. */
const kinds: readonly (readonly [string, Area])[] = [
  ['Platform', 'engineering'],
  ['Product', 'engineering'],
  ['Customer Support', 'support'],
  ['Finance', 'finance'],
  ['Design', 'design'],
  ['Sales', 'sales'],
  ['Data', 'engineering'],
];

const departments: Record<Area, string> = {
  engineering: 'Engineering',
  support: 'Operations',
  finance: 'Operations',
  sales: 'Operations',
  design: 'Engineering',
};

const roles: Record<Area, readonly [role: string, base: number][]> = {
  engineering: [
    ['Engineer', 142_000],
    ['Senior Engineer', 178_000],
    ['Staff Engineer', 221_000],
  ],
  support: [['Support Specialist', 71_000]],
  finance: [['Analyst', 96_000]],
  sales: [['Account Executive', 88_000]],
  design: [['Designer', 121_000]],
};

/** The company of this size and seed: the same for the same, for ever. */
export function companyOf(size: CompanySize): Company {
  const count = Math.max(1, Math.round(size.people / teamSize));
  const teams = Array.from({ length: count }, (_, index) => teamOf(index));
  const used = new Map<string, number>();
  const people = Array.from({ length: size.people }, (_, index) =>
    personOf(size, index, teams[index % count] ?? teamOf(0), index < count, used),
  );
  return { size, teams, people, dailyRequests: pace(size, people) };
}

function teamOf(index: number): Team {
  const [kind, area] = kinds[index % kinds.length] ?? ['Platform', 'engineering'];
  const round = Math.floor(index / kinds.length);
  const name = round === 0 ? kind : `${kind} ${round + 1}`;
  return { key: `T${index + 1}`, path: `${companyName} / ${departments[area]} / ${name}`, area };
}

/** Share of people who come or go during the span. */
const turnover = 0.06;

function personOf(
  size: CompanySize,
  index: number,
  team: Team,
  manager: boolean,
  used: Map<string, number>,
): Person {
  const random = randomOf(size.seed, 'person', index);
  const name = freshName(random, used);
  const account = name.toLowerCase().replaceAll(' ', '.');
  const [role, median] = random.pick(roles[team.area] as [[string, number], ...[string, number][]]);
  const base = Math.round(random.around(median, 0.08) / 500) * 500;
  // Managers stay, so that every team has one throughout.
  const comes = !manager && random.chance(turnover);
  const goes = !manager && !comes && random.chance(turnover);
  const someDay = random.int(Math.floor(size.days * 0.2), Math.floor(size.days * 0.8));
  return {
    index,
    key: `H${String(index + 1).padStart(5, '0')}`,
    name,
    email: `${account}@halyard.example`,
    account,
    team,
    role: manager ? `${role}, lead` : role,
    manager,
    joins: comes ? someDay : null,
    leaves: goes ? someDay : null,
    talent: 0.45 * random.normal(),
    base,
    bonus: Math.round((base * random.int(4, 15)) / 100),
    equity: team.area === 'engineering' ? Math.round((base * random.int(5, 40)) / 100) : 0,
  };
}

function freshName(random: Random, used: Map<string, number>): string {
  const name = `${random.pick(firstNames)} ${random.pick(lastNames)}`;
  const times = (used.get(name) ?? 0) + 1;
  used.set(name, times);
  return times === 1 ? name : `${name} ${times}`;
}

/** How much of an engineer's requests someone of the area makes. */
export const appetite: Record<Area, number> = {
  engineering: 1,
  support: 0.5,
  finance: 0.4,
  sales: 0.3,
  // The cohort that was granted tokens and does not use them.
  design: 0,
};

const usualDailyRequests = 5;
/** Mean of what weeks and talents multiply the usual by: log-normal, above its median of one. */
const meanIntensity = 1.31;

function pace({ eventsTarget, days, agentsPerPerson }: CompanySize, people: readonly Person[]): number {
  if (eventsTarget === undefined) return usualDailyRequests;
  const appetites = people.reduce((sum, { team }) => sum + appetite[team.area], 0);
  const workdays = (days * 5) / 7;
  const asking = meanIntensity * (agentsPerPerson > 0 ? 2.08 : 1);
  return eventsTarget / Math.max(1, appetites * workdays * asking);
}

/**
 * True on days that the person surely spends with the company, whatever time zone its days are cut in:
 * the first and the last day are left out.
 */
export const isAtWork = ({ joins, leaves }: Person, day: number): boolean =>
  (joins === null || day > joins) && (leaves === null || day < leaves - 1);

/** The account under which an agent of a person runs, counted from 0. */
export const agentAccount = ({ account }: Person, agent: number): string => `${account}-agent-${agent + 1}`;

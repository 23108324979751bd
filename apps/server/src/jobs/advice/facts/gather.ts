import {
  type FactName,
  type Facts,
  type FactWindow,
  type Missing,
  unknownFacts,
} from '@exchequer/core/advice';
import { addDays } from '@exchequer/core/envelope';
import { localDate } from '@exchequer/core/metric';
import type { Workspace } from '@exchequer/model/contract';
import {
  readEnvelopeDays,
  readOutcomeHalves,
  readRegistered,
  readWorkloads,
  teamNames,
  type WorkloadUse,
} from '@exchequer/store/analytics/advice';
import type { PlainServices } from '../../../plain-services.ts';
import type { Gathering } from './asked.ts';
import { causedFacts } from './cause.ts';
import { commitmentFacts, offerFacts } from './commitment.ts';
import { creditFacts, flagFacts, forecastFacts, grantFacts, invoiceFacts, purposeFacts } from './money.ts';
import { accessFacts, responseFacts } from './response.ts';
import { seriesOf, spikeFacts } from './spike.ts';
import { batchFacts, routingFacts, seatFacts } from './terms.ts';
import {
  agentFacts,
  cacheFacts,
  cheaperFacts,
  contextFacts,
  droppedFacts,
  loopFacts,
  pricesNow,
} from './usage.ts';
import {
  bunchingFacts,
  decisionFacts,
  denialFacts,
  incidentFacts,
  linkageFacts,
  poolFacts,
  reviewFacts,
  supportFacts,
  vendorFacts,
} from './work.ts';

const windowDays = 30;

type Log = (message: string, error?: unknown) => void;
type Gathered = { -readonly [K in keyof Facts]?: Facts[K] };

/**
 * What the rules are judged by, over the last thirty whole days. Each fact is read by itself: one that
 * fails is unknown, its reason is logged, and the others stand. A reader that knows what is missing says so.
 */
export async function gatherFacts(
  services: PlainServices,
  workspace: Workspace,
  now: Date,
  log: Log = () => {},
): Promise<Facts> {
  const gathering = await beginGathering(services, workspace, now);
  const lanes = [usageLane, seriesLane, outcomeLane, booksLane];
  const missing: Lacking = {};
  const read = careful(log, missing);
  const found = await Promise.all(lanes.map((lane) => lane(gathering, read)));
  const facts: Facts = Object.assign({ ...unknownFacts(gathering.window), missing }, ...found);
  const access = await read('access', () => accessFacts(gathering, facts.response, facts.denials));
  return { ...facts, access };
}

type Lacking = Partial<Record<FactName, Missing>>;
type Named = FactName | 'workloads' | 'prices' | 'series' | 'outcomes';

/** Reads one fact; null where that fails, or where the reader says what is missing: that is kept beside. */
type Careful = <T>(
  name: Named,
  read: () => T | Missing | Promise<T | Missing>,
) => Promise<Exclude<T, Missing> | null>;

const isMissing = (found: unknown): found is Missing =>
  typeof found === 'object' && found !== null && 'needs' in found && 'to' in found;

const careful =
  (log: Log, missing: Lacking): Careful =>
  async <T>(name: Named, read: () => T | Missing | Promise<T | Missing>) => {
    try {
      const found = await read();
      if (!isMissing(found)) return found as Exclude<T, Missing>;
      missing[name as FactName] = found;
      return null;
    } catch (error) {
      log(`advice: ${name} could not be read`, error);
      return null;
    }
  };

async function beginGathering(services: PlainServices, workspace: Workspace, now: Date): Promise<Gathering> {
  const { time_zone: zone } = await services.settings.current();
  const today = localDate(now.getTime(), zone);
  const from = addDays(today, -windowDays);
  const window: FactWindow = { from, to: today, days: windowDays, today };
  const { sql, engine } = services;
  const books = { sql, workspace, from, to: today };
  const [{ persons, agents }, teams] = await Promise.all([readRegistered(books), teamNames(books)]);
  return {
    ...{ services, workspace, zone, now, window, books, agents, teams },
    ...{ middle: addDays(from, windowDays / 2), week: addDays(today, -7) },
    usage: { engine, workspace, from, to: today, persons },
  };
}

/** Kinds of work, teams by their names. */
async function namedWorkloads({ usage, middle, teams }: Gathering): Promise<WorkloadUse[]> {
  const workloads = await readWorkloads(usage, middle);
  return workloads.map((work) => (work.by === 'team' ? { ...work, label: teams.get(work.name) } : work));
}

/** Facts that follow from what work costs. */
async function usageLane(gathering: Gathering, read: Careful): Promise<Gathered> {
  const workloads = await read('workloads', () => namedWorkloads(gathering));
  const loops = await read('loops', () => loopFacts(gathering));
  const agents = await read('agents', () => agentFacts(gathering));
  const vendors = await read('vendors', () => vendorFacts(gathering));
  if (!workloads || workloads.length === 0) return { loops, agents, vendors };
  const prices = await read('prices', () => pricesNow(gathering, workloads));
  const denials = await read('denials', () => denialFacts(gathering, workloads));
  const pools = await read('pools', () => poolFacts(gathering, workloads));
  if (!prices) return { loops, agents, vendors, denials, pools };
  return {
    ...{ loops, agents, vendors, denials, pools },
    cache: await read('cache', () => cacheFacts(gathering, workloads, prices)),
    contexts: await read('contexts', () => contextFacts(workloads, prices)),
    batchable: await read('batchable', () => batchFacts(gathering, workloads, prices)),
    routing: await read('routing', () => routingFacts(gathering, workloads, prices)),
    cheaper: await read('cheaper', async () => [
      ...(await cheaperFacts(gathering, workloads, prices)),
      ...(await droppedFacts(gathering, workloads)),
    ]),
  };
}

/** Facts that follow from spend by day. */
async function seriesLane(gathering: Gathering, read: Careful): Promise<Gathered> {
  const series = await read('series', () => seriesOf(gathering));
  if (!series) return {};
  return {
    spikes: await read('spikes', async () => {
      const spikes = await spikeFacts(gathering, series);
      return spikes && (await causedFacts(gathering, spikes));
    }),
    bunching: await read('bunching', () => bunchingFacts(gathering, series)),
    response: await read('response', async () => {
      const halves = await readOutcomeHalves(gathering.usage, {
        middle: gathering.middle,
        zone: gathering.zone,
      });
      return responseFacts(gathering, series, halves);
    }),
  };
}

/** Facts that follow from what came of work. */
async function outcomeLane(gathering: Gathering, read: Careful): Promise<Gathered> {
  const { usage, middle, zone } = gathering;
  const linkage = await read('linkage', () => linkageFacts(gathering));
  const halves = await read('outcomes', () => readOutcomeHalves(usage, { middle, zone }));
  if (!halves) return { linkage };
  return {
    linkage,
    reviews: await read('reviews', () => reviewFacts(gathering, halves)),
    incidents: await read('incidents', () => incidentFacts(gathering, halves)),
    support: await read('support', () => supportFacts(gathering, halves)),
  };
}

/** Facts that the books hold. */
async function booksLane(gathering: Gathering, read: Careful): Promise<Gathered> {
  return {
    forecasts: await read('forecasts', () => forecastFacts(gathering)),
    commitments: await read('commitments', () => commitmentFacts(gathering)),
    offers: await read('offers', () => offerFacts(gathering)),
    seats: await read('seats', () => seatFacts(gathering)),
    credits: await read('credits', () => creditFacts(gathering)),
    invoices: await read('invoices', () => invoiceFacts(gathering)),
    purposes: await read('purposes', () => purposeFacts(gathering)),
    flagged: await read('flagged', () => flagFacts(gathering)),
    grants: await read('grants', async () => grantFacts(gathering, await yearOfBudget(gathering))),
    decisions: await read('decisions', () => decisionFacts(gathering)),
  };
}

/** What the largest envelope holds over a year; null where there is none. */
async function yearOfBudget({ books, window }: Gathering): Promise<bigint | null> {
  const [largest] = await readEnvelopeDays(books, window.to);
  if (!largest) return null;
  const days = (Date.parse(largest.endsOn) - Date.parse(largest.startsOn)) / 86_400_000 + 1;
  return (largest.limit * 365n) / BigInt(Math.max(1, Math.round(days)));
}

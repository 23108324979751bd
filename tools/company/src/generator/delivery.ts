import { dateOf, isWeekend, startOf } from './calendar.ts';
import { type Company, isAtWork, type Person } from './company.ts';
import { incidentsOf } from './incident.ts';
import { type Random, randomOf } from './random.ts';
import type { Stories } from './story.ts';
import { linearOf } from './ticket.ts';
import { branchOf, repositories, ticketOf } from './transcript.ts';
import type { VendorDelivery } from './vendor-delivery.ts';
import { personWeek } from './week.ts';

const organisation = 'https://github.com/halyard-fictional';

/** Everything that came of a day's work, as the vendors where it is done tell of it. */
export function* deliveriesOf(company: Company, stories: Stories, day: number): Iterable<VendorDelivery> {
  for (const person of company.people) {
    if (!isAtWork(person, day)) continue;
    if (person.team.area === 'engineering') {
      yield* mergesOf(company, stories, person, day);
      yield* linearOf(company, person, day);
    }
    if (person.team.area === 'support') yield* ticketsOf(company, person, day);
  }
  yield* incidentsOf(company, day);
  yield* revenueOf(company, day);
}

/** The account of a person at a vendor. */
export const loginOf = ({ account }: Person): string => account.replaceAll('.', '-').replaceAll(' ', '-');

/** Pull requests that are merged on a day, a few of which are taken back within the week. */
function* mergesOf(
  company: Company,
  stories: Stories,
  person: Person,
  day: number,
): Iterable<VendorDelivery> {
  const { seed, from, days } = company.size;
  const merged = personWeek(company, stories, person, day).merged.filter((one) => one === day);
  for (let nth = 0; nth < merged.length; nth++) {
    const random = randomOf(seed, 'merge', person.index, day, nth);
    const number = (day * 100 + nth) * 1_000_000 + person.index;
    const at = startOf(from, day) + random.int(9 * 3_600, 17 * 3_600) * 1_000;
    const pull = pullOf(company, person, random, day, number, at);
    yield pull;
    // The first merge of a ticket ships it.
    if (nth === 0 && day % 4 === 3) yield shippedOf(person, day, at + 600_000);
    if (nth === 0) yield deploymentOf(random, person, day, number, at + 1_200_000);
    const back = at + random.int(1, 5) * 86_400_000;
    if (random.chance(0.05) && back < startOf(from, days)) yield revertOf(person, random, number, back, pull);
  }
}

interface PullBody {
  action: 'closed';
  repository: { html_url: string };
  pull_request: object;
}

function pullOf(
  { size }: Company,
  person: Person,
  random: Random,
  day: number,
  number: number,
  at: number,
): VendorDelivery & { body: PullBody } {
  const repo = random.pick(repositories);
  const ticket = ticketOf(person.index, Math.floor(day / 4));
  const merged_at = instant(at);
  const opened = Math.max(startOf(size.from, 0), at - Math.round(random.around(20, 0.8) * 3_600_000));
  return {
    ...{ vendor: 'github', event: 'pull_request', id: `pr-${number}-closed` },
    body: {
      action: 'closed',
      repository: { html_url: `${organisation}/${repo}` },
      pull_request: {
        number,
        title: `[${ticket.toUpperCase()}] Simulated change`,
        body: null,
        merged: true,
        merged_at,
        closed_at: merged_at,
        created_at: instant(opened),
        updated_at: merged_at,
        merge_commit_sha: hash(random),
        user: { login: loginOf(person), type: 'User' },
        head: { ref: branchOf({ person }, repo, day), sha: hash(random) },
        additions: random.int(3, 400),
        deletions: random.int(0, 200),
      },
    },
  };
}

function revertOf(
  person: Person,
  random: Random,
  reverted: number,
  at: number,
  { body }: { body: PullBody },
): VendorDelivery {
  const number = reverted + 500_000;
  const merged_at = instant(at);
  return {
    ...{ vendor: 'github', event: 'pull_request', id: `pr-${number}-closed` },
    body: {
      action: 'closed',
      repository: body.repository,
      pull_request: {
        number,
        title: 'Revert a simulated change',
        body: `Reverts #${reverted}`,
        merged: true,
        merged_at,
        closed_at: merged_at,
        created_at: instant(at - 1_800_000),
        updated_at: merged_at,
        merge_commit_sha: hash(random),
        user: { login: loginOf(person), type: 'User' },
        head: { ref: `revert-${reverted}`, sha: hash(random) },
        additions: 1,
        deletions: 1,
      },
    },
  };
}

/** The issue of a feature, closed as completed. */
function shippedOf(person: Person, day: number, at: number): VendorDelivery {
  const number = person.index * 10_000 + day + 1;
  return {
    ...{ vendor: 'github', event: 'issues', id: `issue-${number}-closed` },
    body: {
      action: 'closed',
      repository: { html_url: `${organisation}/roadmap` },
      issue: {
        number,
        state_reason: 'completed',
        created_at: instant(at - 6 * 86_400_000),
        updated_at: instant(at),
        closed_at: instant(at),
        assignee: { login: loginOf(person), type: 'User' },
        labels: [{ name: 'feature' }],
      },
      sender: { login: loginOf(person), type: 'User' },
    },
  };
}

function deploymentOf(random: Random, person: Person, day: number, id: number, at: number): VendorDelivery {
  const state = random.chance(0.04) ? 'failure' : 'success';
  return {
    ...{ vendor: 'github', event: 'deployment_status', id: `deployment-${id}-${day}` },
    body: {
      action: 'created',
      repository: { html_url: `${organisation}/fleet-api` },
      deployment_status: { state, created_at: instant(at), environment: 'production' },
      deployment: {
        id,
        sha: hash(random),
        created_at: instant(at - 60_000),
        creator: { login: loginOf(person), type: 'User' },
      },
    },
  };
}

/** Tickets that a support person solves on a day; some come back, some are handed on, some are rated. */
function* ticketsOf({ size }: Company, person: Person, day: number): Iterable<VendorDelivery> {
  if (isWeekend(size.from, day)) return;
  const random = randomOf(size.seed, 'tickets', person.index, day);
  const count = random.poisson(3);
  for (let nth = 0; nth < count; nth++) {
    const id = (day * 100 + nth) * 100_000 + person.index;
    const at = startOf(size.from, day) + random.int(8 * 3_600, 17 * 3_600) * 1_000;
    const created_at = instant(at - Math.round(random.around(7, 0.7) * 3_600_000));
    const tags = random.chance(0.3) ? ['ai_agent_resolved'] : [];
    const assigned = {
      created_at,
      updated_at: instant(at),
      assignee_id: person.index + 1,
      group_id: 1,
      tags,
    };
    const detail = { id: String(id), ...assigned };
    const told = (what: string, when: number, event: object, nth = ''): VendorDelivery => ({
      ...{ vendor: 'zendesk', event: what, id: `${what}-${id}${nth}` },
      body: {
        type: `zen:event-type:ticket.${what}`,
        ...{ id: `${what}-${id}${nth}`, time: instant(when), detail, event },
      },
    });
    if (random.chance(0.12))
      yield told('group_assignment_changed', at - 1_800_000, { current: '2', previous: '1' });
    yield told('status_changed', at, { current: 'SOLVED', previous: 'OPEN' });
    const again = at + random.int(1, 5) * 86_400_000;
    if (random.chance(0.04) && again < startOf(size.from, size.days))
      yield told('status_changed', again, { current: 'OPEN', previous: 'SOLVED' }, '-again');
    if (random.chance(0.4))
      yield told('csat_received', at + 1_800_000, {
        current: random.chance(0.9) ? 'good' : 'bad',
        previous: null,
      });
  }
}

const customers = 24;

/** Customers pay on a day of the month of their own. */
function* revenueOf({ size, people }: Company, day: number): Iterable<VendorDelivery> {
  const month = dateOf(size.from, day).slice(0, 7);
  const ofMonth = Number(dateOf(size.from, day).slice(8));
  for (let customer = 0; customer < customers; customer++) {
    if (ofMonth !== (customer % 28) + 1) continue;
    const random = randomOf(size.seed, 'revenue', customer, month);
    const usual = (people.length * 21_000) / customers;
    const at = Math.floor((startOf(size.from, day) + random.int(9 * 3_600, 17 * 3_600) * 1_000) / 1_000);
    yield {
      ...{ vendor: 'stripe', event: 'invoice.paid', id: `in-${customer}-${month}` },
      body: {
        ...{ id: `evt_${customer}_${month}`, type: 'invoice.paid', created: at, livemode: true },
        data: {
          object: {
            id: `in_${customer}_${month}`,
            amount_paid: Math.round(random.around(usual, 0.1) * 100),
            currency: 'usd',
            customer: `cus_halyard_${customer}`,
            status_transitions: { paid_at: at },
          },
        },
      },
    };
  }
}

const instant = (ms: number): string => new Date(ms).toISOString();

const hash = (random: Random): string =>
  Array.from({ length: 5 }, () => random.int(0, 0xffff_ffff).toString(16).padStart(8, '0')).join('');

import type { CompanyRecord, VendorDelivery } from '../index.ts';
import type { Roster, Worker } from './roster.ts';
import type { DaySums } from './span.ts';
import { dayOf } from './span.ts';

const dayMs = 86_400_000;

/** A merged pull request, as its delivery tells of it. */
export interface Merge {
  repo: string;
  branch: string;
  /** Milliseconds. */
  opened: number;
  merged: number;
  back: boolean;
}

interface Result {
  name: 'merged' | 'shipped' | 'deployed' | 'resolved';
  at: number;
  team: string;
  lead: number | null;
  ai: boolean;
  merge: Merge | null;
}

/** Days after which what was done stands. */
const windows = { merged: 30, shipped: 30, deployed: 7, resolved: 7 };

/** What came of the work, from deliveries alone: results, and what took them back within their window. */
export class Results {
  readonly #roster: Roster;
  readonly #sums: DaySums;
  readonly #results = new Map<string, Result>();
  readonly #backs = new Map<string, number[]>();
  /** Every merge, and tickets that were resolved and not opened again, once their fate is known. */
  merges: Merge[] = [];
  readonly standing = new Set<string>();

  constructor(roster: Roster, sums: DaySums) {
    this.#roster = roster;
    this.#sums = sums;
  }

  add(record: CompanyRecord): void {
    if (record.to !== 'webhook') return;
    const { vendor, event, body } = record.delivery;
    if (vendor === 'stripe') this.#paid(body as Paid);
    else if (vendor === 'zendesk') this.#ticket(event, body as Ticket);
    else if (vendor === 'github') this.#github(event, body);
    else if (vendor === 'linear') this.#linear(body as LinearIssue);
    else this.#incident(body as Incident);
  }

  /** Judges what stands, and adds it up by the day on which it was done. */
  end(): void {
    for (const [work, { name, at, team, lead, ai, merge }] of this.#results) {
      const back = (this.#backs.get(work) ?? []).some(
        (when) => when >= at && when <= at + windows[name] * dayMs,
      );
      if (!back && name === 'resolved') this.standing.add(work);
      const add = (what: string, amount: bigint) => this.#sums.add(what, this.#day(at), team, amount);
      add(name, 1n);
      add(back ? `${name} back` : `${name} kept`, 1n);
      if (ai) add(`${name} by ai`, 1n);
      if (ai && !back) add(`${name} kept by ai`, 1n);
      if (!back && lead !== null) {
        add(`${name} lead count`, 1n);
        add(`${name} lead seconds`, BigInt(lead));
      }
      if (merge) this.merges.push({ ...merge, back });
    }
    this.#results.clear();
  }

  #day = (at: number): number => dayOf(this.#roster.company.size.from, new Date(at).toISOString());

  /** The team of whoever did it, where they are with the company on that day. */
  #teamOf(worker: Worker | undefined, at: number): string {
    const { person, team } = worker ?? { person: null, team: '' };
    return person && this.#roster.employed(person, this.#day(at)) ? team : '';
  }

  #github(event: string, body: VendorDelivery['body']): void {
    const repo = (body as Repository).repository.html_url.toLowerCase();
    if (event === 'pull_request') this.#pull(repo, (body as Pull).pull_request);
    if (event === 'issues') {
      const { number, closed_at, assignee } = (body as Issue).issue;
      const at = Date.parse(closed_at);
      this.#result(`issue ${repo} ${number}`, 'shipped', at, this.#roster.login(assignee.login));
    }
    if (event !== 'deployment_status') return;
    const { deployment, deployment_status: status } = body as Deployment;
    const at = Date.parse(status.created_at);
    const by = this.#roster.login(deployment.creator.login);
    if (status.state === 'success') this.#result(`deployment ${deployment.id}`, 'deployed', at, by);
    else this.#sums.add('deployments failed', this.#day(at), this.#teamOf(by, at), 1n);
  }

  #pull(repo: string, pull: Pull['pull_request']): void {
    const [opened, merged] = [Date.parse(pull.created_at), Date.parse(pull.merged_at)];
    const place = { repo: repo.split('/').at(-1) ?? '', branch: pull.head.ref };
    const merge = { ...place, opened, merged, back: false };
    this.#result(`pull ${repo} ${pull.number}`, 'merged', merged, this.#roster.login(pull.user.login), {
      lead: Math.round((merged - opened) / 1_000),
      merge,
    });
    const taken = /^Reverts #(\d+)/.exec(pull.body ?? '')?.[1];
    if (taken) this.#back(`pull ${repo} ${taken}`, merged);
  }

  #ticket(event: string, { time, detail, event: { current } }: Ticket): void {
    const at = Date.parse(time);
    const by = this.#roster.number(detail.assignee_id);
    const ai = detail.tags.length > 0;
    const add = (name: string, amount: number) =>
      this.#sums.add(name, this.#day(at), this.#teamOf(by, at), BigInt(amount));
    if (event === 'group_assignment_changed') add(ai ? 'escalated by ai' : 'escalated', 1);
    if (event === 'csat_received')
      for (const of of ai ? ['rating', 'rating of ai'] : ['rating']) {
        add(`${of} count`, 1);
        add(`${of} points`, current === 'good' ? 100 : 0);
      }
    if (event !== 'status_changed') return;
    const work = `ticket ${detail.id}`;
    if (current === 'SOLVED') this.#result(work, 'resolved', at, by, { ai });
    else this.#back(work, at);
  }

  #linear({ data, updatedFrom }: LinearIssue): void {
    const work = `ticket ${data.identifier}`;
    const by = this.#roster.email(data.assignee.email);
    if (data.completedAt) this.#result(work, 'resolved', Date.parse(data.completedAt), by);
    else if (updatedFrom.completedAt) this.#back(work, Date.parse(data.updatedAt));
  }

  #incident({ event: { event_type, occurred_at, agent, data } }: Incident): void {
    const at = Date.parse(occurred_at);
    const add = (name: string, amount: number) =>
      this.#sums.add(name, this.#day(at), this.#teamOf(this.#roster.onCall(agent.id), at), BigInt(amount));
    if (event_type === 'incident.triggered') add('incidents', 1);
    if (event_type !== 'incident.resolved') return;
    add('restore count', 1);
    add('restore seconds', Math.round((at - Date.parse(data.created_at)) / 1_000));
  }

  #paid({ created, data: { object } }: Paid): void {
    const at = (object.status_transitions?.paid_at ?? created) * 1_000;
    this.#sums.add('revenue', this.#day(at), '', BigInt(object.amount_paid) * 10n ** 10n);
  }

  #result(
    work: string,
    name: Result['name'],
    at: number,
    by: Worker | undefined,
    more: Partial<Result> = {},
  ): void {
    const team = this.#teamOf(by, at);
    this.#results.set(work, { name, at, team, lead: null, ai: false, merge: null, ...more });
  }

  #back(work: string, at: number): void {
    this.#backs.set(work, [...(this.#backs.get(work) ?? []), at]);
  }
}

interface Repository {
  repository: { html_url: string };
}
interface Pull {
  pull_request: {
    number: number;
    body: string | null;
    created_at: string;
    merged_at: string;
    user: { login: string };
    head: { ref: string };
  };
}
interface Issue {
  issue: { number: number; closed_at: string; assignee: { login: string } };
}
interface Deployment {
  deployment_status: { state: string; created_at: string };
  deployment: { id: number; creator: { login: string } };
}
interface Ticket {
  time: string;
  detail: { id: string; assignee_id: number; tags: string[] };
  event: { current: string };
}
interface Paid {
  created: number;
  data: { object: { amount_paid: number; status_transitions?: { paid_at?: number } } };
}
interface LinearIssue {
  data: { identifier: string; completedAt: string | null; updatedAt: string; assignee: { email: string } };
  updatedFrom: { completedAt?: string };
}
interface Incident {
  event: { event_type: string; occurred_at: string; agent: { id: string }; data: { created_at: string } };
}

import type { CompanyRecord, VendorDelivery } from '../index.ts';

/** Outcomes as plain sums over what vendors delivered tell them. */
export interface OutcomeSums {
  merged: number;
  reverted: number;
  shipped: number;
  deployed: number;
  deploymentsFailed: number;
  resolved: number;
  resolvedByAi: number;
  reopened: number;
  escalated: number;
  ratings: number;
  ratingPoints: number;
  /** Cents. */
  revenue: bigint;
}

/** Adds up deliveries one by one, each by what it says of itself. */
export class OutcomeOracle {
  readonly sums: OutcomeSums = {
    ...{
      merged: 0,
      reverted: 0,
      shipped: 0,
      deployed: 0,
      deploymentsFailed: 0,
      resolved: 0,
      resolvedByAi: 0,
      reopened: 0,
    },
    ...{ escalated: 0, ratings: 0, ratingPoints: 0, revenue: 0n },
  };

  add(record: CompanyRecord): void {
    if (record.to !== 'webhook') return;
    const { vendor, event, body } = record.delivery;
    if (vendor === 'stripe') this.sums.revenue += BigInt((body as Paid).data.object.amount_paid);
    else if (vendor === 'github') this.#github(event, body);
    else if (vendor === 'zendesk') this.#zendesk(event, body as Ticket);
    else if (vendor === 'linear') this.#linear(body as LinearIssue);
  }

  #github(event: string, body: VendorDelivery['body']): void {
    const { sums } = this;
    if (event === 'issues') sums.shipped += 1;
    if (event === 'pull_request') {
      sums.merged += 1;
      if ((body as Pull).pull_request.body?.startsWith('Reverts #')) sums.reverted += 1;
    }
    if (event !== 'deployment_status') return;
    if ((body as Deployment).deployment_status.state === 'success') sums.deployed += 1;
    else sums.deploymentsFailed += 1;
  }

  #linear({ data }: LinearIssue): void {
    if (data.completedAt) this.sums.resolved += 1;
    else this.sums.reopened += 1;
  }

  #zendesk(event: string, { detail, event: { current } }: Ticket): void {
    const { sums } = this;
    if (event === 'group_assignment_changed') sums.escalated += 1;
    if (event === 'csat_received') {
      sums.ratings += 1;
      sums.ratingPoints += current === 'good' ? 100 : 0;
    }
    if (event !== 'status_changed') return;
    if (current !== 'SOLVED') {
      sums.reopened += 1;
      return;
    }
    sums.resolved += 1;
    if (detail.tags.length > 0) sums.resolvedByAi += 1;
  }
}

interface Paid {
  data: { object: { amount_paid: number } };
}
interface Pull {
  pull_request: { body: string | null };
}
interface Deployment {
  deployment_status: { state: string };
}
interface Ticket {
  detail: { tags: string[] };
  event: { current: string };
}
interface LinearIssue {
  data: { completedAt: string | null };
}

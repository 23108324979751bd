import { Ticket, worstCase } from '@exchequer/core/gate';
import { GateCall } from '../call.ts';
import type { Gate } from '../gate.ts';
import { admittedUsage, sizeOf } from './hold.ts';
import { send } from './send.ts';

/**
 * Sends copies of a call to the shadow targets of its route. A copy is held and metered like any call,
 * but it never waits: where its price is not known or its lease is short at this moment, there is none.
 */
export function sendShadows(gate: Gate, call: GateCall): void {
  for (const target of call.plan?.shadows ?? []) {
    const copy = new GateCall(
      gate.newCallId(),
      { req: call.req, res: null },
      { startedAt: call.startedAt, startedMs: gate.clock.nowMs() },
    );
    copy.understood = call.understood;
    copy.caller = call.caller;
    copy.body = call.body;
    copy.read = call.read;
    copy.labels = call.labels;
    copy.leaf = call.leaf;
    copy.plan = { route: null, targets: [target], shadows: [], attempts: 1 };
    copy.flags.push('shadow');
    if (!admitCopy(gate, copy)) continue;
    gate.running.add(copy);
    send(gate, copy);
  }
}

function admitCopy(gate: Gate, copy: GateCall): boolean {
  const target = copy.plan?.targets[0];
  if (!target || copy.leaf === null) return false;
  const answer = gate.prices.known({
    ...{ provider: target.upstream.provider, model: target.model, service_tier: copy.asked.serviceTier },
    ...{ speed: '', region: target.upstream.options.region ?? '' },
  });
  if (!answer) {
    priceLater(gate, copy);
    return false;
  }
  const { defaultMaxOutput } = copy.rules;
  const nowMs = gate.clock.epochMs();
  const worst = worstCase(sizeOf(copy.asked), answer, { nowMs, defaultMaxOutput });
  const ticket = gate.admissions.pool.of(copy.leaf).admit(worst.amount, nowMs);
  if (!(ticket instanceof Ticket)) return false;
  copy.ticket = ticket;
  copy.worst = worst;
  copy.coveredOutput = worst.outputTokens;
  copy.admitted = gate.spool.admitNow(copy.id, admittedUsage(gate, copy), ticket.held);
  if (!copy.admitted) ticket.lease.void(ticket);
  return copy.admitted;
}

/** The next copy will find it. */
function priceLater(gate: Gate, copy: GateCall): void {
  const target = copy.plan?.targets[0];
  if (!target) return;
  const { upstream, model } = target;
  const question = { provider: upstream.provider, model, service_tier: copy.asked.serviceTier, speed: '' };
  gate.prices.ask({ ...question, region: upstream.options.region ?? '' }).catch((error: unknown) => {
    gate.log('a shadow copy could not be priced', error);
  });
}

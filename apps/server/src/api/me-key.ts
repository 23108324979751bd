import type { GatewayKeyView, Workspace } from '@exchequer/model/contract';
import { own } from './base.ts';
import { gated } from './gateway-answer.ts';
import { type OwnContext, selfOf } from './me-own.ts';
import { refusal } from './problem.ts';

/** A person needs one per machine and tool; whoever makes more has a program that makes them. */
const mostOwnKeys = 20;

const keys = own.me.keys.handler(async ({ input, context }) => {
  const { id } = await selfOf(context, input.workspace);
  return { keys: await context.services.gate.keys.list(input.workspace, { worker: id, state: 'all' }) };
});

const createKey = own.me.createKey.handler(async ({ input, context }) => {
  const { workspace, name, expires_at } = input;
  const { id } = await selfOf(context, workspace);
  const desk = context.services.gate.keys;
  const active = await desk.list(workspace, { worker: id, state: 'active' });
  if (active.length >= mostOwnKeys) {
    const fix = 'Revoke keys that are not used any more, or ask an admin for another one.';
    throw refusal(422, 'too-many-keys', `you have ${active.length} keys that work`, fix);
  }
  return gated(await desk.create(workspace, { name, worker_id: id, expires_at }, context.actor));
});

/** A key of the caller; of others' keys it is not even said that they are there. */
async function ownKey(context: OwnContext, workspace: Workspace, keyId: string): Promise<GatewayKeyView> {
  const { id } = await selfOf(context, workspace);
  const key = await context.services.gate.keys.get(workspace, keyId);
  if (key?.worker.id === id) return key;
  throw refusal(404, 'key-unknown', `you have no key ${keyId}`, 'List your keys and take an id from there.');
}

const rotateKey = own.me.rotateKey.handler(async ({ input, context }) => {
  const { workspace, overlap_seconds: overlap } = input;
  const { id } = await ownKey(context, workspace, input.id);
  return gated(await context.services.gate.keys.rotate(workspace, id, overlap, context.actor));
});

const revokeKey = own.me.revokeKey.handler(async ({ input, context }) => {
  const { id } = await ownKey(context, input.workspace, input.id);
  return gated(await context.services.gate.keys.revoke(input.workspace, id, context.actor));
});

export const meKeys = { keys, createKey, rotateKey, revokeKey };

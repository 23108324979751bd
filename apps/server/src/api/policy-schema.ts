import { policyJsonSchema } from '@exchequer/model/contract';
import { type Call, notFound, send } from '../http/call.ts';

/** `GET /schema/policy.json`: what editors read. It says nothing of the company, so it needs no credentials. */
export function policySchema(call: Call): void {
  if (call.req.method !== 'GET' && call.req.method !== 'HEAD') throw notFound(call);
  send(call.res, 200, 'application/schema+json', `${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
}

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { tool } from './tool.ts';
import { money } from './words.ts';

const input = z.object({
  amount: z
    .string()
    .regex(/^\d{1,12}(\.\d{1,6})?$/, 'a decimal amount such as 50 or 12.5')
    .describe('how much more, in the currency of the envelope, such as "50"'),
  reason: z.string().trim().min(1).max(1_000).describe('what it is for; whoever decides reads this'),
  permanent: z.boolean().default(false).describe('true raises the limit for good, false this period only'),
  envelope_id: z.string().max(60).optional().describe('left out, the envelope that pays for you first'),
});

const output = z.object({
  id: z.string(),
  state: z.string(),
  envelope: z.object({ id: z.string(), name: z.string(), currency: z.string() }),
  amount: z.string(),
  permanent: z.boolean(),
});

export const requestBudget = tool({
  name: 'request_budget',
  title: 'Ask for budget',
  description:
    'Asks the people who decide on your envelope for more. Nothing is granted at once: they approve or decline. ' +
    'The same wish in the same period is one request, however often it is sent.',
  input,
  output,
  changes: true,
  ask: async ({ client, workspace }, { amount, reason, permanent, envelope_id }) => {
    const { envelopes, worker } = await client.me.budget({ workspace });
    const envelope = envelopes.find(({ id }) => envelope_id === undefined || id === envelope_id);
    if (!envelope) throw noEnvelope(envelope_id, envelopes);
    const { id, name, currency, period_key: period } = envelope;
    // An agent that repeats itself asks once.
    const wish = JSON.stringify([worker.id, id, period, amount, permanent, reason]);
    const idempotency_key = `ask:${createHash('sha256').update(wish).digest('hex')}`;
    const asked = { envelope_id: id, amount, permanent, reason, idempotency_key };
    const made = await client.me.requestMore({ workspace, ...asked });
    return { ...made, envelope: { id, name, currency }, amount, permanent };
  },
  words: ({ id, state, envelope, amount, permanent }) => {
    const how = permanent ? 'for good' : 'for this period';
    const what = `${money(amount, envelope.currency)} more for ${envelope.name}, ${how}`;
    return state === 'open'
      ? `Asked for ${what} (${id}). Somebody has to approve it; go on within what is left until then.`
      : `The request ${id} for ${what} is ${state}. To ask again, say another reason or amount.`;
  },
});

function noEnvelope(named: string | undefined, envelopes: readonly { id: string; name: string }[]): Error {
  const own = envelopes.map(({ id, name }) => `${id} (${name})`).join(', ');
  const [what, fix] =
    named === undefined
      ? ['no envelope pays for you', 'Ask an admin for one: exchequer budget set.']
      : [`no envelope ${named} pays for you`, own ? `Take one of ${own}.` : 'Ask an admin for one.'];
  return Object.assign(new Error(what), { fix });
}

import { type Candidate, modelAllowed, planRoute, worstCase } from '@exchequer/core/gate';
import type { GateEndpoint } from '@exchequer/model';
import type { GateCall } from '../call.ts';
import type { Gate } from '../gate.ts';

/** Endpoints whose models answer in text and may stand in for each other. */
const texts: ReadonlySet<GateEndpoint> = new Set(['chat', 'responses', 'messages', 'generate', 'converse']);
/** Price books do not say what a model is for; names do. */
const otherKinds =
  /embed|audio|realtime|tts|transcri|whisper|image|dall|moderation|search|instruct|davinci|babbage|computer|rerank|live/i;
/** OpenAI serves these by its responses API alone. */
const responsesOnly = /codex|deep-research|-pro\b/i;

/**
 * Models that the caller may use instead, with the most that the same call would cost with each: those
 * that the price book knows at the providers of the call's API, that the key allows, and that a route
 * takes. Asked for when a call is refused, and never before.
 */
export async function cheaperModels(gate: Gate, call: GateCall): Promise<Candidate[]> {
  const { here, holder } = call.by;
  const { dialect, endpoint } = call.wire.match;
  if (!texts.has(endpoint)) return [];
  const serves = (model: string) =>
    !otherKinds.test(model) && (endpoint === 'responses' || !responsesOnly.test(model));
  const providers = new Set(
    [...here.upstreams.values()]
      .filter((upstream) => upstream.enabled && upstream.dialect === dialect)
      .map(({ provider }) => provider),
  );
  const candidates: Candidate[] = [];
  for (const provider of providers) {
    const models = (await gate.prices.modelsOf(provider)).filter(
      (model) => serves(model) && modelAllowed(holder.key.models, model),
    );
    for (const model of models) {
      const worst = await worstOf(gate, call, model);
      if (worst !== null) candidates.push({ model, worst });
    }
  }
  return candidates;
}

/** The most that the call would cost with another model, wherever its route may send it. */
async function worstOf(gate: Gate, call: GateCall, model: string): Promise<bigint | null> {
  const { here } = call.by;
  const { dialect, endpoint } = call.wire.match;
  const plan = planRoute(here.routes, here.upstreams, { dialect, model }, 0);
  const size = { ...call.asked, endpoint };
  const at = { nowMs: call.startedAt.getTime(), defaultMaxOutput: call.rules.defaultMaxOutput };
  let worst: bigint | null = null;
  for (const { upstream, model: sent } of plan?.targets ?? []) {
    const question = { provider: upstream.provider, model: sent, service_tier: call.asked.serviceTier };
    const asked = { ...question, speed: '', region: upstream.options.region ?? '' };
    const answer = gate.prices.known(asked) ?? (await gate.prices.ask(asked));
    const { amount, priced } = worstCase(size, answer, at);
    if (!priced) return null;
    if (worst === null || amount > worst) worst = amount;
  }
  return worst;
}

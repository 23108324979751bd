import { createHash, randomBytes } from 'node:crypto';
import type { GateCall } from '../call.ts';
import type { Gate } from '../gate.ts';
import { traceOf } from '../trace/spans.ts';
import type { Answer } from '../upstream/forwarded.ts';

/** Adds a call to the trace of its client, or to one of its own. Costs nothing where nobody collects. */
export function traceCall(
  gate: Gate,
  call: GateCall,
  answer: Answer & { model: string; failed: boolean },
): void {
  if (!gate.spans) return;
  const { upstream, reading, status } = answer;
  const { endpoint } = call.asked.match;
  const trace = traceOf(call.req.headers.traceparent) ?? { traceId: traceIdOf(call), parentId: '' };
  const startMs = call.startedAt.getTime();
  gate.spans.add({
    ...trace,
    spanId: randomBytes(8).toString('hex'),
    name: `${endpoint} ${call.asked.model}`.trim(),
    startMs,
    endMs: startMs + gate.clock.nowMs() - call.startedMs,
    failed: answer.failed,
    attributes: {
      'gen_ai.operation.name': endpoint,
      'gen_ai.provider.name': upstream.provider,
      'gen_ai.request.model': call.asked.model,
      'gen_ai.response.model': reading.model || answer.model,
      'gen_ai.usage.input_tokens': reading.counts.uncached_input ?? 0,
      'gen_ai.usage.output_tokens': reading.counts.output ?? 0,
      'http.response.status_code': status,
      'exchequer.call': call.id,
      'exchequer.workspace': call.workspace,
      'exchequer.upstream': upstream.id,
    },
  });
}

/** A call without a trace of its client's is a trace by itself, which its id finds. */
const traceIdOf = ({ id }: GateCall) => createHash('sha256').update(id).digest('hex').slice(0, 32);

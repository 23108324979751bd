import { type TracedSpan, tracedService } from '@exchequer/company';
import { normaliseSpans, spansFromJson } from '@exchequer/vendors/otlp';
import { broken, type SampleParts } from './parts.ts';

/** Spans of one export request, as an exporter batches them. */
const spansAtOnce = 5_000;

/** What a traced program exports: requests of OTLP/JSON, read as those that come over the network. */
export class TracedSpans {
  readonly #parts: Pick<SampleParts, 'intake' | 'now'>;
  #spans: TracedSpan[] = [];

  constructor(parts: Pick<SampleParts, 'intake' | 'now'>) {
    this.#parts = parts;
  }

  take(span: TracedSpan): Promise<void> | undefined {
    // A run's spans belong together: they are parted between runs, which begin with the agent's.
    const full = this.#spans.length >= spansAtOnce && span.name.startsWith('invoke_agent');
    const sending = full ? this.#send() : undefined;
    this.#spans.push(span);
    return sending;
  }

  finish(): Promise<void> {
    return this.#send();
  }

  async #send(): Promise<void> {
    const spans = this.#spans;
    this.#spans = [];
    if (spans.length === 0) return;
    const { intake, now } = this.#parts;
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: tracedService } }] };
    const text = JSON.stringify({
      resourceSpans: [{ resource, scopeSpans: [{ scope: { name: tracedService }, spans }] }],
    });
    const found = normaliseSpans(spansFromJson(text), {
      ...{ workspace: 'sample', place: '/otlp/v1/traces', nowMs: now().getTime() },
    });
    if (found.rejects[0]) throw broken('spans', found.rejects[0].error);
    await intake.book('sample', found.rows);
  }
}

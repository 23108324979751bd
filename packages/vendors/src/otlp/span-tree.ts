import { firstText } from './reading.ts';
import type { Span } from './shape.ts';

/** Operations that call a model. Only these can meter. */
const inferenceOperations = new Set([
  'chat',
  'generate_content',
  'text_completion',
  'embeddings',
  'completion',
]);
/** Kind CLIENT, as instrumentations before operation names marked a model call. */
const client = 3;

export const inputKeys = ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens'] as const;
export const outputKeys = ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens'] as const;

const statesUsage = (span: Span): boolean =>
  [...inputKeys, ...outputKeys].some((key) => span.attributes.has(key));

function callsModel(span: Span): boolean {
  const operation = firstText(span.attributes, 'gen_ai.operation.name');
  return operation === '' ? span.kind === client : inferenceOperations.has(operation);
}

/** A model call that states what it used. */
export const isInference = (span: Span): boolean => callsModel(span) && statesUsage(span);

/** An agent, workflow or tool: what runs inside it is another call, not the same one again. */
const isStep = (span: Span): boolean => !callsModel(span) && span.attributes.has('gen_ai.operation.name');

/** Deepest chain of parents followed; deeper ones are loops or hostile. */
const deepest = 256;

/** The spans of one request by id, to find what surrounds a model call. */
export class SpanTree {
  private readonly byId = new Map<string, Span>();
  /** Model calls that merely wrap another reported call. */
  private readonly wrappers = new Set<Span>();

  constructor(spans: readonly Span[]) {
    for (const span of spans) this.byId.set(`${span.traceId}/${span.spanId}`, span);
    for (const span of spans) {
      if (isInference(span)) this.markWrappers(span);
    }
  }

  private parentOf(span: Span): Span | undefined {
    return span.parentSpanId === '' ? undefined : this.byId.get(`${span.traceId}/${span.parentSpanId}`);
  }

  private *ancestors(span: Span): Generator<Span> {
    let at = this.parentOf(span);
    for (let depth = 0; at && depth < deepest; depth += 1) {
      yield at;
      at = this.parentOf(at);
    }
  }

  private markWrappers(span: Span): void {
    for (const ancestor of this.ancestors(span)) {
      if (isStep(ancestor)) return;
      if (isInference(ancestor) && ancestor.spanId !== span.spanId) this.wrappers.add(ancestor);
    }
  }

  /** True for a model call with no reported model call inside it: the one that is billed. */
  isLeaf(span: Span): boolean {
    return !this.wrappers.has(span);
  }

  /** The attribute on the span itself, else on the nearest span around it. */
  nearest(span: Span, ...keys: readonly string[]): string {
    const own = firstText(span.attributes, ...keys);
    if (own !== '') return own;
    for (const ancestor of this.ancestors(span)) {
      const said = firstText(ancestor.attributes, ...keys);
      if (said !== '') return said;
    }
    return '';
  }
}

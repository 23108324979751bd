import { cloudEventSchema, nativeUsageSchema, usageReceiptSchema } from '@exchequer/model/contract';
import { z } from 'zod';

type Schema = Record<string, unknown>;

/** The schema as callers write it; what JSON Schema cannot say is left open. */
function jsonSchema(schema: z.ZodType): Schema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}

const json = (schema: Schema) => ({ 'application/json': { schema } });
const oneOrMany = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'array', items: schema }] });
const problems = {
  '401': { description: 'No token, or one that is not known' },
  '413': { description: 'The body is larger than is taken' },
  '503': { description: 'Usage arrives faster than it is booked: come back after Retry-After' },
};

/**
 * The endpoints that take usage in. They read bytes and not contract calls, for speed and exact
 * status codes, so they are described here beside the generated paths.
 */
export function wirePaths(): Record<string, object> {
  const usage = jsonSchema(nativeUsageSchema);
  const event = jsonSchema(cloudEventSchema);
  const receipt = jsonSchema(usageReceiptSchema);
  const taken = (summary: string, content: object) => ({
    post: {
      tags: ['ingest'],
      summary,
      security: [{ token: [] }],
      requestBody: { required: true, content },
      responses: {
        '200': { description: 'Taken in and durable; what was refused is listed', content: json(receipt) },
        '422': { description: 'Nothing could be taken in', content: json(receipt) },
        ...problems,
      },
    },
  });
  return {
    '/v1/usage': taken('Report usage: one event, an array, or JSON lines. Idempotent by `id`', {
      ...json(oneOrMany(usage)),
      'application/x-ndjson': { schema: { type: 'string', description: 'one usage event per line' } },
    }),
    '/v1/events': taken('Report usage as CloudEvents 1.0, structured, batched or binary', {
      'application/cloudevents+json': { schema: event },
      'application/cloudevents-batch+json': { schema: { type: 'array', items: event } },
    }),
    ...Object.fromEntries(
      ['logs', 'metrics', 'traces'].map((signal) => [`/otlp/v1/${signal}`, otlp(signal)]),
    ),
  };
}

function otlp(signal: string): object {
  return {
    post: {
      tags: ['ingest'],
      summary: `OpenTelemetry ${signal} over OTLP/HTTP, gzip or not`,
      security: [{ token: [] }],
      requestBody: {
        required: true,
        content: {
          ...json({ type: 'object', description: 'an OTLP/JSON export request' }),
          'application/x-protobuf': { schema: { type: 'string', format: 'binary' } },
        },
      },
      responses: {
        '200': { description: 'Taken in; `partialSuccess` names what was not' },
        '400': { description: 'Unreadable: never send it again' },
        ...problems,
      },
    },
  };
}

import { contract } from '@exchequer/model/contract';
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';

export type OpenApiDocument = Awaited<ReturnType<OpenAPIGenerator['generate']>>;

/** The OpenAPI 3.1 document of the whole contract. */
export function generateOpenApi(serverUrl: string): Promise<OpenApiDocument> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  return generator.generate(contract, {
    info: {
      title: 'Exchequer',
      version: '1',
      description:
        'Money and token counts are decimal strings. Ranges are half-open. Errors are application/problem+json with `code`, `detail` and `fix`.',
    },
    servers: [{ url: serverUrl }],
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token, `exq_…`' },
        session: { type: 'apiKey', in: 'cookie', name: 'exq_session' },
      },
    },
    security: [{ token: [] }, { session: [] }],
  });
}

import { contract } from '@exchequer/model/contract';
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { wirePaths } from './openapi-wire.ts';

export type OpenApiDocument = Awaited<ReturnType<OpenAPIGenerator['generate']>>;

/** The OpenAPI 3.1 document of the whole API: the contract, and the endpoints that take usage in. */
export async function generateOpenApi(serverUrl: string): Promise<OpenApiDocument> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(contract, {
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
  return { ...document, paths: { ...document.paths, ...wirePaths() } };
}

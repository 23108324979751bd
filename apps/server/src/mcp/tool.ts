import type { Contract, Workspace } from '@exchequer/model/contract';
import type { McpServer } from '@modelcontextprotocol/server';
import type { ContractRouterClient } from '@orpc/contract';
import { ORPCError } from '@orpc/server';
import { z } from 'zod';
import { problemOf } from '../api/problem.ts';

/** The API as one caller may use it, over the wire or inside the tower. */
export type AskClient = ContractRouterClient<Contract>;

/** Who asks, and where. */
export interface Asking {
  client: AskClient;
  workspace: Workspace;
  /** Told of failures that are not the asker's. */
  failed: (error: unknown) => void;
}

/** One verb of agents: what it takes and gives, and what it says of that to a model. */
export interface AskTool<Input extends z.ZodObject, Output extends z.ZodObject> {
  name: string;
  title: string;
  description: string;
  input: Input;
  output: Output;
  /** True where asking leaves something behind; the same wish again then leaves nothing more. */
  changes: boolean;
  ask(asking: Asking, input: z.output<Input>): Promise<z.output<Output>>;
  words(output: z.output<Output>): string;
}

/** A tool on its way to a server. */
export type Register = (server: McpServer, asking: Asking) => void;

/** Makes a tool of a verb: its errors are `error:` what and `fix:` what to do, in its answer. */
export const tool =
  <Input extends z.ZodObject, Output extends z.ZodObject>(verb: AskTool<Input, Output>): Register =>
  (server, asking) => {
    const { name, title, description, changes } = verb;
    server.registerTool(
      name,
      {
        ...{ title, description },
        inputSchema: advertised(verb.input),
        outputSchema: verb.output,
        annotations: {
          ...{ title, readOnlyHint: !changes, openWorldHint: false },
          ...(changes && { destructiveHint: false, idempotentHint: true }),
        },
      },
      async (given) => {
        const input = verb.input.safeParse(given ?? {});
        if (!input.success) return failure(unfit(input.error));
        try {
          const output = await verb.ask(asking, input.data);
          return { content: [text(verb.words(output))], structuredContent: output };
        } catch (error) {
          return failure(complaintOf(error, asking));
        }
      },
    );
  };

/** The schema as clients are told it. What does not fit is refused by the tool, in its own words. */
function advertised<Input extends z.ZodObject>(schema: Input) {
  const { jsonSchema } = schema['~standard'] as { jsonSchema: StandardJson };
  const validate = (value: unknown) => ({ value });
  return { '~standard': { version: 1 as const, vendor: 'exchequer', jsonSchema, validate } };
}

interface StandardJson {
  input: (options: { target: string }) => Record<string, unknown>;
  output: (options: { target: string }) => Record<string, unknown>;
}

const text = (said: string) => ({ type: 'text' as const, text: said });

interface Complaint {
  what: string;
  fix: string;
}

const failure = ({ what, fix }: Complaint) => ({
  isError: true,
  content: [text(`error: ${what}\nfix: ${fix}`)],
});

const unfit = (error: z.ZodError): Complaint => ({
  what: z
    .prettifyError(error)
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('✖ ', ''),
  fix: 'Call the tool again with arguments that fit its input schema.',
});

/** A refusal in its own words; a failure of the server, which is none of the asker's, without them. */
function complaintOf(error: unknown, { failed }: Asking): Complaint {
  const { fix } = (error ?? {}) as { fix?: unknown };
  if (error instanceof Error && typeof fix === 'string') return { what: error.message, fix };
  const problem = problemOf(error, '');
  if (problem.status < 500) return { what: problem.detail, fix: problem.fix };
  failed(error);
  const said = error instanceof ORPCError && typeof error.data?.fix === 'string' ? error.data.fix : null;
  return { what: 'the server failed while answering', fix: said ?? 'Try again in a moment.' };
}

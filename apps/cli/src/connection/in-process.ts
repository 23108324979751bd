import { Readable } from 'node:stream';
import { createRouterClient } from '@orpc/server';
import { CliError, type Terminal } from '../output/index.ts';
import type { Connection, ContractClient, ServerChoice } from './connection.ts';

/** Composes the server in this process, on the home, as the machine's own admin. */
export async function inProcessConnection(
  { home }: Pick<ServerChoice, 'home'>,
  terminal: Terminal,
): Promise<Connection> {
  const [{ compose, ledgerFile, localContext, reportFile }, lock] = await Promise.all([
    import('@exchequer/server/compose'),
    takeLock(home),
  ]);
  const server = await compose({ home, env: terminal.env, now: terminal.now }).catch((error: unknown) => {
    lock.release();
    throw error;
  });
  const context = () =>
    localContext(server.services, terminal.now, terminal.env.EXCHEQUER_LOCAL_COMPENSATION === '1');
  const client = createRouterClient(server.router, { context });
  return {
    client: client as unknown as ContractClient,
    kind: 'in-process',
    place: home,
    seesOurFiles: true,
    download: async (path) => {
      const { pathname, searchParams } = new URL(path, 'http://localhost');
      const report = await reportFile(context(), pathname, searchParams);
      if (report) return Readable.from([report.body], { objectMode: true });
      return (await ledgerFile(context(), pathname, searchParams)).chunks;
    },
    close: async () => {
      await server.close();
      lock.release();
    },
  };
}

/** Two processes must never open one analytics folder, so a home has one holder, this or a supervisor. */
async function takeLock(home: string) {
  const { takeHome } = await import('@exchequer/server/supervisor');
  try {
    return takeHome(home, 'a command line');
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'already-running') throw cause;
    throw new CliError(
      `${home} is in use by another process that is starting, stopping or at work`,
      'Wait until it has ended and try again; `exchequer doctor` shows what runs.',
      { cause },
    );
  }
}

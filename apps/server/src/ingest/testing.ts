import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Actor } from '@exchequer/core/access';
import type { NormalisedOutcome, Reject, SeriesStore, UsageIntake } from '@exchequer/model';
import { type RecordingIntake, recordingIntake } from '@exchequer/vendors/acceptance';
import { memorySeriesStore } from '@exchequer/vendors/otlp';
import { createIngest, type IngestLimits } from './index.ts';

/** A real server with nothing but the ingest endpoints, on an ephemeral loopback port. */
export interface IngestServer {
  url: string;
  port: number;
  intake: RecordingIntake;
  outcomes: NormalisedOutcome[];
  rejects: Reject[];
  logged: string[];
  post(path: string, body: BodyInit, headers: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

export interface IngestServerOptions {
  limits?: Partial<IngestLimits>;
  series?: SeriesStore;
  now?: () => Date;
  actor?: Partial<Actor>;
  /** Stands before the recording intake, to fail or to wait. */
  around?: (intake: RecordingIntake) => UsageIntake & { waitingRows?(): number };
}

const sender: Actor = {
  id: 'tok_test',
  kind: 'token',
  name: 'collector',
  scopes: ['ingest'],
  workspace: 'live',
  workerId: null,
};

const testNow = () => new Date('2026-11-21T12:00:00Z');

export async function ingestServer(options: IngestServerOptions = {}): Promise<IngestServer> {
  const intake = recordingIntake();
  const rejects: Reject[] = [];
  const logged: string[] = [];
  const outcomes: NormalisedOutcome[] = [];
  const ingest = createIngest({
    outcomes: {
      book: async (_workspace, rows) => {
        outcomes.push(...rows);
        return { batchId: 'b', added: rows.length, amended: 0, duplicates: 0 };
      },
    },
    links: { keep: async () => undefined },
    intake: options.around?.(intake) ?? intake,
    series: options.series ?? memorySeriesStore(),
    quarantine: { keep: async (_workspace, more) => void rejects.push(...more) },
    limits: { lingerMs: 3000, ...options.limits },
    now: options.now ?? testNow,
    log: (message) => logged.push(message),
  });
  const server = createServer((req, res) => {
    const path = (req.url ?? '/').split('?')[0] ?? '/';
    ingest(req, res, { ...sender, ...options.actor }, path).then(
      (known) => known || res.writeHead(404).end(),
      (error) => {
        logged.push(`thrown: ${error}`);
        res.destroy();
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    intake,
    outcomes,
    rejects,
    logged,
    post: (path, body, headers) => fetch(`${url}${path}`, { method: 'POST', body, headers }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

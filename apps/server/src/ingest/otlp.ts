import type { IncomingMessage } from 'node:http';
import type { NormalisedUsage, Reject, SessionCommit } from '@exchequer/model';
import type { Workspace } from '@exchequer/model/contract';
import {
  bookSeries,
  type CumulativeSeries,
  isMetered,
  logsFromJson,
  logsFromProtobuf,
  normaliseLogs,
  normaliseMetrics,
  normaliseSpans,
  type OtlpEncoding,
  type OtlpSignal,
  pointsFromJson,
  pointsFromProtobuf,
  spansFromJson,
  spansFromProtobuf,
} from '@exchequer/vendors/otlp';
import type { Answer } from './answer.ts';
import { book, type IngestDeps, quarantine } from './deps.ts';
import { mediaType, textOf } from './media-type.ts';
import { exportAnswer } from './otlp-answer.ts';
import { IngestRefusal } from './refusal.ts';

/** The encoding of a request; its answers use the same. */
export function otlpEncoding(req: IncomingMessage): OtlpEncoding {
  const type = mediaType(req);
  if (type === 'application/x-protobuf' || type === 'application/protobuf') return 'protobuf';
  if (type === 'application/json') return 'json';
  throw new IngestRefusal(
    415,
    'unsupported-content-type',
    `the content type is ${type === '' ? 'not stated' : 'not one of OTLP/HTTP'}`,
    'Send application/x-protobuf or application/json (OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf or http/json).',
  );
}

interface Found {
  rows: NormalisedUsage[];
  rejects: readonly Reject[];
  refused: number;
  series: readonly CumulativeSeries[];
  commits: readonly SessionCommit[];
}

/** Takes one export request in; resolves when its usage is durable. */
export async function takeOtlp(
  deps: IngestDeps,
  signal: OtlpSignal,
  encoding: OtlpEncoding,
  body: Buffer,
  workspace: Workspace,
): Promise<Answer> {
  const found = read(signal, encoding, body, {
    workspace,
    place: `/otlp/v1/${signal}`,
    nowMs: deps.now().getTime(),
  });
  if (found.rows.length + found.series.length > 0) {
    await bookSeries(deps.series, workspace, found.series, (rows) =>
      book(deps, workspace, [...found.rows, ...rows]),
    );
  }
  if (found.commits.length > 0)
    await deps.links?.keep(workspace, { links: [], commits: [], sessionCommits: found.commits });
  await quarantine(deps, workspace, [...found.rejects, ...beyondKept(found, signal)]);
  return exportAnswer(encoding, signal, found.refused, explanation(found));
}

function read(
  signal: OtlpSignal,
  encoding: OtlpEncoding,
  body: Buffer,
  intake: { workspace: Workspace; place: string; nowMs: number },
): Found {
  const text = encoding === 'json' ? textOf(body) : null;
  if (signal === 'metrics') {
    return normaliseMetrics(
      text === null ? pointsFromProtobuf(body, isMetered) : pointsFromJson(text, isMetered),
      intake,
    );
  }
  const found =
    signal === 'logs'
      ? normaliseLogs(text === null ? logsFromProtobuf(body) : logsFromJson(text), intake)
      : normaliseSpans(text === null ? spansFromProtobuf(body) : spansFromJson(text), intake);
  const { rows, rejects, refused, commits } = found;
  return { rows, rejects, refused, commits, series: [] };
}

/** The first few reasons; the quarantine has more of them. */
const explanation = ({ rejects, refused }: Found): string =>
  rejects
    .slice(0, 3)
    .map((reject) => `record ${reject.line}: ${reject.error}`)
    .concat(refused > 3 ? [`and ${refused - 3} more`] : [])
    .join('; ');

/** One entry that stands for the refusals that are not kept one by one. */
function beyondKept({ rejects, refused }: Found, signal: OtlpSignal): Reject[] {
  const more = refused - rejects.length;
  const last = rejects.at(-1);
  if (more === 0 || !last) return [];
  const error = `${more} more records of one request were refused for reasons like these`;
  return [{ ...last, place: `/otlp/v1/${signal}`, line: null, error, excerpt: '' }];
}

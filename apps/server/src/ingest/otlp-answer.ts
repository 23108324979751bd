import { exportResponse, type OtlpEncoding, type OtlpSignal, rpcStatus } from '@exchequer/vendors/otlp';
import type { Answer } from './answer.ts';
import type { IngestRefusal } from './refusal.ts';

const contentTypes: Record<OtlpEncoding, string> = {
  json: 'application/json',
  protobuf: 'application/x-protobuf',
};

/** What was taken in, in the encoding of the request. */
export function exportAnswer(
  encoding: OtlpEncoding,
  signal: OtlpSignal,
  rejected: number,
  message: string,
): Answer {
  return {
    status: 200,
    type: contentTypes[encoding],
    body: exportResponse(encoding, signal, rejected, message),
  };
}

/** google.rpc.Code by HTTP status. */
const rpcCodes: Record<number, number> = { 400: 3, 405: 12, 408: 4, 413: 8, 415: 3, 429: 8, 503: 14 };

/** A refusal, in the encoding of the request. */
export function statusAnswer(encoding: OtlpEncoding, refused: IngestRefusal): Answer {
  const { status, message, fix } = refused;
  return {
    status,
    type: contentTypes[encoding],
    headers: refused.headers(),
    body: rpcStatus(encoding, rpcCodes[status] ?? 2, `${message}. ${fix}`),
  };
}

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

export type OtlpEncoding = 'json' | 'protobuf';
export type OtlpSignal = 'logs' | 'metrics' | 'traces';

const rejectedKeys: Record<OtlpSignal, string> = {
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
  traces: 'rejectedSpans',
};

/** The export response of a signal. Partial success is left unset when everything was taken. */
export function exportResponse(
  encoding: OtlpEncoding,
  signal: OtlpSignal,
  rejected: number,
  message: string,
): string | Uint8Array {
  if (encoding === 'json') {
    const partialSuccess = { [rejectedKeys[signal]]: String(rejected), errorMessage: message };
    return rejected > 0 ? JSON.stringify({ partialSuccess }) : '{}';
  }
  const writer = new BinaryWriter();
  if (rejected > 0) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Varint).int64(rejected);
    writer.tag(2, WireType.LengthDelimited).string(message);
    writer.join();
  }
  return writer.finish();
}

/** A refusal as google.rpc.Status, in the encoding of the request. */
export function rpcStatus(encoding: OtlpEncoding, code: number, message: string): string | Uint8Array {
  if (encoding === 'json') return JSON.stringify({ code, message, details: [] });
  const writer = new BinaryWriter();
  return writer.tag(1, WireType.Varint).int32(code).tag(2, WireType.LengthDelimited).string(message).finish();
}

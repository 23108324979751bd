/** Bounds of what one request, and all of them together, may cost. */
export interface IngestLimits {
  /** Largest body, as sent and after decompression. */
  bodyBytes: number;
  /** Bodies being read or decoded at one time, all together. */
  bodiesBytes: number;
  /** Longest time to send a body. */
  bodyMs: number;
  /** Longest silence while sending one. */
  idleMs: number;
  /** How long an answered client may go on sending before it is cut off. */
  lingerMs: number;
  /** Rows waiting to be booked above which senders are asked to come back. */
  waitingRows: number;
  /** Records per request to /v1/usage and /v1/events. */
  records: number;
}

const megabyte = 1024 * 1024;

export const usualLimits: IngestLimits = {
  bodyBytes: 64 * megabyte,
  bodiesBytes: 256 * megabyte,
  bodyMs: 120_000,
  idleMs: 20_000,
  lingerMs: 10_000,
  waitingRows: 500_000,
  records: 100_000,
};

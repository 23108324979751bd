import type { SpoolLimits, SpoolRefusal } from './spool.ts';

type Reason = SpoolRefusal['reason'];

/** What fullness is judged by. */
export interface Room {
  /** Bytes of all segments and of what waits to be written. */
  bytes: number;
  /** Free bytes of the disk; null when unknown. */
  free: number | null;
  /** Code of the error with which the last write failed; null after one that went well. */
  failed: string | null;
}

/** Disk errors that mean that there is no room, rather than that the disk is broken. */
const noRoom = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Whether admits are refused, from whether they were before. The mark at which they return is lower
 * than the one at which they stop, so that the spool does not flutter between both.
 */
export function judgeRoom(before: Reason | null, room: Room, limits: SpoolLimits): Reason | null {
  if (room.failed !== null) return noRoom.has(room.failed) ? 'disk-full' : 'disk-failing';
  const mostBytes = before === 'size-bound' ? limits.resumeBytes : limits.totalBytes;
  if (room.bytes >= mostBytes) return 'size-bound';
  const leastFree = before === 'disk-full' ? 2 * limits.freeBytes : limits.freeBytes;
  return room.free !== null && room.free < leastFree ? 'disk-full' : null;
}

const texts: Record<Reason, readonly [detail: string, fix: string]> = {
  'size-bound': [
    'usage waits to be taken in by the tower and fills the space that is set aside for it',
    'Start the tower, or see why it does not take usage in; calls go on by themselves then.',
  ],
  'disk-full': [
    'the disk on which usage is written down is full',
    'Free some space on the disk of the gateway’s home; calls go on by themselves then.',
  ],
  'disk-failing': [
    'the disk on which usage is written down refuses to be written',
    'Look at the disk and the permissions of the gateway’s home.',
  ],
};

/** The refusal of a reason. */
export function refuseFull(reason: Reason): SpoolRefusal {
  const [detail, fix] = texts[reason];
  return { refused: 'spool-full', reason, detail, fix };
}

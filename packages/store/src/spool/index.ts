/** The append-only spool between a gateway and the tower. */
export { SpoolFailure, type SpoolFailureCode } from './failure.ts';
export { openSpool } from './open-spool.ts';
export {
  type AdmitRecord,
  type FollowingRecord,
  type RejectedLine,
  type Spool,
  type SpoolBatch,
  type SpoolFigures,
  type SpoolLimits,
  type SpoolOptions,
  type SpoolPosition,
  type SpoolRecovery,
  type SpoolRefusal,
  usualSpoolLimits,
} from './spool.ts';

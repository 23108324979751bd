export { githubMerged, githubRevert, type RecordedDelivery, recordedDeliveries } from './deliveries.ts';
export { acceptanceFolder } from './folder.ts';
export { protobufOf, type Signal } from './protobuf-of.ts';
export { type RecordingIntake, recordingIntake } from './recording-intake.ts';
export { type ExpectedTotals, expectedShape, groupColumns, totalsBy, totalsOf } from './totals.ts';

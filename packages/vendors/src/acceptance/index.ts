export { recordedDeliveries } from './deliveries.ts';
export { acceptanceFolder } from './folder.ts';
export { githubMerged, githubRevert, type RecordedDelivery } from './github-deliveries.ts';
export { protobufOf, type Signal } from './protobuf-of.ts';
export { type RecordingIntake, recordingIntake } from './recording-intake.ts';
export { type ExpectedTotals, expectedShape, groupColumns, totalsBy, totalsOf } from './totals.ts';

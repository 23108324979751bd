export { logsFromJson, pointsFromJson, spansFromJson } from './json.ts';
export { type Normalised, normaliseLogs } from './logs.ts';
export { isMetered } from './metric-kinds.ts';
export { type CumulativeSeries, type NormalisedMetrics, normaliseMetrics } from './metrics.ts';
export type { Intake } from './origin.ts';
export { logsFromProtobuf, pointsFromProtobuf, spansFromProtobuf } from './protobuf.ts';
export { exportResponse, type OtlpEncoding, type OtlpSignal, rpcStatus } from './response.ts';
export {
  advanceSeries,
  confirmSteps,
  memorySeriesStore,
  type SeriesPoint,
  type SeriesState,
  type SeriesStep,
  type SeriesStore,
} from './series.ts';
export { bookSeries } from './series-booking.ts';
export { MalformedBody } from './shape.ts';
export { normaliseSpans } from './spans.ts';

export { binaryEvent, normaliseEvents } from './cloudevents.ts';
export { jsonLines, unreadable } from './lines.ts';
export {
  issueTexts,
  normaliseNative,
  type Refused,
  refuse,
  type WireIntake,
  type WireUsage,
} from './native.ts';
export { readProviderUsage } from './provider-usage.ts';

import { type CloudEvent, cloudEventSchema, usageEventDataSchema } from '@exchequer/model/contract';
import { issueTexts, nativeRow, refuse, type WireIntake, type WireUsage } from './native.ts';

/** Event types that carry usage. */
export const isUsageType = (type: string): boolean =>
  type === 'com.exchequer.usage' || (type.startsWith('usage.') && type.length > 'usage.'.length);

/** Usage in CloudEvents 1.0, in their JSON form. An event is known by its source and id together. */
export function normaliseEvents(items: readonly unknown[], intake: WireIntake): WireUsage {
  const found: WireUsage = { rows: [], refused: [] };
  items.forEach((item, index) => {
    // A place whose event is read elsewhere.
    if (item === undefined) return;
    const parsed = cloudEventSchema.safeParse(item);
    const row = parsed.success ? rowOf(parsed.data, intake) : issueTexts(parsed.error.issues);
    if (Array.isArray(row)) found.refused.push(refuse('cloudevents', intake, index, row, item));
    else found.rows.push(row);
  });
  return found;
}

function rowOf(event: CloudEvent, intake: WireIntake) {
  if (!isUsageType(event.type)) return ['type: only com.exchequer.usage and usage.* carry usage'];
  const parsed = usageEventDataSchema.safeParse(event.data);
  if (!parsed.success) return issueTexts(parsed.error.issues).map((text) => `data.${text}`);
  const { id: _, occurred_at = event.time, ...usage } = parsed.data;
  if (occurred_at === undefined) return ['time: neither the event nor its data says when it happened'];
  const service = usage.service ?? usage.source ?? event.source.slice(0, 300);
  // The length keeps (source, id) apart from any other pair that would run together.
  const key = `${event.source.length}:${event.source}${event.id}`;
  return nativeRow({ ...usage, service, occurred_at }, 'cloudevents', key, intake);
}

/** Puts an event in binary mode together: attributes from `ce-` headers, data from the body. */
export function binaryEvent(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  data: unknown,
): Record<string, unknown> {
  const event: Record<string, unknown> = { data };
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('ce-') && typeof value === 'string') event[name.slice(3)] = percentDecoded(value);
  }
  return event;
}

/** Header values are percent-encoded UTF-8; one that is not is taken as it stands. */
function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

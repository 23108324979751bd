import type { GatewayStatus } from '@exchequer/model/contract';
import { cssColour } from '../../charts/index.ts';
import { TimeChart } from '../../components/time-chart.tsx';
import { counted, groupDigits } from '../../format/number.ts';
import { useView } from '../../state/view.ts';
import { type Minute, withQuietMinutes } from './minutes.ts';
import { refusedIn } from './words.ts';

/** Calls by minute: answered, refused and failed. */
export function Traffic({ status }: { status: GatewayStatus }) {
  const { range } = useView();
  const minutes = withQuietMinutes(status.minutes);
  const at = (minute: Minute) =>
    new Intl.DateTimeFormat('en-GB', {
      hour: '2-digit',
      minute: '2-digit',
      timeZone: range.time_zone,
    }).format(new Date(minute.at));
  const of = (key: string, label: string, colour: string, count: (minute: Minute) => number) => ({
    key,
    label,
    colour,
    hatched: false,
    values: minutes.map(count),
    exact: minutes.map((minute) => String(count(minute))),
  });
  return (
    <div className="mt-6">
      <TimeChart
        title="Calls by minute"
        reading={readingOf(status)}
        unit="count"
        height={180}
        buckets={minutes.map((minute) => ({ label: at(minute), words: at(minute) }))}
        series={[
          of('answered', 'Answered', cssColour('accent'), (m) =>
            Math.max(0, m.requests - m.errors - m.refused),
          ),
          of('refused', 'Refused', cssColour('warn'), (m) => m.refused),
          of('failed', 'Failed', cssColour('stop'), (m) => m.errors),
        ]}
        totals={minutes.map((minute) => String(minute.requests))}
        compare={null}
      />
    </div>
  );
}

/** The hour in a sentence. */
function readingOf(status: GatewayStatus): string {
  const refused = refusedIn(status);
  const parts = [
    counted(String(status.requests), 'call'),
    refused > 0 ? `${groupDigits(String(refused))} refused` : '',
    status.errors > 0 ? `${groupDigits(String(status.errors))} failed` : '',
  ];
  return `${parts.filter(Boolean).join(', ')}.`;
}

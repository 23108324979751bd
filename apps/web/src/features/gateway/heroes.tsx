import type { GatewayStatus } from '@exchequer/model/contract';
import { HeroCell, HeroLine, HeroName, HeroNote, HeroValue } from '../../components/hero-line.tsx';
import { milliseconds, percentOf, reasonOf, refusedIn } from './words.ts';

/** What the gate does, on one line. */
export function GatewayHeroes({ status }: { status: GatewayStatus }) {
  const { requests, errors, refused, first_byte_ms: first, overhead_ms: added } = status;
  const [topReason] = Object.entries(refused).sort(([, a], [, b]) => b - a);
  const stopped = refusedIn(status);
  const cells = [
    [
      'Requests a second',
      status.requests_per_second.toFixed(1),
      `${requests.toLocaleString('en-US')} in the hour`,
    ],
    ['Errors', percentOf(errors, requests), `${errors.toLocaleString('en-US')} calls`],
    [
      'Refused',
      percentOf(stopped, requests),
      topReason && topReason[1] > 0 ? `most: ${reasonOf(topReason[0])}` : 'none',
    ],
    ['First byte', milliseconds(first.p50), `95 % within ${milliseconds(first.p95)}`],
    ['Added by the gate', milliseconds(added.p50), `99 % within ${milliseconds(added.p99)}`],
  ] as const;
  return (
    <HeroLine label="The gate">
      {cells.map(([name, value, note]) => (
        <HeroCell key={name}>
          <HeroName>{name}</HeroName>
          <HeroValue>{value}</HeroValue>
          <HeroNote>{note}</HeroNote>
        </HeroCell>
      ))}
    </HeroLine>
  );
}

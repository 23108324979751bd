import type { Subject } from './cells.ts';
import type { Generator } from './role.ts';
import { chatWire } from './wire.ts';

export interface Soaked {
  requests: number;
  failed: number;
  perSecond: number;
  /** Resident memory after each tenth of the requests, megabytes. */
  memoryMb: number[];
  /** Memory at the end to that after the second tenth, when caches and pools are full. */
  growth: number;
}

/** Sends very many requests, every second part of them streamed, and looks at memory on the way. */
export async function soak(
  subject: Subject,
  requests: number,
  generator: Generator,
  say: (line: string) => void,
): Promise<Soaked> {
  const memoryMb: number[] = [];
  let [done, failed, seconds] = [0, 0, 0];
  for (let part = 0; part < 20; part += 1) {
    const wire = chatWire({ url: subject.role.url, headers: subject.headers }, 1, part % 2 === 1);
    const share = Math.ceil(requests / 20);
    const plan = { wire, connections: 64, seconds: 3_600, requests: share, perSecond: null };
    const loaded = await generator.load(plan);
    done += loaded.requests;
    seconds += loaded.seconds;
    failed += Object.values(loaded.failed).reduce((sum, count) => sum + count, 0);
    if (part % 2 === 1) {
      memoryMb.push(Math.round(subject.role.memoryMb()));
      say(`soak: ${done} requests, ${memoryMb.at(-1)} MB, ${failed} failed`);
    }
  }
  const growth = (memoryMb.at(-1) ?? 0) / (memoryMb[1] ?? 1);
  return { requests: done, failed, perSecond: Math.round(done / seconds), memoryMb, growth };
}

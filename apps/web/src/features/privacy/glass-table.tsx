import type { BreakGlassView } from '@exchequer/model/contract';
import { lazy, Suspense, useState } from 'react';
import { client } from '../../api/client.ts';
import { ActionButton } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Tag } from '../../components/tag.tsx';
import { moment } from '../../format/time.ts';
import { useView } from '../../state/view.ts';

const GlassDrawer = lazy(() => import('./glass-drawer.tsx').then((m) => ({ default: m.GlassDrawer })));

const tones = { requested: 'warn', open: 'stop', refused: 'plain', ended: 'plain' } as const;
const states = { requested: 'waits', open: 'open', refused: 'refused', ended: 'shut' } as const;

/** Every request with its purpose, and what the caller may do with it. */
export function GlassTable({ requests }: { requests: readonly BreakGlassView[] }) {
  const [looking, setLooking] = useState<BreakGlassView | null>(null);
  return (
    <>
      <table className="table cards">
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">For what</th>
            <th scope="col">Asked by</th>
            <th scope="col">State</th>
            <th scope="col" className="n">
              <span className="sr-only">Change</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {requests.map((glass) => (
            <GlassRow key={glass.id} glass={glass} onLook={() => setLooking(glass)} />
          ))}
        </tbody>
      </table>
      {looking ? (
        <Suspense>
          <GlassDrawer glass={looking} onClose={() => setLooking(null)} />
        </Suspense>
      ) : null}
    </>
  );
}

function stateWords(glass: BreakGlassView, timeZone: string): string {
  const { state, opens_until: until, approved_by: second, hours } = glass;
  if (state === 'requested')
    return `for another admin to agree; then ${hours === 1 ? 'an hour' : `${hours} hours`}`;
  if (state === 'open' && until) return `until ${moment(until, timeZone)}; ${second} agreed`;
  return second ? `${second} had agreed` : '';
}

function GlassRow({ glass, onLook }: { glass: BreakGlassView; onLook: () => void }) {
  const { workspace, range } = useView();
  const { id, worker_name: person, purpose, state, may } = glass;
  return (
    <tr>
      <td className="head">{person}</td>
      <td data-label="For what" className="prose">
        {purpose}
      </td>
      <td data-label="Asked by" className="prose">
        {glass.requested_by}
        <span className="block text-[12.5px] text-mute">{moment(glass.requested_at, range.time_zone)}</span>
      </td>
      <td data-label="State" className="prose">
        <Tag tone={tones[state]}>{states[state]}</Tag>{' '}
        <span className="text-[12.5px] text-mute">{stateWords(glass, range.time_zone)}</span>
      </td>
      <td className="n prose">
        <span className="inline-flex flex-wrap gap-1 sm:justify-end">
          {may.includes('look') ? <Button onClick={onLook}>Look</Button> : null}
          {may.includes('decide') ? (
            <>
              <ActionButton
                run={() => client.privacy.decide({ workspace, id, agree: true })}
                done={() => `Open for both of you; ${person} reads that you agreed`}
              >
                Agree
              </ActionButton>
              <ActionButton
                kind="quiet"
                run={() => client.privacy.decide({ workspace, id, agree: false })}
                done={() => 'Refused'}
              >
                Refuse
              </ActionButton>
            </>
          ) : null}
          {may.includes('end') ? (
            <ActionButton kind="quiet" run={() => client.privacy.end({ workspace, id })} done={() => 'Shut'}>
              {state === 'open' ? 'Shut now' : 'Withdraw'}
            </ActionButton>
          ) : null}
        </span>
      </td>
    </tr>
  );
}

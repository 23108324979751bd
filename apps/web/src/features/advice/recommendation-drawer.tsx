import type { RecommendationDetail } from '@exchequer/model/contract';
import { Drawer, Facts, Part } from '../../components/drawer.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { moment } from '../../format/time.ts';
import { useSurroundings } from '../../state/context.tsx';
import { useWorkspace } from '../../state/view.ts';
import { Deeds } from './deeds.tsx';
import { useRecommendation } from './reads.ts';
import {
  confidenceNames,
  confidenceWords,
  eventNames,
  evidenceValue,
  gainWords,
  ownerNames,
  promisedWords,
  stateNames,
} from './words.ts';

/** A recommendation opened: why, what would change, what it brings, and what was done with it. */
export function RecommendationDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error, refetch } = useRecommendation(id);
  return (
    <Drawer
      title={data?.subject.name || 'Recommendation'}
      sub={data ? stateWords(data) : null}
      onClose={onClose}
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={320} className="mt-5" /> : null}
      {data ? <Opened one={data} /> : null}
    </Drawer>
  );
}

const stateWords = (one: RecommendationDetail): string =>
  `${stateNames[one.state]}${one.assignee ? `, with ${one.assignee.name}` : ''}`;

function Opened({ one }: { one: RecommendationDetail }) {
  return (
    <>
      <p className="mt-5 text-[17px] leading-[1.4] font-[560]">{one.says}</p>
      <Evidence one={one} />
      <Plan one={one} />
      <Deeds one={one} />
      <Part title="What it brings">
        <Facts
          facts={[
            ['Expected', `${gainWords(one.gain)}, in four of five cases`],
            ['How that follows', one.basis],
            ['Confidence', `${confidenceNames[one.confidence]}: ${confidenceWords[one.confidence]}`],
            ['Measured', one.realised ? promisedWords(one.realised) : null],
            ['How measured', one.realised?.says],
            ['Whose it is', ownerNames[one.owner]],
            ['Taken back by', one.undo],
          ]}
        />
      </Part>
      <History one={one} />
    </>
  );
}

function Evidence({ one }: { one: RecommendationDetail }) {
  const workspace = useWorkspace();
  return (
    <Part title="Why" aside={`Rule ${one.rule}`}>
      <p className="mb-2 text-[13px]">{one.trigger}</p>
      <table className="table">
        <tbody>
          {one.evidence.map((item) => (
            <tr key={item.label}>
              <td>
                <a className="link" href={`/w/${workspace}${item.to}`} data-evidence>
                  {item.label}
                </a>
              </td>
              <td className="n">{evidenceValue(item.value, item.unit)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  );
}

/** What applying it changes, or has changed. */
function Plan({ one }: { one: RecommendationDetail }) {
  const isDone = one.state === 'applied' || one.state === 'undone';
  const changes = isDone ? one.applied?.changes : one.plan;
  if (one.refusal && !isDone)
    return (
      <Part title="What would change">
        <p className="text-[13px]">
          <span className="text-warn">{one.refusal.detail}.</span>{' '}
          <span className="text-mute">{one.refusal.fix}</span>
        </p>
      </Part>
    );
  if (!changes || changes.length === 0) return null;
  return (
    <Part title={isDone ? 'What was changed' : 'What would change'}>
      <ul className="text-[13px]" data-plan>
        {changes.map((change) => (
          <li key={change.what} className="border-b border-line py-1.5">
            <span className="text-mute">{change.what}: </span>
            <del className="text-mute">{change.before}</del>{' '}
            <ins className="font-[560] no-underline">{change.after}</ins>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function History({ one }: { one: RecommendationDetail }) {
  const { settings } = useSurroundings();
  return (
    <Part title="What became of it">
      <ul className="text-[13px]">
        {one.events.map((event) => (
          <li key={`${event.at} ${event.what}`} className="flex gap-3 border-b border-line py-1.5">
            <span className="min-w-0 flex-1">
              {eventNames[event.what] ?? event.what}
              {event.reason ? <span className="text-mute">: {event.reason}</span> : null}
            </span>
            <span className="text-right whitespace-nowrap text-mute">
              {event.by}, {moment(event.at, settings.time_zone)}
            </span>
          </li>
        ))}
      </ul>
      <p className="mt-2 text-[12.5px] text-mute">
        Found first {moment(one.first_seen, settings.time_zone)}; must not be acted on after{' '}
        {moment(one.expires_at, settings.time_zone)} unless it is confirmed again.
      </p>
    </Part>
  );
}

import type { CounselFlag } from '@exchequer/model/contract';

const tones = { note: 'text-mute', review: 'text-warn', blocker: 'text-stop' } as const;

/** What counsel must look at. Flags, not advice. */
export function Flags({ flags }: { flags: readonly CounselFlag[] }) {
  if (flags.length === 0) return null;
  return (
    <div className="mt-2 text-[13px]">
      <p className="text-mute">For counsel to look at; these are flags and no advice:</p>
      <ul>
        {flags.map((flag) => (
          <li key={`${flag.code} ${flag.jurisdiction}`} className="border-b border-line py-1.5">
            <span className={tones[flag.severity]}>
              {flag.who}, {flag.severity}
            </span>{' '}
            {flag.text} <span className="text-mute">{flag.source}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

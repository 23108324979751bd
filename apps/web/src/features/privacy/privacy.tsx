import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { useIsAdmin } from '../../state/context.tsx';
import { useWorkspace } from '../../state/view.ts';
import { AskGlass } from './ask-glass.tsx';
import { GlassTable } from './glass-table.tsx';

/** What may be shown about persons, and how two admins together see what stands about one. */
export function Privacy() {
  const workspace = useWorkspace();
  const admin = useIsAdmin();
  const { data, error, refetch } = useQuery({
    queryKey: ['privacy-rules', workspace],
    queryFn: () => client.privacy.rules({ workspace }),
  });
  return (
    <Section id="privacy" title="Privacy" sub="What may be shown about persons, to whom, and who has looked.">
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={120} /> : null}
      <ul className="max-w-[104ch] list-disc py-1 pl-5 text-[13.5px]">
        {data?.says.map((sentence) => (
          <li key={sentence} className="py-0.5">
            {sentence}
          </li>
        ))}
      </ul>
      {admin ? <BreakGlass /> : null}
    </Section>
  );
}

/** Requests to open what stands about one person, newest first. */
function BreakGlass() {
  const workspace = useWorkspace();
  const [asking, setAsking] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['break-glass', workspace],
    queryFn: () => client.privacy.requests({ workspace }),
    refetchInterval: 30_000,
  });
  return (
    <section className="mt-5" aria-labelledby="break-glass-title">
      <div className="mb-2 flex flex-wrap items-end justify-between gap-3">
        <div>
          <h3 id="break-glass-title" className="text-[13.5px] font-semibold">
            Look at one person (break-glass)
          </h3>
          <p className="max-w-[80ch] text-[13px] text-mute">
            A second admin has to agree. Every step and every look is written down, and the person reads it on
            Me.
          </p>
        </div>
        {asking ? null : <Button onClick={() => setAsking(true)}>Ask to look</Button>}
      </div>
      {asking ? <AskGlass onDone={() => setAsking(false)} /> : null}
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={60} /> : null}
      {data?.length === 0 && !asking ? (
        <p className="py-1 text-[13px] text-mute">Nobody has asked to look at a person.</p>
      ) : null}
      {data && data.length > 0 ? <GlassTable requests={data} /> : null}
    </section>
  );
}

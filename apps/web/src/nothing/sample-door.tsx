import type { SampleStatus } from '@exchequer/model/contract';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { client } from '../api/client.ts';
import { useSample } from '../api/sample.ts';
import { ActionButton } from '../components/action.tsx';
import { buttonClass } from '../components/button.tsx';
import { LoadBar } from '../components/load-bar.tsx';
import { span } from '../format/time.ts';
import { useIsAdmin } from '../state/context.tsx';

/** Opens the simulated company, or loads it first; whoever asked for it here is led there when it is ready. */
export function SampleDoor() {
  const sample = useSample();
  const admin = useIsAdmin();
  const navigate = useNavigate();
  const [asked, setAsked] = useState(false);
  const state = sample.data?.state;
  useEffect(() => {
    if (asked && state === 'ready') navigate({ to: '/w/$ws/today', params: { ws: 'sample' } });
  }, [asked, state, navigate]);
  if (sample.error) return <p className="text-[13px] text-mute">The sample is not to be had just now.</p>;
  if (!sample.data) return null;
  if (state === 'ready') {
    return (
      <Link to="/w/$ws/today" params={{ ws: 'sample' }} className={buttonClass('primary')}>
        Look around
      </Link>
    );
  }
  if (state === 'loading') return <Loading status={sample.data} />;
  if (!admin) return <p className="text-[13px] text-mute">An administrator can load it.</p>;
  const load = async () => {
    setAsked(true);
    return client.sample.load({});
  };
  return (
    <div>
      {sample.data.error ? <p className="mb-2 text-[13px] text-stop">{sample.data.error}</p> : null}
      <ActionButton kind="primary" run={load}>
        {state === 'failed' ? 'Load it again' : 'Load the sample'}
      </ActionButton>
    </div>
  );
}

function Loading({ status }: { status: SampleStatus }) {
  const left = status.seconds_left === null ? '' : ` · about ${span(status.seconds_left)} left`;
  return (
    <div aria-live="polite" className="text-[13px]">
      <p className="mb-1.5">
        Loading, {Math.round(status.progress * 100)} %{' '}
        <span className="text-mute">
          · {status.step}
          {left}
        </span>
      </p>
      <LoadBar share={status.progress} label="The sample company is loaded" />
    </div>
  );
}

import { type ScrapeKind, scrapeKinds } from '@exchequer/model';
import type { ScrapeTargetView } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../api/client.ts';
import { ActionButton, Refusal, useChange } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Field, Fields } from '../../components/field.tsx';
import { Section } from '../../components/section.tsx';
import { Tag } from '../../components/tag.tsx';
import { TextField } from '../../components/text-field.tsx';
import { ago } from '../../format/time.ts';
import { useIsAdmin, useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { PoolCost } from './pool-cost.tsx';

const kindNames: Record<ScrapeKind, string> = {
  vllm: 'vLLM',
  sglang: 'SGLang',
  tgi: 'TGI',
  llamacpp: 'llama.cpp',
  dcgm: 'DCGM, power',
  kepler: 'Kepler, power',
};

const tones = { healthy: 'good', stale: 'warn', failing: 'stop', waiting: 'plain' } as const;

/** Self-hosted inference and its power, read where they expose their counters. */
export function OwnGpus() {
  const { workspace } = useView();
  const admin = useIsAdmin();
  const { data, error, refetch } = useQuery({
    queryKey: ['scrape-targets', workspace],
    queryFn: () => client.factory.targets({ workspace }),
    refetchInterval: 15_000,
  });
  return (
    <Section
      id="own-gpus"
      title="Own GPUs"
      sub="Counters of self-hosted inference and of the power it draws. What it cost and how much energy a token takes stands on Value."
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={60} /> : null}
      {data?.length === 0 ? <p className="py-2 text-[13px] text-mute">Nothing is scraped.</p> : null}
      {data?.map((target) => (
        <Target key={target.id} target={target} admin={admin} />
      ))}
      {admin ? <AddTarget /> : null}
      {admin ? <PoolCost /> : null}
    </Section>
  );
}

function Target({ target, admin }: { target: ScrapeTargetView; admin: boolean }) {
  const { workspace } = useView();
  const { now } = useSurroundings();
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-2 text-[13px]">
      <span className="font-[550]">{target.name}</span>
      <span className="text-mute">
        {kindNames[target.kind]}, pool {target.pool}
      </span>
      <code className="min-w-0 flex-1 break-all text-[12.5px]">{target.url}</code>
      <span className="text-mute">
        {target.last_scraped_at ? `scraped ${ago(target.last_scraped_at, now())}` : 'not scraped yet'}
      </span>
      <Tag tone={tones[target.health]} title={target.last_error ?? undefined}>
        {target.state === 'paused' ? 'paused' : target.health}
      </Tag>
      {admin ? (
        <ActionButton
          kind="quiet"
          run={() => client.factory.removeTarget({ workspace, id: target.id })}
          done={() => `${target.name} is scraped no more; what was counted stays`}
        >
          Remove
        </ActionButton>
      ) : null}
    </div>
  );
}

function AddTarget() {
  const { workspace } = useView();
  const [kind, setKind] = useState<ScrapeKind>('vllm');
  const [name, setName] = useState('');
  const [pool, setPool] = useState('');
  const [url, setUrl] = useState('');
  const wished = { workspace, kind, name: name.trim(), pool: pool.trim(), url: url.trim() };
  const test = useChange(() => client.factory.testTarget(wished));
  const add = useChange(
    () => client.factory.addTarget(wished),
    (made) => `${made.name} is scraped from now on`,
  );
  const ready = wished.name !== '' && wished.pool !== '' && URL.canParse(wished.url);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (ready) add.mutate(undefined);
  };
  return (
    <details className="mt-3 text-[13px]">
      <summary className="text-mute hover:text-ink">Scrape an endpoint</summary>
      <form onSubmit={send} className="mt-3 grid max-w-[760px] gap-3">
        <Fields>
          <KindField kind={kind} onChange={setKind} />
          <TextField
            label="Address of its metrics"
            value={url}
            onChange={setUrl}
            placeholder="http://10.0.0.4:8000/metrics"
          />
          <TextField label="Name" value={name} onChange={setName} placeholder="vllm-1" />
          <TextField
            label="Pool"
            value={pool}
            onChange={setPool}
            placeholder="h100"
            hint="Engines and power of one pool are read together."
          />
        </Fields>
        <div className="flex flex-wrap items-center gap-2">
          <Button disabled={!ready || test.isPending} onClick={() => test.mutate(undefined)}>
            Scrape it once
          </Button>
          <Button type="submit" kind="primary" disabled={!ready || add.isPending}>
            Scrape it from now on
          </Button>
          <Refusal error={test.error ?? add.error} />
        </div>
        {test.data ? (
          <p aria-live="polite" className={test.data.ok ? 'text-mute' : 'text-stop'}>
            {test.data.ok ? `Found: ${test.data.found.join(', ')}.` : `${test.data.error}. ${test.data.fix}`}
          </p>
        ) : null}
      </form>
    </details>
  );
}

function KindField({ kind, onChange }: { kind: ScrapeKind; onChange: (kind: ScrapeKind) => void }) {
  return (
    <Field label="What it is">
      {(ids) => (
        <select
          {...ids}
          className="field w-full"
          value={kind}
          onChange={(event) => onChange(event.target.value as ScrapeKind)}
        >
          {scrapeKinds.map((value) => (
            <option key={value} value={value}>
              {kindNames[value]}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

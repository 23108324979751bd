import { Link } from '@tanstack/react-router';
import { Building2, FileUp, type LucideIcon, RadioTower } from 'lucide-react';
import type { ReactNode } from 'react';
import { Mark } from '../components/mark.tsx';
import { useSurroundings } from '../state/context.tsx';
import { carried } from '../state/search.ts';
import { useWorkspace } from '../state/view.ts';
import { SampleDoor } from './sample-door.tsx';

/** The first minute: three doors, each leading somewhere that works. */
export function FirstStart() {
  const ws = useWorkspace();
  if (ws === 'sample') return <SampleMissing />;
  return (
    <div className="pt-6">
      <Mark size={26} />
      <h1 className="mt-4 text-[22px] font-[620] tracking-[-0.015em]">Nothing is connected yet</h1>
      <p className="mb-6 max-w-[72ch] text-mute">
        One of these brings the first number. The sample stands apart: its figures never mix with yours.
      </p>
      <div className="grid grid-cols-3 gap-4 max-lg:grid-cols-1">
        <Door
          icon={Building2}
          title="Look around with sample data"
          text="Halyard Robotics (fictional): sixty people, six teams, four months, and a few things gone wrong to find."
        >
          <SampleDoor />
        </Door>
        <Door
          icon={RadioTower}
          title="Connect one real source"
          text="Point a tool’s OpenTelemetry at this address; every call arrives as it happens. Prompts are never stored."
        >
          <Place hash="connect">Send telemetry</Place>
        </Door>
        <Door
          icon={FileUp}
          title="Import what is there"
          text="This machine’s logs of Claude Code, Codex, Gemini, Copilot and OpenCode; or CSV, JSONL, FOCUS, LiteLLM, OpenRouter."
        >
          <Place hash="import">Import logs</Place>
          <Place hash="import-file">Import a file</Place>
        </Door>
      </div>
      <Calendar />
    </div>
  );
}

/** What the figures will be counted in, guessed at the start and changed in one place. */
function Calendar() {
  const { settings } = useSurroundings();
  const ws = useWorkspace();
  return (
    <p className="mt-5 text-[13px] text-mute">
      Days are those of {settings.time_zone.replaceAll('_', ' ')}, money is in {settings.currency}.{' '}
      <Link to="/w/$ws/settings" params={{ ws }} search={carried} className="link">
        Change
      </Link>
    </p>
  );
}

function SampleMissing() {
  return (
    <div className="pt-6">
      <h1 className="text-[22px] font-[620] tracking-[-0.015em]">The sample company is not loaded</h1>
      <p className="mb-5 max-w-[72ch] text-mute">
        Halyard Robotics is fictional. It is fed through the same intake as real sources, into a workspace of
        its own.
      </p>
      <SampleDoor />
    </div>
  );
}

function Door({
  icon: Icon,
  title,
  text,
  children,
}: {
  icon: LucideIcon;
  title: string;
  text: string;
  children: ReactNode;
}) {
  return (
    <section className="flex flex-col rounded-lg border border-edge bg-sheet p-5" aria-label={title}>
      <Icon size={20} strokeWidth={1.6} className="mb-3 text-accent" aria-hidden />
      <h2 className="font-[560]">{title}</h2>
      <p className="mt-1 mb-4 text-[13px] text-mute">{text}</p>
      <div className="mt-auto flex flex-wrap gap-2">{children}</div>
    </section>
  );
}

function Place({ hash, children }: { hash: string; children: ReactNode }) {
  const ws = useWorkspace();
  return (
    <Link
      to="/w/$ws/sources"
      params={{ ws }}
      search={carried}
      hash={hash}
      className="inline-flex min-h-[30px] items-center rounded-md border border-edge px-2.5 text-[13px] hover:border-accent"
    >
      {children}
    </Link>
  );
}

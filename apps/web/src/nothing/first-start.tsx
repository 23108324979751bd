import { Link } from '@tanstack/react-router';
import { FileUp, HardDriveDownload, RadioTower } from 'lucide-react';
import { carried } from '../state/search.ts';
import { useWorkspace } from '../state/view.ts';

const doors = [
  {
    hash: 'import',
    icon: HardDriveDownload,
    title: 'Import this machine’s logs',
    text: 'Claude Code, Codex, Gemini, Copilot and OpenCode keep them here. A minute, and no account.',
  },
  {
    hash: 'connect',
    icon: RadioTower,
    title: 'Send telemetry',
    text: 'Point your tools’ OpenTelemetry at this address; every call arrives as it happens.',
  },
  {
    hash: 'import-file',
    icon: FileUp,
    title: 'Import a file',
    text: 'CSV, JSONL, FOCUS, LiteLLM spend logs or OpenRouter activity.',
  },
] as const;

/** The first minute: the ways in that work, and nothing else. */
export function FirstStart() {
  const ws = useWorkspace();
  return (
    <div className="pt-6">
      <h1 className="text-[22px] font-[620] tracking-[-0.015em]">Nothing is connected yet</h1>
      <p className="mb-6 text-mute">One of these brings the first number.</p>
      <div className="grid grid-cols-3 gap-4 max-lg:grid-cols-1">
        {doors.map(({ hash, icon: Icon, title, text }) => (
          <Link
            key={hash}
            to="/w/$ws/sources"
            params={{ ws }}
            search={carried}
            hash={hash}
            className="rounded-lg border border-edge bg-sheet p-5 hover:border-accent"
          >
            <Icon size={20} strokeWidth={1.6} className="mb-3 text-accent" aria-hidden />
            <div className="font-[560]">{title}</div>
            <p className="mt-1 text-[13px] text-mute">{text}</p>
          </Link>
        ))}
      </div>
    </div>
  );
}

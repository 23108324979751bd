import { Link } from '@tanstack/react-router';
import { useSample } from '../api/sample.ts';
import { buttonClass } from '../components/button.tsx';

const stripes = 'bg-[repeating-linear-gradient(135deg,var(--warn)_0_8px,transparent_8px_16px)]';

/** The simulated company is striped at the top of every page, so that it is never taken for the real one. */
export function SampleStripe() {
  return <div aria-hidden className={`fixed inset-x-0 top-0 z-20 h-1.5 ${stripes}`} />;
}

const fictional = 'Sample: Halyard Robotics (fictional)';

/** Whose figures these are, and the way back to the real ones; stays in sight. */
export function SampleBanner() {
  const name = useSample().data?.name;
  return (
    <aside
      aria-label="Sample data"
      className="sticky top-1.5 z-10 border-b border-line bg-warn-soft text-[13px] text-ink"
    >
      <div className="mx-auto flex max-w-[1272px] flex-wrap items-center gap-x-3 gap-y-1 px-9 py-1.5 max-lg:px-6 max-sm:px-4">
        <span className="font-[560]">
          {name?.includes('fictional') ? `Sample: ${name.replace(/^Sample: /, '')}` : fictional}
        </span>
        <span className="text-mute max-sm:hidden">Simulated; no figure here is of a real company.</span>
        <span className="flex-1" />
        <Link to="/w/$ws/today" params={{ ws: 'live' }} className={buttonClass('plain')}>
          Go live
        </Link>
      </div>
    </aside>
  );
}

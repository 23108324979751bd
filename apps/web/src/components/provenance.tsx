import type { Provenance } from '@exchequer/model/contract';

type Kind = Provenance['kind'];

const words: Record<Kind, string> = {
  invoiced: 'Invoiced: agrees with a supplier’s bill',
  measured: 'Measured: counted from the calls themselves',
  estimated: 'Estimated',
  sample: 'Sample: simulated company',
};

/** How a figure is known: ● invoiced, ◐ measured, ○ estimated, ▨ sample. Shape carries it, not colour. */
export function ProvenanceDot({ kind }: { kind: Kind }) {
  return (
    <svg
      width="10"
      height="10"
      viewBox="0 0 10 10"
      role="img"
      aria-label={words[kind]}
      className="shrink-0 text-mute"
    >
      <title>{words[kind]}</title>
      {kind === 'sample' ? (
        <path d="M1 1h8v8h-8zM1 5l4-4M1 9l8-8M5 9l4-4" fill="none" stroke="currentColor" />
      ) : (
        <>
          <circle
            cx="5"
            cy="5"
            r="4"
            fill={kind === 'invoiced' ? 'currentColor' : 'none'}
            stroke="currentColor"
            strokeWidth="1.4"
          />
          {kind === 'measured' ? <path d="M5 1a4 4 0 0 0 0 8z" fill="currentColor" /> : null}
        </>
      )}
    </svg>
  );
}

import { exact, figure, type Unit } from '../format/number.ts';

/** A number with its unit small and grey behind it; the exact amount is in its title. */
export function Amount({
  value,
  unit,
  opened = false,
  bound = false,
}: {
  value: string | null;
  unit: Unit;
  opened?: boolean;
  bound?: boolean;
}) {
  if (value === null) return <span className="text-mute">–</span>;
  const whole = exact(value, unit);
  if (opened) return <span>{bound ? `≥ ${whole}` : whole}</span>;
  const { text, unit: scale } = figure(value, unit);
  return (
    <span className="whitespace-nowrap" title={whole}>
      {bound ? <span className="text-mute font-normal">≥ </span> : null}
      {text}
      {scale ? <small className="ml-[0.2em] text-[0.82em] font-normal text-mute">{scale}</small> : null}
    </span>
  );
}

import { moneyExact, moneyFigure } from '../format/money.ts';

/** An amount of a currency; its every digit is in its title, and in `data-exact` for tests and copying. */
export function Money({
  value,
  currency,
  opened = false,
}: {
  value: string | null;
  currency: string;
  /** Every digit at once instead of the rounded figure. */
  opened?: boolean;
}) {
  if (value === null) return <span className="text-mute">–</span>;
  const whole = moneyExact(value, currency);
  if (opened)
    return (
      <span className="whitespace-nowrap" data-exact={value}>
        {whole}
      </span>
    );
  const { text, unit } = moneyFigure(value, currency);
  return (
    <span className="whitespace-nowrap" title={whole} data-exact={value}>
      {text}
      {unit ? <small className="ml-[0.2em] text-[0.82em] font-normal text-mute">{unit}</small> : null}
    </span>
  );
}

import { metrics } from './catalogue/index.ts';

/** The catalogue as a table of the glossary, so that page and product say the same. */
export function glossaryTable(): string {
  const row = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rows = metrics.map(({ key, name, formula, meaning, caveats }) =>
    row([name, `\`${key}\``, formula, caveats ? `${meaning} *${caveats}*` : meaning]),
  );
  return [row(['Metric', 'Key', 'Formula', 'Meaning and caveats']), row(['-', '-', '-', '-']), ...rows].join(
    '\n',
  );
}

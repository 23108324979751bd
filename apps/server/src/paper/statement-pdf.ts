import type { GrantStatement } from '@exchequer/model/contract';
import { amountText, dayText, figures, footer, heading, pair, section, table } from './parts.ts';
import { inks, left, newSheet, type Sheet } from './sheet.ts';
import { stressed } from './term-sheet-pdf.ts';

/** A person's statement of a month: one page to keep. */
export function statementPdf(statement: GrantStatement, made: Date): Promise<Buffer> {
  const { worker, month, marks, wording, currency } = statement;
  const page = newSheet({
    title: `Statement ${month}: ${worker.name}`,
    sample: marks.workspace === 'sample',
    made,
  });
  const team = worker.team ? `, ${worker.team}` : '';
  const sub = `Your AI budget in ${monthName(month)}${team}. Balances as of ${dayText(marks.made_on)}.`;
  heading(page, worker.name, sub, marks.company);
  balance(page, statement);
  stressed(page, wording);
  if (statement.taxable !== null) {
    pair(
      page,
      'Taxable',
      `${amountText(statement.taxable, currency)} of this month’s use is on a grant that allows personal use, and is reported to payroll.`,
    );
  }
  lots(page, statement);
  spend(page, statement);
  pay(page, statement);
  seen(page, statement);
  footer(
    page,
    marks,
    'Something wrong? Reply to HR: use can be corrected, and a correction comes as an entry of its own. Nobody is ranked by tokens.',
  );
  return page.finish();
}

export function monthName(month: string): string {
  const at = new Date(`${month}-15T12:00:00Z`);
  return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(at);
}

function balance(page: Sheet, { balance: sum, currency, pool }: GrantStatement): void {
  const value = (text: string) => amountText(text, currency);
  figures(page, [
    {
      name: 'Left to use',
      value: value(sum.available),
      note: `${value(sum.expiring_soon)} of it within 30 days`,
    },
    { name: 'Granted so far', value: value(sum.granted) },
    { name: 'Used so far', value: value(sum.used) },
    {
      name: 'Expired or returned',
      value: value(plus(sum.expired, sum.returned)),
      ...(pool && { note: `Pool of ${pool.team}: ${value(pool.available)}` }),
    },
  ]);
}

/** Decimal strings with at most twelve places, added exactly. */
function plus(a: string, b: string): string {
  const units = (text: string) => {
    const [whole = '0', fraction = ''] = text.split('.');
    return BigInt(whole + fraction.padEnd(12, '0'));
  };
  const sum = (units(a) + units(b)).toString().padStart(13, '0');
  return `${sum.slice(0, -12)}.${sum.slice(-12)}`;
}

const lotNames = { accrual: 'Granted', rollover: 'Rolled over', transfer: 'Passed on to you', pool: 'Pool' };

function lots(page: Sheet, { lots: shown, currency }: GrantStatement): void {
  section(page, 'Lots, earliest expiry first', false);
  if (shown.length === 0) {
    page.y += page.text('No lots in this month.', left, page.y, { color: inks.grey }) + 8;
    return;
  }
  const sorted = [...shown].sort((a, b) => (a.expires_on < b.expires_on ? -1 : 1));
  const columns = [
    { title: 'Lot', share: 0.22 },
    { title: 'From', share: 0.13 },
    { title: 'Expires', share: 0.13 },
    { title: 'Granted', share: 0.13, right: true },
    { title: 'Used', share: 0.13, right: true },
    { title: 'Moved on', share: 0.13, right: true },
    { title: 'Left', share: 0.13, right: true },
  ];
  const rows = sorted.map((lot) => [
    lotNames[lot.kind],
    dayText(lot.starts_on),
    dayText(lot.expires_on),
    amountText(lot.granted, currency),
    amountText(lot.used, currency),
    amountText(plus(plus(lot.expired, lot.returned), lot.transferred), currency),
    amountText(lot.available, currency),
  ]);
  table(page, columns, rows, 130);
}

function spend(
  page: Sheet,
  { spend: models, cache_hit_rate: cached, currency, month }: GrantStatement,
): void {
  section(page, `Your spend in ${monthName(month)} by model`);
  if (models.length === 0) {
    page.y += page.text('No usage is known to be yours.', left, page.y, { color: inks.grey }) + 8;
    return;
  }
  const columns = [
    { title: 'Model', share: 0.5 },
    { title: 'Requests', share: 0.2, right: true },
    { title: 'Cost', share: 0.3, right: true },
  ];
  const rows = models.map(({ model, cost, requests }) => [
    model,
    requests.replace(/\B(?=(\d{3})+(?!\d))/g, ','),
    amountText(cost, currency),
  ]);
  table(page, columns, rows, 110);
  if (cached !== null) {
    page.y +=
      page.text(
        `${cached} % of the input tokens came from a cache, at about a tenth of the price.`,
        left,
        page.y,
        { size: 8.5, color: inks.grey },
      ) + 8;
  }
}

function pay(page: Sheet, { total_pay: total }: GrantStatement): void {
  if (!total) return;
  section(page, 'Total compensation, a year');
  const value = (text: string) => amountText(text, total.currency);
  figures(page, [
    { name: 'Base', value: value(total.base) },
    { name: 'Bonus', value: value(total.bonus) },
    { name: 'Equity', value: value(total.equity) },
    {
      name: 'Tokens (budget, not pay)',
      value: value(total.tokens),
      ...(total.token_share !== null && { note: `${total.token_share} % of ${value(total.total)}` }),
    },
  ]);
}

function seen(page: Sheet, { seen: sightings }: GrantStatement): void {
  if (page.room() < 50) return;
  section(page, 'Who saw your data');
  if (sightings.length === 0) {
    page.text('Nobody but you.', left, page.y, { color: inks.grey });
    return;
  }
  const columns = [
    { title: 'When (UTC)', share: 0.25 },
    { title: 'Who', share: 0.35 },
    { title: 'What', share: 0.4 },
  ];
  const rows = sightings.map(({ at, actor_name: who, view }) => [
    at.slice(0, 16).replace('T', ' '),
    who,
    view,
  ]);
  table(page, columns, rows, page.room());
}

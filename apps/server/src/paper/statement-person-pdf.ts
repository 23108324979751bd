import { parseUsd } from '@exchequer/model';
import type { OwnPart, OwnStatement } from '@exchequer/model/contract';
import { type Block, cut, sideBySide } from './blocks.ts';
import { amountText, dayText, type Figure, figures, footer, pair, section, table } from './parts.ts';
import { contentWidth, footerY, inks, left, newSheet, type Sheet } from './sheet.ts';
import { monthName } from './statement-pdf.ts';
import { stressed } from './term-sheet-pdf.ts';

const usd = (amount: string): string => amountText(amount, 'USD');
const counted = (count: string | number): string => Number(count).toLocaleString('en-US');

/** A person's month, for that person alone: one page to keep. */
export function personStatementPdf(statement: OwnStatement, made: Date): Promise<Buffer> {
  const { worker, month, marks, complete } = statement;
  const page = newSheet({
    title: `Statement ${month}: ${worker.name}`,
    sample: marks.workspace === 'sample',
    made,
  });
  const who = [worker.role, worker.team].filter((word) => word !== '').join(', ');
  const when = complete ? monthName(month) : `${monthName(month)}, up to ${dayText(marks.made_on)}`;
  const sub = cut(`${when}${who ? `  ·  ${who}` : ''}`, contentWidth - 150);
  const house = marks.workspace === 'sample' ? 'Simulated company' : marks.company;
  title(page, worker.name, `${sub}  ·  given to nobody but you`, house);
  figures(page, heroes(statement));
  stressed(page, statement.compensation.wording);
  taxable(page, statement);
  budget(page, statement);
  sideBySide(page, [modelsOf(statement), workOf(statement)]);
  sideBySide(page, [outcomesOf(statement), besideOf(statement)]);
  pay(page, statement);
  seen(page, statement);
  appeal(page, statement.appeal);
  footer(page, marks, 'Prompts and answers are not stored. There is no score and no rank of persons.');
  return page.finish();
}

/** As the heading of other papers, with the company beside the name: this page has much to hold. */
function title(page: Sheet, name: string, sub: string, company: string): void {
  const house = { size: 9, face: 'medium', color: inks.grey, align: 'right' } as const;
  page.mark(left + contentWidth - 12, page.y + 3);
  page.text(company || 'Exchequer', left + contentWidth / 2, page.y + 2, {
    ...house,
    width: contentWidth / 2 - 20,
  });
  const width = { width: contentWidth / 2 };
  page.y += page.text(cut(name, contentWidth / 5), left, page.y - 4, { size: 20, face: 'strong', ...width });
  page.y += page.text(sub, left, page.y, { size: 9.5, color: inks.grey }) + 12;
}

/** Of grants; without any, of the envelope that pays, which may be shared. */
function leftToUse(
  balance: OwnStatement['balance'],
  envelope: OwnStatement['envelope'],
  hasLots: boolean,
): Figure {
  const name = 'Left to use';
  if (hasLots) {
    return { name, value: usd(balance.available), note: `expiring: ${usd(balance.expiring_soon)}` };
  }
  if (!envelope) return { name, value: '–', note: 'no budget limits you' };
  const shared = envelope.kind === 'person' ? '' : ', shared';
  return { name, value: usd(envelope.free), note: `of ${usd(envelope.limit)}${shared}` };
}

function heroes({ balance, envelope, spend, cache, stops, month, lots }: OwnStatement): Figure[] {
  return [
    leftToUse(balance, envelope, lots.length > 0),
    {
      name: `Spent in ${monthName(month).split(' ')[0]}`,
      value: usd(spend.total),
      note: `${counted(spend.requests)} requests`,
    },
    {
      name: 'Read from cache',
      value: cache.read_percent === null ? '–' : `${cache.read_percent} %`,
      note: 'of your input',
    },
    {
      name: 'Avoidable',
      value: cache.avoidable === null ? '–' : usd(cache.avoidable),
      note: cache.avoidable === null ? 'cannot tell' : 'by caching as usual',
    },
    {
      name: 'Lost to refusals',
      value: stops.minutes === null ? '–' : `${counted(stops.minutes)} min`,
      note: stops.calls === null ? 'not kept any more' : `${counted(stops.calls)} calls refused`,
    },
  ];
}

function taxable(page: Sheet, { compensation: { taxable: amount } }: OwnStatement): void {
  if (amount === null) return;
  pair(page, 'Taxable', `${usd(amount)} of this month’s use may be personal, and is reported to payroll.`);
}

const lotNames = { accrual: 'Granted', rollover: 'Rolled over', transfer: 'Passed on to you', pool: 'Pool' };
const mostLots = 3;

function budget(page: Sheet, { lots, envelope, marks }: OwnStatement): void {
  section(page, `Your budget on ${dayText(marks.made_on)}: lots, earliest expiry first`, false);
  if (lots.length === 0) {
    const words = envelope
      ? `No grants. ${envelope.name} pays for you: ${usd(envelope.spent)} spent and ${usd(envelope.held)} held of ${usd(envelope.limit)}; it resets on ${dayText(envelope.resets_at.slice(0, 10))}.`
      : 'No grants, and no envelope that limits you.';
    page.y += page.text(words, left, page.y, { size: 9, color: inks.grey }) + 10;
    return;
  }
  const columns = [
    { title: 'Lot', share: 0.24 },
    { title: 'From', share: 0.15 },
    { title: 'Expires', share: 0.15 },
    { title: 'Granted', share: 0.155, right: true },
    { title: 'Used', share: 0.155, right: true },
    { title: 'Left', share: 0.15, right: true },
  ];
  const rows = lots
    .slice(0, mostLots)
    .map((lot) => [
      lotNames[lot.kind],
      dayText(lot.starts_on),
      dayText(lot.expires_on),
      usd(lot.granted),
      usd(lot.used),
      usd(lot.available),
    ]);
  table(page, columns, rows, (mostLots + 1) * 14);
  andMore(page, lots.length - mostLots, 'lots, on the page Grants');
}

/** What a table had no room for. */
function andMore(page: Sheet, count: number, of: string): void {
  if (count <= 0) return;
  page.y -= 4;
  page.y += page.text(`and ${count} more ${of}`, left, page.y, { size: 8, color: inks.grey }) + 6;
}

const threeColumns = (name: string, middle: string, last: string) => [
  { title: name, share: 0.56 },
  { title: middle, share: 0.19, right: true },
  { title: last, share: 0.25, right: true },
];

const spentOn = (title: string, name: string, parts: readonly OwnPart[]): Block => ({
  title,
  columns: threeColumns(name, 'Requests', 'Cost'),
  rows: parts.map((part) => [nameOf(part), counted(part.requests), usd(part.cost)]),
  notes: parts.length === 0 ? ['No usage is known to be yours.'] : [],
});

const unnamed: Record<OwnPart['by'], string> = {
  ...{ model: 'unknown model', workflow: 'no workflow', repo: 'no repository' },
  ...{ tool: 'unknown tool', rest: 'others' },
};

/** Of a repository its owner and name: the host says nothing to whoever works in it. */
function nameOf({ by, name }: OwnPart): string {
  if (name === '') return unnamed[by];
  return by === 'repo'
    ? name
        .replace(/\.git$/, '')
        .split(/[/:]/)
        .slice(-2)
        .join('/')
    : name;
}

function modelsOf({ spend, cache }: OwnStatement): Block {
  const block = spentOn('Spent by model', 'Model', spend.by_model);
  return { ...block, notes: [...block.notes, cache.basis] };
}

const workOf = ({ spend }: OwnStatement): Block =>
  spentOn('Spent by workflow, else repository or tool', 'Work', spend.by_work);

const mostOutcomes = 4;

function outcomesOf({ outcomes, stops }: OwnStatement): Block {
  const rest = outcomes.length - mostOutcomes;
  return {
    title: 'What came of your work, for you alone',
    columns: threeColumns('Result', 'Done', 'Taken back'),
    rows: outcomes
      .slice(0, mostOutcomes)
      .map(({ name, done, taken_back: back }) => [name, counted(done), back > 0 ? counted(back) : '–']),
    notes: [
      ...(outcomes.length === 0 ? ['No result of this month names you.'] : []),
      ...(rest > 0 ? [`and ${rest} further kinds`] : []),
      `Refusals: ${stops.basis}`,
    ],
  };
}

/** Rounded amounts have no cents to show. */
const dollars = (amount: string): string => usd(amount).replace(/\.00$/, '');

/** The band of the role, and what the pool offers. */
function besideOf({ role_band: band, role_band_basis: basis, pool_options: options }: OwnStatement): Block {
  return {
    title: 'Your role, and the pool',
    columns: [
      { title: '', share: 0.5 },
      { title: '', share: 0.5, right: true },
    ],
    rows: band
      ? [
          ['The middle half spent', `${dollars(band.low)} to ${dollars(band.high)}`],
          ['Half spent at most', dollars(band.median)],
        ]
      : [],
    notes: [basis, options.join(' ')],
  };
}

function pay(page: Sheet, { compensation: { total_pay: total } }: OwnStatement): void {
  if (!total) return;
  const value = (text: string) => amountText(text, total.currency).replace(/\.00$/, '');
  const paid = (['base', 'bonus', 'equity'] as const)
    .filter((part) => parseUsd(total[part]) > 0n)
    .map((part) => `${part} ${value(total[part])}`);
  const share = total.token_share === null ? '' : `, ${total.token_share} % of ${value(total.total)} in all`;
  page.rule(page.y);
  page.y += 8;
  page.text('Total compensation, a year', left, page.y, { size: 10, face: 'strong', width: 150 });
  const tokens =
    parseUsd(total.tokens) > 0n
      ? `AI budget ${value(total.tokens)}: access, not wages${share}`
      : 'no grant of an AI budget';
  const words = [...paid, tokens].join('  ·  ');
  page.y += page.text(words, left + 158, page.y + 1, { size: 8.5, width: contentWidth - 158 }) + 8;
}

/** Where the last part begins, which stands at the foot of every statement. */
const appealTop = footerY - 74;

function seen(page: Sheet, { seen: looks, month }: OwnStatement): void {
  // A page as full as can be still says how many there were.
  if (page.y + 62 > appealTop && looks.length > 0) {
    const words = `Others saw what is yours ${looks.length} times in ${monthName(month)}: who, when and for what stands on the page Me.`;
    page.text(words, left, page.y, { size: 8.5 });
    return;
  }
  section(page, `Who saw what is yours in ${monthName(month)}, and for what`);
  if (looks.length === 0) {
    page.text('Nobody but you.', left, page.y, { color: inks.grey });
    return;
  }
  const whole = contentWidth - 190;
  let shown = 0;
  for (const { at, who, what } of looks) {
    // A line more is kept for how many had no room.
    if (page.y + 36 > appealTop && shown < looks.length - 1) break;
    const when = at.slice(0, 16).replace('T', ' ');
    page.text(when, left, page.y, { size: 8, color: inks.grey, width: 84 });
    page.text(cut(who, 96), left + 88, page.y, { size: 8, width: 100 });
    page.y += page.text(cut(what, 2 * whole), left + 190, page.y, { size: 8, width: whole }) + 2;
    shown += 1;
  }
  page.y += 4;
  andMore(page, looks.length - shown, 'looks, on the page Me');
}

function appeal(page: Sheet, sentences: readonly string[]): void {
  page.y = appealTop;
  section(page, 'Is something wrong?');
  const width = (contentWidth - 2 * 16) / 3;
  sentences.forEach((sentence, at) => {
    page.text(sentence, left + at * (width + 16), page.y, { size: 7.5, width });
  });
}

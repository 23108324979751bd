import type { TermSheet } from '@exchequer/model/contract';
import { footer, heading, pair, section } from './parts.ts';
import { contentWidth, inks, left, newSheet, type Sheet } from './sheet.ts';

/**
 * The term sheet for an offer letter: one page. Counsel's copy has the flags; the candidate's has not,
 * since they are questions to the company.
 */
export function termSheetPdf(sheet: TermSheet, made: Date, counsel = false): Promise<Buffer> {
  const { name, plan_name: plan, marks, lines, wording, clause, flags } = sheet;
  const page = newSheet({ title: `Term sheet: ${name}`, sample: marks.workspace === 'sample', made });
  heading(
    page,
    `AI budget for ${name}`,
    `Terms of the plan ${plan}, to go with the offer letter`,
    marks.company,
  );
  for (const { term, text } of lines) pair(page, term, text);
  page.y += 6;
  stressed(page, wording);
  section(page, 'Clause for the letter', false);
  page.y += page.text(clause, left, page.y, { size: 9.5, width: contentWidth }) + 14;
  if (counsel) flagsFor(page, flags);
  footer(
    page,
    marks,
    'Tokens reprice; the amount is dollars at cost. The clause stands only with the wording of this policy version.',
  );
  return page.finish();
}

function flagsFor(page: Sheet, flags: TermSheet['flags']): void {
  section(page, 'Flags for counsel, not advice');
  for (const { who, severity, text, source } of flags) {
    if (page.room() < 40) return;
    pair(page, `${who} · ${severity}`, `${text} [${source}]`);
  }
}

/** The sentence that the whole paper stands on, in a frame of two rules. */
export function stressed(page: Sheet, wording: string): void {
  page.rule(page.y, inks.green);
  page.y += 8;
  page.y += page.text(wording, left, page.y, { size: 11, face: 'medium', color: inks.green }) + 8;
  page.rule(page.y, inks.green);
  page.y += 14;
}

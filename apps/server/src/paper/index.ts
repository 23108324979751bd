/** Papers: pages that stand without the screen. */
export { boardPdf } from './board-pdf.ts';
export { boardXlsx } from './board-xlsx.ts';
export { lotsCsv, lotsXlsx } from './statement-files.ts';
export { statementPdf } from './statement-pdf.ts';
export { personStatementPdf } from './statement-person-pdf.ts';
export { termSheetPdf } from './term-sheet-pdf.ts';

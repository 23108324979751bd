/** Files of figures that the company states about itself. */
export { type FiguresReading, readFiguresCsv } from './csv.ts';

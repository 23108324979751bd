/** Figures that the company states about itself, in PostgreSQL. */
export { createFigures, type FigureDesk } from './figures.ts';

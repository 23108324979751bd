/**
 * Price catalogues: the public prices that the dated price book is seeded from.
 */

export { catalogueBook } from './book.ts';
export { edition, loadCatalogue } from './catalogue.ts';

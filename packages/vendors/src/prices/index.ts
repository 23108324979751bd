/**
 * Price catalogues: the public prices that the dated price book is seeded from, and price files.
 */
export { catalogueBook } from './book.ts';
export { edition, loadCatalogue } from './catalogue.ts';
export { readPriceFile } from './file/read.ts';
export { otherCatalogues } from './reviewed/observations.ts';

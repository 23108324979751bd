/** A ClickHouse string literal. For values only our own code makes; users' values are bound. */
export function quoteText(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

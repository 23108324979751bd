/** Values bound to `{name:Type}` placeholders of a query. */
export type QueryParams = Record<string, unknown>;

/** A read and its values as one text: equal where the reads are the same. */
export const questionOf = (sql: string, params: QueryParams = {}): string =>
  `${sql}\n${JSON.stringify(params, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))}`;

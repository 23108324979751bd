/** Bundles and tests alike import an .sql file as its text. */
declare module '*.sql' {
  const text: string;
  export default text;
}

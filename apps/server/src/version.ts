/** Set when the program is built; a checkout that runs from its sources has none. */
declare const EXCHEQUER_VERSION: string | undefined;

/** Version of the product. */
export const version = typeof EXCHEQUER_VERSION === 'string' ? EXCHEQUER_VERSION : '0.1.0-dev';

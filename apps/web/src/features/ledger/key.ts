/** A key for one form, so that pressing its button twice books once. */
export const newKey = (): string => `web:${crypto.randomUUID()}`;

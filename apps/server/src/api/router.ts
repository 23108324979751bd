/**
 * The API: each domain implements its part of the contract in its own file and is listed here.
 */
export const router = {};

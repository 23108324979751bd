export const lesser = (left: bigint, right: bigint): bigint => (left < right ? left : right);
export const greater = (left: bigint, right: bigint): bigint => (left > right ? left : right);
/** What is left of an amount; nothing rather than less than nothing. */
export const lessened = (amount: bigint, taken: bigint): bigint => (taken < amount ? amount - taken : 0n);

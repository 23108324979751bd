const scale = 12;

function units(decimal: string): bigint {
  const negative = decimal.startsWith('-');
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.');
  const value = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'));
  return negative ? -value : value;
}

/** Exact sum of decimal strings. */
export function sumOf(decimals: readonly string[]): string {
  const sum = decimals.reduce((total, decimal) => total + units(decimal), 0n);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(scale + 1, '0');
  const fraction = digits.slice(-scale).replace(/0+$/, '');
  return `${sum < 0n ? '-' : ''}${digits.slice(0, -scale)}${fraction ? `.${fraction}` : ''}`;
}

/** Whether a decimal is zero, however it is written. */
export const isZero = (decimal: string): boolean => !/[1-9]/.test(decimal);

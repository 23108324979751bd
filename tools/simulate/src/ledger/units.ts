/** An amount of the database, numeric(38, 12), in 10⁻¹². */
export function units(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const amount = BigInt(whole) * 1_000_000_000_000n + BigInt(fraction.padEnd(12, '0'));
  return text.startsWith('-') ? -amount : amount;
}

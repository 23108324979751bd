export const models = {
  large: 'claude-opus-4-5-20251101',
  middle: 'claude-sonnet-4-5-20250929',
  small: 'claude-haiku-4-5-20251001',
} as const;

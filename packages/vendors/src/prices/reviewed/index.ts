import type { PriceModifier } from '@exchequer/core/pricing';
import { anthropicModifiers } from './anthropic.ts';
import { cloudModifiers } from './cloud.ts';
import { googleModifiers } from './google.ts';
import { openAiModifiers } from './openai.ts';

/** Factors the catalogue lacks, each with its source, the day it was read and how sure it is. */
export const reviewedModifiers: readonly PriceModifier[] = [
  ...anthropicModifiers,
  ...openAiModifiers,
  ...googleModifiers,
  ...cloudModifiers,
];

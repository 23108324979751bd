import type { AskKind } from './kind.ts';
import { mediaKinds } from './media-kinds.ts';
import { textKinds } from './text-kinds.ts';

/**
 * Every endpoint that the gateway holds money for, streamed and not where the API has both. Batches are not
 * among them: they are refused, or admitted unseen.
 */
export const askKinds: readonly AskKind[] = [...textKinds, ...mediaKinds];

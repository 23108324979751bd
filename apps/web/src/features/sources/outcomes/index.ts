/** Sources of outcomes on the Sources page, how they are judged, and what other currencies are worth. */
export { HeldDeliveries } from './held.tsx';
export { Judging } from './judging.tsx';
export { OutcomeSources } from './outcome-sources.tsx';
export { Rates } from './rates.tsx';

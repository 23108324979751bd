/** Expositions of self-hosted inference and of the power it draws. */
import type { ScrapeKind } from '@exchequer/model';
import type { FactoryReader } from './counter.ts';
import { llamacpp, sglang, tgi, vllm } from './engines.ts';
import { dcgm, kepler } from './power.ts';

export { type Exposition, readExposition } from './exposition.ts';

const readers: Readonly<Record<ScrapeKind, FactoryReader>> = { vllm, sglang, tgi, llamacpp, dcgm, kepler };

/** The reader of a kind of endpoint. */
export const factoryReaderOf = (kind: ScrapeKind): FactoryReader => readers[kind];

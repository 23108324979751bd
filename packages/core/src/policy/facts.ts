import type { Envelope } from '@exchequer/model';
import type { PolicyPeople } from './people.ts';

/** The period of an envelope that runs now. Amounts in 10⁻¹² of its currency. */
export interface RunningPeriod {
  key: string;
  spent: bigint;
  /** Held for running calls, and lent to gateways. */
  held: bigint;
  /** What may still be spent. */
  available: bigint;
}

/** An envelope as the plan finds it. */
export interface StandingEnvelope {
  envelope: Envelope;
  /** Under which key the file knows it; null where no file does. */
  key: string | null;
  /** Null for a custom envelope that is not in force, and for a closed one. */
  running: RunningPeriod | null;
  openHolds: number;
  /** Grants whose money comes from it or goes to it. */
  grants: number;
}

/** What a plan has to know. */
export interface PolicyFacts {
  envelopes: readonly StandingEnvelope[];
  people: PolicyPeople;
}

/** Stands for the id of an envelope that is yet to be made. */
export const futureId = (key: string): string => `new:${key}`;
export const isFuture = (id: string): boolean => id.startsWith('new:');

import {
  type AccountRef,
  type EnvelopePeriodRef,
  envelopePrefix,
  type Hold,
  type Pocket,
  pockets,
} from '@exchequer/model';

/** One period of an envelope by its account prefix. */
export interface Level {
  prefix: string;
  currency: string;
}

type Pockets = Readonly<Record<Pocket, AccountRef>>;

/**
 * Names of pockets that were met before. A thousand calls per second name the same few thousand
 * accounts: joining their keys anew each time cost a quarter of a reservation.
 */
const most = 50_000;
const byEnvelope = new Map<string, Map<string, Level>>();
const byPrefix = new Map<string, Map<string, Pockets>>();
let levels = 0;

/** The level of an envelope's period. */
export function levelOf({ envelopeId, periodKey, currency }: EnvelopePeriodRef): Level {
  const periods = byEnvelope.get(envelopeId);
  const known = periods?.get(periodKey);
  if (known && known.currency === currency) return known;
  const level = { prefix: envelopePrefix(envelopeId, periodKey), currency };
  if (++levels > most) forget();
  if (periods) periods.set(periodKey, level);
  else byEnvelope.set(envelopeId, new Map([[periodKey, level]]));
  return level;
}

/** The levels of a hold, leaf first. */
export const levelsOf = ({ path, currency }: Hold): Level[] => path.map((prefix) => ({ prefix, currency }));

/** The account of a pocket. */
export const pocketOf = (level: Level, pocket: Pocket): AccountRef => pocketsAt(level)[pocket];

/** The named pockets of every level, for a command to declare. */
export const pocketsOf = (levels: readonly Level[], names: readonly Pocket[]): AccountRef[] =>
  levels.flatMap((level) => {
    const accounts = pocketsAt(level);
    return names.map((name) => accounts[name]);
  });

function pocketsAt({ prefix, currency }: Level): Pockets {
  const ofCurrency = byPrefix.get(currency);
  const known = ofCurrency?.get(prefix);
  if (known) return known;
  const accounts = Object.fromEntries(
    pockets.map((pocket) => [pocket, { key: `${prefix}/${pocket}`, currency }]),
  ) as Pockets;
  if (++levels > most) forget();
  if (ofCurrency) ofCurrency.set(prefix, accounts);
  else byPrefix.set(currency, new Map([[prefix, accounts]]));
  return accounts;
}

function forget(): void {
  byEnvelope.clear();
  byPrefix.clear();
  levels = 0;
}

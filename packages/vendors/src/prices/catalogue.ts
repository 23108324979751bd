import type { CatalogueModel, PriceCatalogue } from '@exchequer/core/pricing';
import {
  calcPrice,
  findProvider,
  type ModelInfo,
  type Provider,
  waitForUpdate,
} from '@pydantic/genai-prices';
import { modelName, providerName, variantName } from './names.ts';
import { reviewedModifiers } from './reviewed/index.ts';
import { listPrices } from './schedule.ts';

/** The edition of the catalogue that is built in, and the day it was published. */
export const edition = { source: 'genai-prices 0.1.8', observedAt: '2026-09-23T00:00:00.000Z' };

/** The public price catalogue: genai-prices for models, reviewed entries for what it lacks. */
export async function loadCatalogue(): Promise<PriceCatalogue> {
  // The package exports its data through no other door; nothing is fetched.
  const providers = (await waitForUpdate()) ?? [];
  const converted = new Map<string, CatalogueModel>();
  const found = new Map<string, CatalogueModel | null>();

  const convert = (provider: string, model: ModelInfo): CatalogueModel => {
    const key = `${provider}/${model.id}`;
    const known = converted.get(key);
    if (known) return known;
    const fresh = catalogueModel(provider, model);
    converted.set(key, fresh);
    return fresh;
  };
  const find = (provider: string, model: string): CatalogueModel | null => {
    const key = `${provider}/${model}`;
    const known = found.get(key);
    if (known !== undefined) return known;
    // Names are whatever sources send, so they are not remembered without bound.
    if (found.size > 5_000) found.clear();
    const match = matchModel(provider, model);
    const fresh = match && convert(match.provider.id, match.model);
    found.set(key, fresh);
    return fresh;
  };
  // Converting all 1,700 models takes a tenth of a second, so only those asked for are.
  const models = (provider?: string): readonly CatalogueModel[] =>
    providers
      .filter((p) => provider === undefined || p.id === provider)
      .flatMap((p) => p.models.map((m) => convert(p.id, m)));
  return {
    ...edition,
    find,
    models,
    providerOf,
    variantOf: variantName,
    modifiers: reviewedModifiers,
  };
}

function catalogueModel(provider: string, model: ModelInfo): CatalogueModel {
  return {
    provider,
    model: model.id,
    prices: listPrices(model, edition),
    deprecated: model.deprecated ?? false,
  };
}

/**
 * The package's own matching, so that a name means here what it means there; and where it matches
 * nothing, a model's own id, since some ids (all "regional." ones of Bedrock) do not match themselves.
 */
function matchModel(rawProvider: string, rawModel: string): { provider: Provider; model: ModelInfo } | null {
  const model = modelName(rawModel);
  if (model === '') return null;
  const name = providerName(rawProvider);
  const calculation = calcPrice({}, model, name === '' ? {} : { providerId: name });
  if (calculation) return { provider: calculation.provider, model: calculation.model };
  const provider = name === '' ? undefined : findProvider({ providerId: name });
  const own = provider?.models.find((m) => m.id.toLowerCase() === model.toLowerCase());
  return provider && own ? { provider, model: own } : null;
}

function providerOf(rawProvider: string, rawModel: string): string {
  const name = providerName(rawProvider);
  const options = name === '' ? { modelId: modelName(rawModel) } : { providerId: name };
  return findProvider(options)?.id ?? name;
}

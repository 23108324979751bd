import type { CallLabels, GateFault } from '@exchequer/model';
import { type Dict, isDict } from '../answer.ts';
import { checkedText, fingerprintOf } from '../body.ts';
import type { EndpointMatch, ReadCall, WireHeaders } from '../dialect.ts';
import { headerOf, malformed } from '../headers.ts';
import { scanObject } from '../json-scan.ts';
import { inputAtMost, inputMarks } from './input.ts';
import { bounded, outputLimit, settingsOf } from './limits.ts';
import { isStreamed, modelOf, operationOf } from './paths.ts';

/** Reads a call of Bedrock's runtime. Never looks into what was said further than to count it. */
export function readBedrock(match: EndpointMatch, headers: WireHeaders, body: Buffer): ReadCall | GateFault {
  const text = checkedText(headers, body);
  if (typeof text !== 'string') return text;
  const scan = scanObject(text, inputMarks);
  if ('error' in scan) return malformed(`${scan.error} (byte ${scan.at})`);
  const inputTokens = inputAtMost(match.pathModel, body, scan);
  if (inputTokens === null) return malformed('a string in it has a wrong escape');
  const settings = settingsOf(text, scan);
  const model = modelOf(match.pathModel);
  return {
    match,
    model,
    stream: isStreamed(match.path),
    inputTokens,
    maxOutput: match.endpoint === 'count_tokens' ? 0 : outputLimit(model, operationOf(match), settings),
    serviceTier: tierOf(settings, headers),
    extras: { images: imagesAsked(settings), characters: 0, seconds: 0, webSearches: 0 },
    labels: labelsOf(settings.requestMetadata),
    fingerprint: () => fingerprintOf(match, headers, body),
  };
}

function tierOf({ serviceTier }: Dict, headers: WireHeaders): string {
  const tier = isDict(serviceTier) ? serviceTier.type : headerOf(headers, 'x-amzn-bedrock-service-tier');
  return typeof tier === 'string' ? tier.slice(0, 100) : '';
}

/** Titan's and Nova's pictures: one unless more are asked for. */
function imagesAsked({ imageGenerationConfig, taskType }: Dict): number {
  if (!isDict(imageGenerationConfig)) return typeof taskType === 'string' ? 1 : 0;
  const asked = imageGenerationConfig.numberOfImages;
  return typeof asked === 'number' && asked >= 1 ? bounded(asked) : 1;
}

const labelNames: Readonly<Record<string, Exclude<keyof CallLabels, 'depth'>>> = {
  'exchequer-session': 'session',
  'exchequer-workflow': 'workflow',
  'exchequer-project': 'project',
  'exchequer-purpose': 'purpose',
  'exchequer-repo': 'repo',
  'exchequer-branch': 'branch',
  'exchequer-agent': 'agent',
  'exchequer-parent-agent': 'parentAgent',
  'exchequer-root-run': 'rootRun',
};

/** Converse's tags for its log, where callers may name what the headers name. */
function labelsOf(metadata: unknown): Partial<CallLabels> {
  const labels: Partial<CallLabels> = {};
  if (!isDict(metadata)) return labels;
  for (const [tag, label] of Object.entries(labelNames)) {
    const value = metadata[tag];
    if (typeof value === 'string') labels[label] = value.slice(0, 256);
  }
  return labels;
}

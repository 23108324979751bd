import type { CommandContext } from '../../frame/index.ts';
import { usageError } from '../../output/index.ts';
import type { ClientName, Place } from './guide.ts';

export interface PlaceFlags {
  gateway?: string;
  key?: string;
}

const usualGateway = 'http://127.0.0.1:4110';
const usualTower = 'http://127.0.0.1:4100';
const placeholder = 'exq_YOUR_KEY';

/**
 * Where a client has to be pointed: as told by flag or environment, else as the running tower says,
 * else this machine's usual address. Never opens a data home, so that it works on any laptop.
 */
export async function placeOf(context: CommandContext<PlaceFlags>, client: ClientName): Promise<Place> {
  const { options, globals, terminal } = context;
  const key = options.key ?? terminal.env.EXCHEQUER_KEY ?? '';
  if (key !== '' && !/^[\x21-\x7e]+$/.test(key)) {
    throw usageError(
      '--key holds blanks or letters that no key has',
      'Copy it again, without what surrounds it.',
    );
  }
  const server = await serverOf(context);
  const gateway = options.gateway ?? terminal.env.EXCHEQUER_GATEWAY_URL ?? (await server.gateway(client));
  return {
    gateway: addressOf(gateway),
    tower: addressOf(globals.url ?? server.url ?? usualTower),
    key: key || placeholder,
    hasKey: key !== '',
  };
}

async function serverOf({ globals, connect }: CommandContext<PlaceFlags>) {
  const { runningTower } = await import('../../connection/tower-file.ts');
  const tower = globals.url ? null : await runningTower(globals.home);
  const isThere = tower !== null || (globals.url !== undefined && globals.token !== undefined);
  return {
    url: tower?.url,
    gateway: async (client: ClientName): Promise<string> => {
      // Telemetry goes to the tower.
      if (!isThere || client === 'otel') return usualGateway;
      const { client: api } = await connect();
      const { url } = await api.gateway.address({ workspace: globals.workspace });
      return url;
    },
  };
}

/** An origin with an optional path; clients add what follows. */
function addressOf(text: string): string {
  const bare = text.replace(/\/+$/, '').replace(/\/v1$/, '');
  if (/^https?:\/\/[^\s'"\\]+$/.test(bare) && URL.canParse(bare)) return bare;
  throw usageError(`not the address of a gateway: ${text}`, 'Give it whole, such as http://127.0.0.1:4110.');
}

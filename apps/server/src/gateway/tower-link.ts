import { readTowerFile } from '@exchequer/store/access';
import { type SendLines, type Tower, towerAt } from './shipping/index.ts';

export interface TowerLinkOptions {
  gatewayId: string;
  /** Where the tower's file stands, when it runs on this machine. */
  home: string;
  /** A tower elsewhere; both or none. */
  url?: string | undefined;
  token?: string | undefined;
}

/** The tower, wherever it is at the moment: one on this machine has another token after each start. */
export interface TowerLink {
  send: SendLines;
  /** Its address as last known; empty for none. */
  url(): string;
  close(): Promise<void>;
}

export function towerLink({ gatewayId, home, url, token }: TowerLinkOptions): TowerLink {
  let known: { url: string; token: string; tower: Tower } | null = null;
  const connect = async (): Promise<Tower | null> => {
    const told = url && token ? { url, token } : await readTowerFile(home);
    if (!told) return null;
    if (known && known.url === told.url && known.token === told.token) return known.tower;
    await known?.tower.close();
    known = { url: told.url, token: told.token, tower: towerAt({ ...told, gatewayId }) };
    return known.tower;
  };
  return {
    send: async (batch, lines, ending) => {
      const tower = await connect();
      if (tower) return tower.send(batch, lines, ending);
      return { taken: false, tooLarge: false, retryAfterMs: 0, why: `no tower runs in ${home}` };
    },
    url: () => url ?? known?.url ?? '',
    close: async () => known?.tower.close(),
  };
}

import type { Contract } from '@exchequer/model/contract';
import type { ContractRouterClient } from '@orpc/contract';

/** The typed client that every command uses, wherever the server is. */
export type ContractClient = ContractRouterClient<Contract>;

/**
 * How the answers come about: a server named by URL, the tower that runs on this home, the server
 * composed in this process, or nothing but the logs on this machine, kept in memory.
 */
export type ConnectionKind = 'url' | 'tower' | 'in-process' | 'just-logs';

/** Which server the reader means. */
export interface ServerChoice {
  /** Absolute path of the data home. */
  home: string;
  /** True when the reader named the home (flag or EXCHEQUER_HOME). */
  homeNamed: boolean;
  url: string | undefined;
  token: string | undefined;
}

export interface Connection {
  client: ContractClient;
  kind: ConnectionKind;
  /** For people: "the tower at http://127.0.0.1:4100". */
  place: string;
  /** True where the server reads this machine's files. */
  seesOurFiles: boolean;
  /** Reads a file of the API by its path and query, part by part. */
  download(path: string): Promise<AsyncIterable<Uint8Array | string>>;
  close(): Promise<void>;
}

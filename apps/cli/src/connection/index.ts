/** One way to the server for every command, wherever the server is. */
export { type ConnectWish, connect } from './connect.ts';
export type { Connection, ContractClient, ServerChoice } from './connection.ts';

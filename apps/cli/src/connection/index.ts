/** One way to the server for every command, wherever the server is. */
export { type ConnectWish, connect } from './connect.ts';
export type { Connection, ConnectionKind, ContractClient } from './connection.ts';
export { homeOf } from './home.ts';
export { runningTower, type TowerFile } from './tower-file.ts';

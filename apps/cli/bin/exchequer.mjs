#!/usr/bin/env node
// In a checkout the bundles are made on the first call, and again when sources have changed.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildServer, buildWeb, dist, isStale } from '../../../tools/start/build.mjs';
import { nodeComplaint } from '../../../tools/start/checkout.mjs';

const complaint = nodeComplaint();
if (complaint) {
  console.error(complaint);
  process.exit(1);
}
const servesPages = process.argv.slice(2).find((argument) => !argument.startsWith('-')) === 'up';
await Promise.all([
  isStale('server') ? buildServer() : undefined,
  servesPages && isStale('web') ? buildWeb() : undefined,
]);
await import(pathToFileURL(join(dist, 'cli.mjs')).href);

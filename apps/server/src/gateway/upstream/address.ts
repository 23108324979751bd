import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** An upstream whose name leads into the network of this machine, though nobody allowed it. */
export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
  constructor(host: string) {
    super(`${host} is a private, loopback or link-local address`);
  }
}

/** Addresses that no provider on the internet has (IANA special-purpose registries), metadata services included. */
const inside = new BlockList();
const ranges4: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // Azure's wire server answers with secrets of the machine.
  ['168.63.129.16', 32],
];
/** NAT64, Teredo and 6to4 addresses carry IPv4 ones, which could be private. */
const ranges6: readonly [string, number][] = [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];
for (const [net, prefix] of ranges4) inside.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of ranges6) inside.addSubnet(net, prefix, 'ipv6');

/** True for addresses that calls may only go to when the upstream allows private ones. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return true;
  return inside.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

type Resolve = (
  host: string,
  options: { all: true; family?: number },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Resolves names for `connect` and hands on public addresses alone. What was checked is what is
 * connected to, so that a name which changes its address between check and use gains nothing.
 */
export function publicLookup(resolve: Resolve = systemLookup): LookupFunction {
  return (host, options, done) => {
    resolve(host, { all: true, ...familyOf(options.family) }, (error, addresses) => {
      if (error) return done(error, '', 0);
      const usable = addresses.filter(({ address }) => !isPrivateAddress(address));
      const first = usable[0];
      if (!first) return done(new AddressRefused(host), '', 0);
      if (options.all) done(null, usable);
      else done(null, first.address, first.family);
    });
  };
}

const familyOf = (family: number | string | undefined): { family?: number } => {
  if (family === 4 || family === 'IPv4') return { family: 4 };
  if (family === 6 || family === 'IPv6') return { family: 6 };
  return {};
};

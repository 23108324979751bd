import { describe, expect, test } from 'vitest';
import { upstreamAt } from '../testing/wire.ts';
import { isPrivateAddress, publicLookup } from './address.ts';
import { UpstreamPools } from './pools.ts';

describe('addresses that no provider has', () => {
  test.each([
    ...['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.100.100.200'],
    ...[
      '0.0.0.0',
      '::',
      '::1',
      'fe80::1',
      'fd00:ec2::254',
      '::ffff:10.0.0.1',
      '::ffff:7f00:1',
      '64:ff9b::a00:1',
    ],
  ])('%s is private', (address) => expect(isPrivateAddress(address)).toBe(true));

  test.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is public', (address) =>
    expect(isPrivateAddress(address)).toBe(false),
  );
});

describe('names of upstreams', () => {
  const lookup = (addresses: { address: string; family: number }[], all: boolean) =>
    new Promise<unknown>((resolve) =>
      publicLookup((_host, _options, done) => done(null, addresses))('api.example', { all }, (error, found) =>
        resolve(error ?? found),
      ),
    );

  test('a name that resolves into the private network is refused', async () => {
    expect(await lookup([{ address: '10.0.0.1', family: 4 }], true)).toMatchObject({
      code: 'ADDRESS_REFUSED',
    });
  });

  test('of a name with both kinds of addresses the public ones are used alone', async () => {
    const both = [
      { address: '127.0.0.1', family: 4 },
      { address: '8.8.8.8', family: 4 },
    ];
    expect(await lookup(both, true)).toEqual([{ address: '8.8.8.8', family: 4 }]);
    expect(await lookup(both, false)).toBe('8.8.8.8');
  });
});

test.each([
  'http://127.0.0.1:9',
  'http://[::1]:9',
  'http://2130706433:9',
  'http://0x7f.1:9',
  'http://localhost:9',
])('no connection is made to %s unless its upstream allows private addresses', async (url) => {
  const pools = new UpstreamPools();
  const { pool } = pools.of(upstreamAt(url, { allowPrivate: false }));
  await expect(pool.request({ path: '/', method: 'GET' })).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  await pools.destroy();
});

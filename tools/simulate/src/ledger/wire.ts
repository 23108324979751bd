import { connect, createServer, type Socket } from 'node:net';

/**
 * A wire between clients and PostgreSQL that can be cut at a chosen moment, because the moments that
 * matter (after the commit, before its answer) are too short to hit from outside.
 */
export interface Wire {
  port: number;
  /** Where PostgreSQL listens now; it may move when it is started again. */
  target(port: number): void;
  /** The next commit reaches the server; its answer is lost and the connection with it. */
  loseNextCommitAnswer(): void;
  /** Cuts one connection when it has sent as many more messages. */
  cutAfter(messages: number): void;
  /** What has happened since the wire stands. */
  happened: { lostAnswers: number; cuts: number };
  close(): Promise<void>;
}

/** CommandComplete of a COMMIT, as the server writes it: tag, length, text. */
const committed = Buffer.from([0x43, 0, 0, 0, 11, ...Buffer.from('COMMIT\0')]);

export async function openWire(targetPort: number): Promise<Wire> {
  const state = { port: targetPort, loseAnswers: 0, cutIn: 0 };
  const happened = { lostAnswers: 0, cuts: 0 };
  const open = new Set<Socket>();

  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port: state.port, host: '127.0.0.1', noDelay: true });
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (bytes: Buffer) => {
      if (state.cutIn > 0) {
        state.cutIn -= 1;
        if (state.cutIn === 0) {
          happened.cuts += 1;
          client.destroy();
          return;
        }
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes: Buffer) => {
      if (state.loseAnswers > 0 && bytes.includes(committed)) {
        state.loseAnswers -= 1;
        happened.lostAnswers += 1;
        client.destroy();
        return;
      }
      client.write(bytes);
    });
  });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the wire has no port');
  return {
    port: address.port,
    target: (port) => {
      state.port = port;
    },
    loseNextCommitAnswer: () => {
      state.loseAnswers += 1;
    },
    cutAfter: (messages) => {
      state.cutIn = messages;
    },
    happened,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

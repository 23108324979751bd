/** What one request of the load looks like, ready to be written to a socket. */
export interface Wire {
  host: string;
  port: number;
  bytes: Buffer;
}

/** Where and how a chat completion is asked for. */
export interface Target {
  /** Origin, such as `http://127.0.0.1:4110`. */
  url: string;
  headers: Readonly<Record<string, string>>;
}

/** A chat completion with a prompt of so many kilobytes, as raw HTTP/1.1. */
export function chatWire(target: Target, promptKb: number, stream: boolean): Wire {
  const { hostname, port } = new URL(target.url);
  const sentence = 'The books of the house are kept in order today. ';
  const prompt = sentence.repeat(Math.ceil((promptKb * 1_024) / sentence.length)).slice(0, promptKb * 1_024);
  const body = JSON.stringify({
    model: 'gpt-4o-mini',
    stream,
    ...(stream && { stream_options: { include_usage: true } }),
    max_tokens: 64,
    messages: [{ role: 'user', content: prompt }],
  });
  const headers = Object.entries({
    host: `${hostname}:${port}`,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...target.headers,
  });
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return {
    host: hostname,
    port: Number(port),
    bytes: Buffer.from(`POST /v1/chat/completions HTTP/1.1\r\n${head}\r\n${body}`),
  };
}

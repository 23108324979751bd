import aws4 from 'aws4';

/** What is sent, as far as a signature covers it. */
export interface AwsRequest {
  method: string;
  host: string;
  /** Whole path with query, as it stands on the wire. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

const service = 'bedrock';

/**
 * The request's headers with the upstream's own authorisation: a signature (Signature Version 4) where the
 * secret is `<access key id>:<secret>[:<session token>]`, and a bearer token where it is a Bedrock API key,
 * which has no colon. The host is signed but not returned, since the connection sets it.
 */
export function authorised(
  request: AwsRequest,
  secret: string,
  region: string,
  now: Date,
): Record<string, string> {
  const [accessKeyId = '', secretAccessKey, ...token] = secret.split(':');
  if (secretAccessKey === undefined) return { ...request.headers, authorization: `Bearer ${secret}` };
  const sessionToken = token.join(':');
  const stamp = now.toISOString().replace(/[:-]|\.\d{3}/g, '');
  const headers = {
    ...request.headers,
    'x-amz-date': stamp,
    ...(sessionToken ? { 'x-amz-security-token': sessionToken } : {}),
  };
  const signer = new aws4.RequestSigner(
    // Headers are left as they are, so that what is signed is what undici sends.
    { ...request, service, region, headers: { ...headers, host: request.host }, doNotModifyHeaders: true },
    { accessKeyId, secretAccessKey },
  );
  signer.datetime = stamp;
  return { ...headers, authorization: signer.authHeader() };
}

/** `us-east-1` of `bedrock-runtime.us-east-1.amazonaws.com`; undefined for hosts that do not say. */
export const regionOf = (host: string): string | undefined =>
  /(?:^|\.)([a-z]{2}(?:-[a-z]+)+-\d+)\.(?:vpce\.)?(?:amazonaws\.com|api\.aws|amazonaws\.eu)/.exec(host)?.[1];

/**
 * The caller's key out of `Authorization`: a bearer token (`AWS_BEARER_TOKEN_BEDROCK`), or the access key id
 * of a signed request. The signature itself proves nothing here, since only a hash of the key is kept; so a
 * key in this place is worth as much as a bearer token, no less and no more.
 */
export function keyOfAuthorization(header: string): string | null {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(header)?.[1];
  if (bearer) return bearer;
  return /^AWS4-HMAC-SHA256\s.*?\bCredential=([^/,\s]+)\//.exec(header)?.[1] ?? null;
}

/** What a peer did that ends a request of HTTP/2, in words that end a sentence (RFC 9113 section 7). */
export class Http2Failure extends Error {
  /** Named as in the standard, for example `PROTOCOL_ERROR`. */
  readonly reason: string;

  constructor(reason: string, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** The codes of RFC 9113 section 7 in order. */
const names = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
] as const;

const words: Partial<Record<(typeof names)[number], string>> = {
  PROTOCOL_ERROR: 'it does not keep to the rules of HTTP/2, or its length is not what Content-Length says',
  INTERNAL_ERROR: 'the server met an error of its own',
  FLOW_CONTROL_ERROR: 'more came than the flow control of HTTP/2 allows',
  FRAME_SIZE_ERROR: 'a frame of HTTP/2 has a wrong size',
  REFUSED_STREAM: 'the server refused to process the request',
  CANCEL: 'the server ended it early',
  COMPRESSION_ERROR: 'its headers cannot be decompressed',
  ENHANCE_YOUR_CALM: 'its head is longer than 1 MB, or the server asks for fewer requests',
  INADEQUATE_SECURITY: 'the server finds the TLS of this connection too weak for HTTP/2',
  HTTP_1_1_REQUIRED: 'the server wants HTTP/1.1 for this request',
};

/** The failure for an error code of a stream or a connection. */
export function failureOfCode(code: number): Http2Failure {
  const name = names[code] ?? `code ${code}`;
  const told = names[code] === undefined ? undefined : words[names[code]];
  return new Http2Failure(name, told === undefined ? `HTTP/2 ended it (${name})` : `${told} (${name})`);
}

/**
 * What an error of Node's http2 means. Errors that the network causes are returned as they are.
 * @param received bytes that came over the connection so far
 */
export function http2Failure(error: Error, received: number): Error {
  const code = 'code' in error ? String(error.code) : '';
  if (!code.startsWith('ERR_HTTP2_') && !code.startsWith('NGHTTP2_')) return error;
  const numbered = /error code (NGHTTP2_)?(\w+)/.exec(error.message);
  const named = names.map(String).indexOf(numbered?.[2] ?? '');
  if (named >= 0) return failureOfCode(named);
  if (numbered !== null && /^\d+$/.test(numbered[2] ?? '')) return failureOfCode(Number(numbered[2]));
  // The library takes nine frames of 16 kB for one head.
  if (/continuation/i.test(error.message))
    return new Http2Failure('ENHANCE_YOUR_CALM', 'its head is longer than 144 kB compressed; HTTP/1.1 allows 1 MB');
  if (/flood/i.test(error.message))
    return new Http2Failure('ENHANCE_YOUR_CALM', 'the server floods the connection with frames');
  if (received < 9 || /protocol error|magic|settings/i.test(error.message))
    return new Http2Failure('PROTOCOL_ERROR', 'it does not keep to the rules of HTTP/2');
  return new Http2Failure(code, `it does not keep to the rules of HTTP/2 (${error.message})`);
}

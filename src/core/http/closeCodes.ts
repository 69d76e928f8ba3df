/** What a close code of a WebSocket says (RFC 6455 section 7.4.1 and the IANA registry). */
const meanings: Record<number, string> = {
  1000: 'Done, as agreed',
  1001: 'The other side goes away',
  1002: 'The rules of WebSocket were broken',
  1003: 'This kind of data is not taken',
  1005: 'No code was given',
  1006: 'The connection was cut without a close',
  1007: 'A message was not what its type says, such as text that is not UTF-8',
  1008: 'A message breaks the policy of the server',
  1009: 'A message was too large',
  1010: 'The server lacks an extension that was asked for',
  1011: 'The server met an error',
  1012: 'The service restarts',
  1013: 'The server is busy; try again later',
  1014: 'A gateway got a bad answer from the server behind it',
  1015: 'The TLS handshake failed',
};

/** A close code in words. */
export function closeCodeWords(code: number): string {
  const known = meanings[code];
  if (known !== undefined) return known;
  if (code >= 3000 && code < 4000) return 'A code of a library or framework';
  if (code >= 4000 && code < 5000) return 'A code of this application';
  return 'A code that is not defined';
}

import { noCredentials, type SchemeModule } from './scheme.ts';

/** User name and password in the Authorization header, base64 of `user:password` in UTF-8 (RFC 7617). */
export const basic: SchemeModule = {
  kind: 'basic',
  title: 'User name and password',
  needsUsername: true,
  defaultPlacement: { in: 'header', name: 'Authorization', prefix: 'Basic' },
  fromSecurityScheme: (scheme) => (scheme.type === 'http' && scheme.scheme === 'basic' ? basic.defaultPlacement : null),
  apply: (_request, placement, { secret, username }) => {
    const pair = Buffer.from(`${username ?? ''}:${secret}`, 'utf8').toString('base64');
    return {
      ...noCredentials,
      headers: [[placement.name, `Basic ${pair}`]],
      secrets: [secret, pair, ...hidden(username)],
    };
  },
};

/** Some APIs take their key as the user name. A short one (`admin`) tells nothing, and masking the word would ruin answers. */
const hidden = (username: string | null): string[] =>
  username === null || username.length < shortestHidden ? [] : [username];

const shortestHidden = 6;

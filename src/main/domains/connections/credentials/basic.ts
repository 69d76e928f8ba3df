import { commonFaults } from '#contract/fault.ts';
import {
  atAuthorization,
  type CredentialKind,
  eitherField,
  hiddenUsername,
  noCredentials,
  secretField,
  usernameField,
} from './credentialKind.ts';

/** User name and password in the Authorization header, base64 of `user:password` in UTF-8 (RFC 7617). */
export const basic: CredentialKind = {
  kind: 'basic',
  title: 'User name and password',
  badge: 'Basic',
  choice: 'User name and password',
  secretWord: 'user name or password',
  sentAs: 'header Authorization: Basic, user {username|(empty)} and {secret}',
  fields: [
    usernameField('username', 'User name', eitherField),
    secretField('secret', 'Password', { description: 'Sent as {sentAs}', ...eitherField }),
  ],
  needsUsername: true,
  oneSuffices: true,
  placed: true,
  defaultPlacement: atAuthorization('Basic'),
  fromSecurityScheme: (scheme) => (scheme.type === 'http' && scheme.scheme === 'basic' ? basic.defaultPlacement : null),
  read: (entered) => {
    if (!entered.username?.includes(':')) return entered;
    const message = 'A user name for Basic has no colon in it.';
    throw commonFaults.fault('INVALID', message, { kept: 'Nothing was changed.', field: 'username' });
  },
  apply: ({ placement, material: { secret, username } }) => {
    const pair = Buffer.from(`${username ?? ''}:${secret}`, 'utf8').toString('base64');
    return {
      ...noCredentials,
      headers: [[placement.name, `Basic ${pair}`]],
      secrets: [...(secret === '' ? [] : [secret]), pair, ...hiddenUsername(username)],
    };
  },
};

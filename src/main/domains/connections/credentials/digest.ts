import { randomBytes } from 'node:crypto';
import { atAuthorization, type CredentialKind, noCredentials, secretField, usernameField } from './credentialKind.ts';
import { answerDigest, parseDigestChallenges, strongest } from './digestAnswer.ts';
import { hiddenUsername } from './hiddenUsername.ts';

/** User name and password that never travel: the answer to the server's challenge does (RFC 7616). */
export const digest: CredentialKind = {
  kind: 'digest',
  title: 'Digest',
  badge: 'Digest',
  choice: 'User name and password, by digest',
  secretWord: 'user name or password',
  sentAs: 'header Authorization: Digest, user {username|(empty)}; the password itself is not sent',
  fields: [
    usernameField('username', 'User name'),
    secretField('secret', 'Password', { description: 'Sent as {sentAs}' }),
  ],
  needsUsername: true,
  defaultPlacement: atAuthorization('Digest'),
  fromSecurityScheme: (scheme) =>
    scheme.type === 'http' && scheme.scheme === 'digest' ? digest.defaultPlacement : null,
  apply: ({ material }) => ({ ...noCredentials, secrets: [material.secret, ...hiddenUsername(material.username)] }),
  show: () => ({ ...noCredentials, headers: [['Authorization', 'Digest ••••']] }),
  answer: ({ request, material: { secret, username } }, headers) => {
    const challenge = strongest(parseDigestChallenges(headers));
    if (challenge === null) return null;
    const { pathname, search } = new URL(request.url);
    const asked = { method: request.method, uri: `${pathname}${search}`, body: request.body ?? null };
    const person = { username: username ?? '', password: secret };
    const { header, response } = answerDigest(challenge, asked, person, randomBytes(16).toString('base64url'));
    const secrets = [secret, response, ...hiddenUsername(username)];
    return { ...noCredentials, headers: [['Authorization', header]], secrets };
  },
};

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { oauthConfig } from '#contract/oauthConfig.ts';
import { oauth2, splitSecret } from './oauth2.ts';

const settings = (clientAuth: 'none' | 'client_secret_post') =>
  oauthConfig.parse({ grant: 'password', clientId: 'app', username: 'ada', clientAuth });

const kept = (clientAuth: 'none' | 'client_secret_post', values: { password: string; clientSecret: string }) => {
  const { secret } = oauth2.fromForm?.({ oauth: settings(clientAuth), ...values }, null) ?? {};
  return splitSecret({ grant: 'password' }, secret ?? null);
};

const members = fc.record(
  { password: fc.string(), clientSecret: fc.string(), other: fc.string() },
  { requiredKeys: ['password'] },
);
const password = fc.oneof(
  fc.string(),
  members.map((object) => JSON.stringify(object)),
  members.map((object) => JSON.stringify(object, null, 1)),
  fc.json(),
);

test('a password that was entered is the one that is sent, also where it looks like what is stored', () => {
  fc.assert(
    fc.property(password, fc.string(), (entered, clientSecret) => {
      fc.pre(entered.trim() !== '');
      expect(kept('none', { password: entered, clientSecret }).password).toBe(entered);
      expect(kept('client_secret_post', { password: entered, clientSecret })).toEqual({
        password: entered,
        clientSecret,
      });
    }),
  );
});

test.each([
  ['a password', 'password', 'pw', { clientSecret: null, password: 'pw' }],
  ['both', 'password', '{"password":"p","clientSecret":"c"}', { clientSecret: 'c', password: 'p' }],
  ['a password in JSON', 'password', '{"password":"p"}', { clientSecret: null, password: '{"password":"p"}' }],
  ['nothing', 'password', null, { clientSecret: null, password: null }],
  [
    'the secret of another grant',
    'clientCredentials',
    '{"password":"p","clientSecret":"c"}',
    { clientSecret: '{"password":"p","clientSecret":"c"}', password: null },
  ],
] as const)('a stored secret is read as %s', (_what, grant, secret, parts) => {
  expect(splitSecret({ grant }, secret)).toEqual(parts);
});

import { describe, expect, it, test } from 'vitest';
import { type OAuthField, oauthField, oauthFieldWords, showsOAuthField } from './fields.ts';

const grants = ['authorizationCode', 'clientCredentials', 'deviceCode', 'password', 'implicit'] as const;
const clientAuths = ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;
const choices = grants.flatMap((grant) => clientAuths.map((clientAuth) => ({ grant, clientAuth })));

/** With which choices a field is shown. Others are shown with all. */
const shownWith: Partial<Record<OAuthField, (choice: (typeof choices)[number]) => boolean>> = {
  // RFC 6749 sections 4.1 and 4.2: only these bring the answer back to an address.
  redirect: ({ grant }) => ['authorizationCode', 'implicit'].includes(grant),
  // RFC 7636: it protects a code.
  pkce: ({ grant }) => grant === 'authorizationCode',
  // RFC 6749 section 4.3.
  username: ({ grant }) => grant === 'password',
  password: ({ grant }) => grant === 'password',
  // RFC 6749 section 2.3.1.
  clientSecret: ({ clientAuth }) => clientAuth.startsWith('client_secret_'),
  // RFC 7523 section 2.2.
  keyId: ({ clientAuth }) => clientAuth === 'private_key_jwt',
  keyAlgorithm: ({ clientAuth }) => clientAuth === 'private_key_jwt',
  privateKey: ({ clientAuth }) => clientAuth === 'private_key_jwt',
};

describe('the form of OAuth2 settings', () => {
  test.each(oauthField.options)(
    'shows the field %s with the grants and client authentications that need it',
    (field) => {
      const expected = choices.filter(shownWith[field] ?? (() => true));
      expect(choices.filter((choice) => showsOAuthField(field, choice))).toEqual(expected);
    },
  );

  it('calls no two fields the same', () => {
    const words = oauthField.options.map((field) => oauthFieldWords[field]);
    expect(new Set(words).size).toBe(words.length);
  });
});

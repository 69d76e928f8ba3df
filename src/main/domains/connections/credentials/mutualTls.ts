import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { commonFaults } from '#contract/fault.ts';
import { type CredentialKind, filled, noCredentials, secretField, textOf } from './credentialKind.ts';

const certificates = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const privateKey = /-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----[\s\S]+?-----END \1-----/;

/**
 * A client certificate that the TLS handshake shows (RFC 8446, section 4.4.2). The secret is PEM text with the certificate, its chain
 * and the private key; the user name is the key's passphrase, which is used once and not kept: the vault seals the opened key.
 */
export const mutualTls: CredentialKind = {
  kind: 'mutualTls',
  title: 'Client certificate',
  badge: 'Client certificate',
  choice: 'Client certificate (mutual TLS)',
  secretWord: 'client certificate',
  sentAs: 'the client certificate of the TLS connection',
  tellsExpiry: true,
  fields: [
    {
      type: 'pem',
      name: 'certificate',
      label: 'Certificate',
      description: 'PEM, with the intermediate certificates after it where the server needs them.',
      required: { new: true, stored: false },
      setting: false,
    },
    {
      type: 'pem',
      name: 'privateKey',
      label: 'Private key',
      description: 'PEM. It is kept in the vault and never leaves this computer.',
      required: { new: true, stored: false },
      setting: false,
    },
    secretField('passphrase', 'Passphrase of the key', {
      description: 'Only where the key has one. It is used once and not kept.',
      required: { new: false, stored: false },
    }),
  ],
  configFollowsSecret: true,
  defaultPlacement: { in: 'header', name: 'Client certificate', prefix: '' },
  fromSecurityScheme: (scheme) => (scheme.type === 'mutualTLS' ? mutualTls.defaultPlacement : null),
  fromForm: (values) => {
    const [certificate, key] = [textOf(values, 'certificate').trim(), textOf(values, 'privateKey').trim()];
    if (certificate === '' && key === '') return {};
    return { secret: `${certificate}\n${key}\n`, username: filled(textOf(values, 'passphrase')) };
  },
  read: (entered) => {
    const { secret, username } = entered;
    if (secret === null) return entered;
    const { chain, leaf } = readChain(secret);
    const key = readKey(secret, username);
    if (!leaf.checkPrivateKey(key)) throw unreadable('The private key does not belong to the certificate.');
    const subject = leaf.subject.replaceAll('\n', ', ');
    const notAfter = leaf.validToDate.getTime();
    return {
      config: { kind: 'mutualTls', subject, notAfter },
      secret: [...chain, key.export({ type: 'pkcs8', format: 'pem' }).toString().trim()].join('\n'),
      username: null,
      hint: '••••',
    };
  },
  endOf: (config) => (config.kind === 'mutualTls' ? config.notAfter : null),
  apply: ({ material: { secret } }) => {
    const key = privateKey.exec(secret)?.[0] ?? '';
    const certificate = { chain: (secret.match(certificates) ?? []).join('\n'), key };
    return { ...noCredentials, secrets: [key], certificate };
  },
  show: () => noCredentials,
};

function readChain(pem: string): { chain: string[]; leaf: X509Certificate } {
  const chain = pem.match(certificates) ?? [];
  const [first] = chain;
  if (first === undefined) throw unreadable('There is no certificate in it.');
  try {
    for (const text of chain) new X509Certificate(text);
    return { chain, leaf: new X509Certificate(first) };
  } catch {
    throw unreadable('A certificate in it cannot be read.');
  }
}

function readKey(pem: string, passphrase: string | null): KeyObject {
  const key = privateKey.exec(pem)?.[0];
  if (key === undefined) throw unreadable('There is no private key in it.');
  try {
    return createPrivateKey({ key, ...(passphrase ? { passphrase } : {}) });
  } catch {
    throw unreadable('The private key cannot be read; check its passphrase.');
  }
}

function unreadable(message: string) {
  return commonFaults.fault('INVALID', message, {
    kept: 'Nothing was changed.',
    todo: 'Enter PEM text with the certificate and its private key.',
    field: 'secret',
  });
}

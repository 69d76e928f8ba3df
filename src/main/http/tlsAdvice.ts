import { settingWords } from '#core/settings/words.ts';

/** Why TLS did not come about, as the end of a sentence, and what helps. */
interface TlsAdvice {
  readonly why: string;
  readonly todo: string;
}

const addAuthority = `If you trust the host, add the certificate of its authority in Settings, Network, ${settingWords.authorities}.`;
const addItself = `If you trust the host, add this certificate itself in Settings, Network, ${settingWords.authorities}.`;
const renew = 'Only the owner of the host can renew it. Check also the clock of this computer.';
const clientWanted =
  'Connect the integration with a client certificate (mutual TLS), and choose that connection for the request.';
const plain = 'Check the port: it may speak plain http, and an http address (http://) be meant.';

const asked = 'it asks for a client certificate';

const notTrusted = { why: 'its certificate was issued by an authority that is not trusted here', todo: addAuthority };
const oldTls = {
  why: 'it offers only versions of TLS that are no longer safe',
  todo: 'The host’s owner must turn on TLS 1.2 or 1.3.',
};
const noTls = { why: 'what answers does not speak TLS', todo: plain };
const weak = {
  why: 'its certificate is too weak by the rules of this time',
  todo: 'The host’s owner must replace it with one that has a stronger key or signature.',
};
const refusedCertificate = {
  why: 'it did not accept the client certificate',
  todo: 'Check that the connection’s certificate is the one the host expects and has not expired.',
};
const noName = {
  why: 'it knows no host of this name',
  todo: 'Check the host name; behind one address there are often several hosts.',
};

/** What is told of errors that mean one thing, by the code of OpenSSL or Node. */
const advice: Record<string, TlsAdvice> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: { why: 'its certificate is self-signed', todo: addItself },
  SELF_SIGNED_CERT_IN_CHAIN: notTrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    why: 'its certificate was issued by an authority that is not trusted here, or the host does not send the certificates in between',
    todo: addAuthority,
  },
  UNABLE_TO_GET_ISSUER_CERT: notTrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: notTrusted,
  CERT_HAS_EXPIRED: { why: 'its certificate has expired', todo: renew },
  CERT_NOT_YET_VALID: {
    why: 'its certificate is not valid yet',
    todo: 'Check this computer’s clock. If it is right, the host’s owner must replace the certificate.',
  },
  CERT_REVOKED: { why: 'its certificate was revoked', todo: 'Don’t trust the host until its owner has replaced it.' },
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: {
    why: 'it does not offer the version of HTTP that the request is set to',
    todo: 'Choose “Automatic” as the version of HTTP.',
  },
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: oldTls,
  ERR_SSL_UNSUPPORTED_PROTOCOL: oldTls,
  ERR_SSL_VERSION_TOO_LOW: oldTls,
  ERR_SSL_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED: oldTls,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  ERR_SSL_HTTP_REQUEST: noTls,
  ERR_SSL_UNKNOWN_PROTOCOL: noTls,
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: noName,
  ERR_SSL_TLSV1_ALERT_UNRECOGNIZED_NAME: noName,
  CA_MD_TOO_WEAK: weak,
  EE_KEY_TOO_SMALL: weak,
  CA_KEY_TOO_SMALL: weak,
  ERR_SSL_EE_KEY_TOO_SMALL: weak,
  ERR_SSL_DH_KEY_TOO_SMALL: { ...weak, why: 'the key that it offers for the handshake is too short' },
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: refusedCertificate,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: refusedCertificate,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: refusedCertificate,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: refusedCertificate,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: refusedCertificate,
  ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE: refusedCertificate,
  ERR_SSL_TLSV1_ALERT_ACCESS_DENIED: refusedCertificate,
  ECONNRESET: {
    why: 'it closed the connection',
    todo: `${plain} Some hosts close so when they miss a client certificate.`,
  },
};

/** Alerts of OpenSSL come also after the handshake: with TLS 1.3 a server judges the client's certificate later. */
export const isTlsAlert = (code: string): boolean => /^ERR_SSL_/.test(code);

/** What went wrong in a handshake, and what leads on. `showedCertificate`: a client certificate was at hand. */
export function tlsAdvice(error: unknown, showedCertificate: boolean): TlsAdvice {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return otherName(error);
  if (/ALERT_HANDSHAKE_FAILURE|ALERT_CERTIFICATE_REQUIRED/.test(code))
    return showedCertificate
      ? refusedCertificate
      : {
          why: code.includes('REQUIRED') ? asked : `it refused the handshake, as a host does where ${asked}`,
          todo: clientWanted,
        };
  return advice[code] ?? { why: `the handshake failed (${code || 'no reason was given'})`, todo: plain };
}

const mostNames = 5;

/** Says for which names the certificate is, since one of them is often the one that was meant. */
function otherName(error: unknown): TlsAdvice {
  const cert = error instanceof Error && 'cert' in error ? error.cert : null;
  const listed =
    typeof cert === 'object' && cert !== null && 'subjectaltname' in cert ? String(cert.subjectaltname) : '';
  const names = [...listed.matchAll(/(?:DNS|IP Address):"?([^",\s]+)/g)].flatMap(([, name]) => name ?? []);
  const shown = names.slice(0, mostNames).join(', ');
  return {
    why: `its certificate is for another host name${shown === '' ? '' : ` (${shown})`}`,
    todo: 'Use a name that the certificate covers, or ask the host’s owner to add this one.',
  };
}

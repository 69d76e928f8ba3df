import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { type DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { CertificateDetails, HopDetails, TlsDetails } from '#contract/connectionDetails.ts';

/** What is known of an open connection, read while it is open. */
export interface PeerDetails {
  readonly port: number | null;
  /** Null where the connection is not encrypted. */
  readonly tls: TlsDetails | null;
}

export function describePeer(socket: Socket): PeerDetails {
  return { port: socket.remotePort ?? null, tls: socket instanceof TLSSocket ? readTls(socket) : null };
}

interface AnsweredHop extends Pick<HopDetails, 'method' | 'url' | 'status' | 'httpVersion' | 'timings'> {
  readonly connection: { readonly peer: PeerDetails; readonly address: string; readonly reused: boolean };
}

/** What is known of a hop once its response came; `url` without its secrets. */
export function describeHop({ connection, ...hop }: AnsweredHop): HopDetails {
  const { peer, address, reused } = connection;
  return { ...hop, remoteAddress: address, remotePort: peer.port, reused, tls: peer.tls };
}

function readTls(socket: TLSSocket): TlsDetails {
  const why: unknown = socket.authorizationError;
  const untrusted = why instanceof Error && 'code' in why ? String(why.code) : String(why ?? '');
  return {
    protocol: socket.getProtocol(),
    cipher: socket.getCipher()?.standardName ?? null,
    keyExchange: keyExchangeOf(socket),
    alpn: socket.alpnProtocol || null,
    trusted: socket.authorized,
    untrusted: socket.authorized || untrusted === '' ? null : untrusted,
    chain: chainOf(socket.getPeerCertificate(true)).map(describeCertificate),
  };
}

function keyExchangeOf(socket: TLSSocket): string | null {
  const info = socket.getEphemeralKeyInfo();
  if (info === null || !('type' in info)) return null;
  const { type, size } = info;
  return 'name' in info && info.name ? info.name : `${String(type)} ${String(size)}`;
}

/** Longer chains than this are no longer read; public ones have two to four certificates. */
const longestChain = 10;

function chainOf(first: DetailedPeerCertificate): X509Certificate[] {
  const chain: X509Certificate[] = [];
  const seen = new Set<string>();
  let at: DetailedPeerCertificate | undefined = first;
  while (at?.raw !== undefined && !seen.has(at.fingerprint256) && chain.length < longestChain) {
    seen.add(at.fingerprint256);
    chain.push(new X509Certificate(at.raw));
    at = at.issuerCertificate;
  }
  return chain;
}

const mostNames = 100;

function describeCertificate(certificate: X509Certificate): CertificateDetails {
  return {
    subject: inOneLine(certificate.subject),
    issuer: inOneLine(certificate.issuer),
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
    serialNumber: certificate.serialNumber,
    fingerprint256: certificate.fingerprint256,
    fingerprint: certificate.fingerprint,
    publicKey: keyWords(certificate),
    altNames: certificate.subjectAltName?.split(', ').slice(0, mostNames) ?? [],
  };
}

/** Node writes a name as one line a part; it is undefined where the certificate names nobody. */
const inOneLine = (name: string | undefined): string => name?.trim().split('\n').join(', ') ?? '';

const curves: Record<string, string> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };

function keyWords({ publicKey }: X509Certificate): string {
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details } = publicKey;
  const { namedCurve, modulusLength } = details ?? {};
  const size = namedCurve === undefined ? modulusLength : (curves[namedCurve] ?? namedCurve);
  return [type.toUpperCase(), size].filter((part) => part !== undefined).join(' ');
}

type Pairs = readonly (readonly [name: string, value: string])[];

/** Bytes of a head as HTTP/1.1 writes it: its first line, its headers and the empty line (RFC 9112 section 2.1). */
export function headBytes(firstLine: string, headers: Pairs): number {
  return (
    headers.reduce((sum, [name, value]) => sum + Buffer.byteLength(`${name}: ${value}\r\n`, 'latin1'), 0) +
    Buffer.byteLength(firstLine, 'latin1') +
    4
  );
}

import { Group, Stack, Text } from '@mantine/core';
import type { CertificateDetails, HopDetails, TlsDetails, WireSizes } from '#contract/connectionDetails.ts';
import type { SentRequest } from '#contract/requests.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { type Fact, FactList } from '#renderer/ui/FactList.tsx';
import { formatBytes } from '#renderer/ui/format.ts';
import { RelativeTime } from '#renderer/ui/time.tsx';
import classes from '../requests.module.css';

interface ConnectionTabProps {
  response: NonNullable<SentRequest['response']>;
}

/** Who answered and how it was reached: address, TLS with its certificates, and bytes on the wire. */
export function ConnectionTab({ response }: ConnectionTabProps) {
  const { hops, wire, remoteAddress, httpVersion, bytes } = response;
  const last = hops.at(-1);
  return (
    <Stack gap="md">
      <FactList dense facts={[...addressFacts(last, remoteAddress), ['Protocol', `HTTP/${httpVersion}`]]} />
      {wire === null ? null : <Sizes wire={wire} bytes={bytes} />}
      {last === undefined ? (
        <Text size="sm" c="dimmed">
          Of this connection no more was recorded. Send the request again to see it.
        </Text>
      ) : last.tls === null ? (
        <Text size="sm" c="var(--warning-text)">
          The connection is not encrypted.
        </Text>
      ) : (
        <Tls tls={last.tls} />
      )}
    </Stack>
  );
}

function addressFacts(hop: HopDetails | undefined, remoteAddress: string | null): Fact[] {
  if (hop === undefined) return remoteAddress === null ? [] : [['Answered from', remoteAddress]];
  const { remoteAddress: address, remotePort: port, reused } = hop;
  const place = address.includes(':') ? `[${address}]` : address;
  return [
    ['Answered from', port === null ? address : `${place}:${port}`],
    ['Connection', reused ? 'reused' : 'new'],
  ];
}

function Sizes({ wire, bytes }: { wire: WireSizes; bytes: number }) {
  const saved = bytes > 0 && wire.responseBody > 0 && wire.responseBody !== bytes;
  const decoded = saved
    ? `${formatBytes(wire.responseBody)} on the wire, ${formatBytes(bytes)} decoded`
    : formatBytes(bytes);
  return (
    <section aria-label="Sizes">
      <Text size="sm" fw={600}>
        Sizes
      </Text>
      <FactList
        dense
        facts={[
          ['Request headers', formatBytes(wire.requestHead)],
          ['Request body', formatBytes(wire.requestBody)],
          ['Response headers', formatBytes(wire.responseHead)],
          ['Response body', decoded],
        ]}
      />
    </section>
  );
}

function Tls({ tls }: { tls: TlsDetails }) {
  return (
    <section aria-label="TLS">
      <Group gap="xs" mb={4}>
        <Text size="sm" fw={600}>
          TLS
        </Text>
        {tls.trusted ? (
          <StatusBadge tone="good" label="Trusted" />
        ) : (
          <StatusBadge tone="warn" label={`Not trusted${tls.untrusted === null ? '' : `: ${tls.untrusted}`}`} />
        )}
      </Group>
      <FactList
        dense
        facts={[
          ['Protocol', tls.protocol],
          ['Cipher', tls.cipher],
          ['Key exchange', tls.keyExchange],
          ['ALPN', tls.alpn],
        ]}
      />
      <ol className={classes.chain} aria-label="Certificates">
        {tls.chain.map((certificate, index) => (
          <li key={certificate.fingerprint256}>
            <Certificate certificate={certificate} role={roleOf(index, tls.chain.length)} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function roleOf(index: number, count: number): string {
  if (index === 0) return 'The host';
  return index === count - 1 ? 'Authority' : 'Between them';
}

const dayMs = 86_400_000;
const soonDays = 30;
const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

function Certificate({ certificate, role }: { certificate: CertificateDetails; role: string }) {
  const { subject, issuer, validFrom, validTo, altNames, publicKey, serialNumber, fingerprint256, fingerprint } =
    certificate;
  const days = Math.floor((validTo - Date.now()) / dayMs);
  const isEarly = validFrom > Date.now();
  return (
    <details className={classes.certificate} open={role === 'The host'}>
      <summary>
        <Text span size="sm" fw={600}>
          {subject || altNames[0] || 'No name'}
        </Text>{' '}
        <Text span size="xs" c="dimmed">
          {role}
        </Text>{' '}
        <StatusBadge
          tone={days < 0 || isEarly ? 'bad' : days < soonDays ? 'warn' : 'good'}
          label={isEarly ? 'Not valid yet' : days < 0 ? 'Expired' : `${days} ${days === 1 ? 'day' : 'days'} left`}
        />
      </summary>
      <FactList
        dense
        facts={[
          ['Issued by', issuer],
          ['Valid', `${date.format(validFrom)} to ${date.format(validTo)}`],
          ['Ends', <RelativeTime key="ends" at={validTo} />],
          ['Names', altNames.length === 0 ? null : altNames.join(', ')],
          ['Key', publicKey],
          ['Serial number', <Mono key="serial" text={serialNumber} />],
          ['SHA-256', <Mono key="sha256" text={fingerprint256} />],
          ['SHA-1', <Mono key="sha1" text={fingerprint} />],
        ]}
      />
    </details>
  );
}

function Mono({ text }: { text: string }) {
  return (
    <span className={classes.mono} style={{ overflowWrap: 'anywhere', fontSize: 12 }}>
      {text}
    </span>
  );
}

import { Badge, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { SentRequest } from '#contract/requests.ts';
import type { SetCookie } from '#core/http/headers/cookies.ts';
import { explainHeaders } from '#core/http/headers/explain.ts';
import type { Remark } from '#core/http/headers/fields.ts';
import { findJwts } from '#core/http/jwt.ts';
import { RelativeTime, TimeLeft, useNow } from '#renderer/ui/time.tsx';
import classes from '../requests.module.css';
import { HeaderList } from './HeaderList.tsx';
import { openJwt } from './valueHints.tsx';

interface HeadersTabProps {
  sent: SentRequest;
  response: NonNullable<SentRequest['response']>;
}

const shortMs = 60 * 60 * 1_000;

/** The headers as they came, and what they mean now. */
export function HeadersTab({ sent, response }: HeadersTabProps) {
  const { headers } = response;
  // Until the time that it was sent and took, which is when it came.
  const at = sent.at;
  const first = useMemo(() => explainHeaders({ headers, at, url: sent.url }, Date.now()), [headers, at, sent.url]);
  const moments = first.groups.flatMap(({ remarks }) => remarks.flatMap((remark) => remark.at ?? []));
  const counting = moments.some((moment) => moment > Date.now() && moment < Date.now() + shortMs);
  const now = useNow(counting);
  const { groups, cookies } = counting ? explainHeaders({ headers, at, url: sent.url }, now) : first;
  return (
    <div className={classes.headers}>
      <HeaderList headers={headers} />
      <Tokens headers={headers} />
      {groups.length === 0 && cookies.length === 0 ? null : (
        <section aria-label="What the headers mean" className={classes.explained}>
          {groups.map(({ title, remarks }) => (
            <div key={title}>
              <Text size="sm" fw={600}>
                {title}
              </Text>
              <ul className={classes.remarks}>
                {remarks.map((remark) => (
                  <RemarkLine key={`${remark.header} ${remark.text}`} remark={remark} now={now} />
                ))}
              </ul>
            </div>
          ))}
          {cookies.length === 0 ? null : <Cookies cookies={cookies} />}
        </section>
      )}
    </div>
  );
}

const colors: Record<Remark['weight'], string> = { info: 'gray', good: 'teal', warn: 'orange', bad: 'red' };

function RemarkLine({ remark: { header, weight, text, at }, now }: { remark: Remark; now: number }) {
  return (
    <li>
      <span
        className={classes.remarkDot}
        style={{ background: `var(--mantine-color-${colors[weight]}-6)` }}
        aria-hidden
      />
      <span>
        {text}{' '}
        {at === undefined ? null : at > now ? (
          <b>
            <TimeLeft until={at} /> left.{' '}
          </b>
        ) : (
          <b>
            <RelativeTime at={at} />.{' '}
          </b>
        )}
        <Text span size="xs" c="dimmed">
          {header}
        </Text>
      </span>
    </li>
  );
}

/** Headers that hold a JSON Web Token, which can be looked into. */
function Tokens({ headers }: Pick<HeadersTabProps['response'], 'headers'>) {
  const found = headers.filter(({ value }) => value.includes('eyJ') && findJwts(value).length > 0);
  if (found.length === 0) return null;
  return (
    <Group gap="xs" mt="xs">
      {found.map(({ name, value }) => (
        <Button key={`${name} ${value}`} size="compact-xs" variant="light" onClick={() => openJwt(value)}>
          Decode the JWT in {name}
        </Button>
      ))}
    </Group>
  );
}

function Cookies({ cookies }: { cookies: readonly SetCookie[] }) {
  return (
    <div>
      <Text size="sm" fw={600}>
        Cookies
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard */}
      <section className={classes.cookies} aria-label="Cookies of the response" tabIndex={0}>
        <Table aria-label="Cookies" verticalSpacing={4} horizontalSpacing="xs" fz="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Value</Table.Th>
              <Table.Th>Ends</Table.Th>
              <Table.Th>For</Table.Th>
              <Table.Th>Attributes</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {cookies.map((cookie, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a cookie may be set twice
              <CookieRow key={index} cookie={cookie} />
            ))}
          </Table.Tbody>
        </Table>
      </section>
    </div>
  );
}

function CookieRow({ cookie }: { cookie: SetCookie }) {
  const { name, value, domain, path, expiresAt, secure, httpOnly, sameSite, partitioned, warnings } = cookie;
  const attributes = [
    secure ? 'Secure' : '',
    httpOnly ? 'HttpOnly' : '',
    sameSite === null ? '' : `SameSite=${sameSite}`,
    partitioned ? 'Partitioned' : '',
  ].filter((each) => each !== '');
  return (
    <Table.Tr>
      <Table.Td className={classes.mono}>{name}</Table.Td>
      <Table.Td className={classes.mono} style={{ overflowWrap: 'anywhere', minWidth: 90 }}>
        {value}
      </Table.Td>
      <Table.Td>{expiresAt === null ? 'with the session' : <RelativeTime at={expiresAt} />}</Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{`${domain ?? 'this host'}${path ?? ''}`}</Table.Td>
      <Table.Td>
        <Stack gap={2}>
          <Group gap={4}>
            {attributes.map((each) => (
              <Badge key={each} size="sm" variant="default" tt="none">
                {each}
              </Badge>
            ))}
          </Group>
          {warnings.map((warning) => (
            <Text key={warning} size="xs" c="var(--warning-text)">
              {warning}
            </Text>
          ))}
        </Stack>
      </Table.Td>
    </Table.Tr>
  );
}

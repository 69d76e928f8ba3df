import { Group, ScrollArea, Stack, Text } from '@mantine/core';
import { useMemo } from 'react';
import { type DecodedJwt, decodeJwt, type JwtState, jwtState } from '#core/http/jwt.ts';
import { StatusBadge, type Tone } from '#renderer/ui/badges.tsx';
import { Dialog } from '#renderer/ui/dialog/index.ts';
import { type Fact, FactList } from '#renderer/ui/FactList.tsx';
import { JsonTree, type JsonValue, parseJson, useJsonTree } from '#renderer/ui/json/index.ts';
import { RelativeTime, TimeLeft, useNow } from '#renderer/ui/time.tsx';
import classes from '../requests.module.css';
import { TimeHint } from './TimeHint.tsx';

const words: Record<JwtState, { tone: Tone; label: string }> = {
  expired: { tone: 'bad', label: 'Expired' },
  early: { tone: 'warn', label: 'Not valid yet' },
  current: { tone: 'good', label: 'Not expired' },
  endless: { tone: 'info', label: 'Never expires' },
};

const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** A JSON Web Token taken apart. It is not verified, and says so. */
export function JwtView({ token }: { token: string }) {
  const decoded = useMemo(() => decodeJwt(token), [token]);
  if (decoded === null) return <Text size="sm">This is no JSON Web Token.</Text>;
  return (
    <Stack gap="sm" className={classes.jwt}>
      <JwtTimes decoded={decoded} />
      <Part title="Header" text={decoded.header} />
      <Part title="Payload" text={decoded.payload} />
    </Stack>
  );
}

function JwtTimes({ decoded }: { decoded: DecodedJwt }) {
  const now = useNow(decoded.expiresAt !== null);
  const state = jwtState(decoded, now);
  const time = (name: string, at: number | null): Fact[] =>
    at === null ? [] : [[name, <Moment key={name} at={at} now={now} />]];
  return (
    <>
      <Group gap="xs">
        <StatusBadge {...words[state]} />
        <Text size="sm" c="dimmed">
          The signature is not verified: anybody can have written this.
        </Text>
      </Group>
      <FactList
        dense
        facts={[
          ...time('Issued', decoded.issuedAt),
          ...time('Valid from', decoded.notBefore),
          ...time('Expires', decoded.expiresAt),
        ]}
      />
    </>
  );
}

function Moment({ at, now }: { at: number; now: number }) {
  return (
    <>
      {local.format(at)} ({at > now ? <TimeLeft until={at} /> : <RelativeTime at={at} />}
      {at > now ? ' left' : ''})
    </>
  );
}

function Part({ title, text }: { title: string; text: string }) {
  const parsed = useMemo(() => parseJson(text), [text]);
  if (!parsed.ok) return null;
  return (
    <section aria-label={title}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <PartTree title={title} value={parsed.value} />
    </section>
  );
}

const rowHeight = 24;
const mostRows = 14;

function PartTree({ title, value }: { title: string; value: JsonValue }) {
  const tree = useJsonTree(value, '');
  return (
    <div style={{ height: Math.min(tree.rows.length, mostRows) * rowHeight + 4 }}>
      <JsonTree
        label={title}
        value={value}
        tree={tree}
        hint={({ name, value: own }) => <TimeHint name={name} value={own} />}
      />
    </div>
  );
}

export function JwtDialog({ token, onClose }: { token: string; onClose: () => void }) {
  return (
    <Dialog title="JSON Web Token" size="lg" onClose={onClose}>
      <ScrollArea.Autosize mah="70vh">
        <JwtView token={token} />
      </ScrollArea.Autosize>
    </Dialog>
  );
}

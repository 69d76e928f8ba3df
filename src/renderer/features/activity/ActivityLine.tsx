import { Anchor, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { ActivityEntry } from '#contract/activity.ts';
import { actionWords, type EventRun, resultWords } from '#renderer/entities/activity/events.ts';
import { useActorName } from '#renderer/session/session.ts';
import { StatusBadge, Tag } from '#renderer/ui/badges.tsx';
import classes from './activity.module.css';
import { kindWords } from './filterState.ts';

interface ActivityLineProps {
  entry: ActivityEntry;
  open: boolean;
  /** How often in a row, where that is more than once; its details stand with each time then. */
  times?: number;
  /** Says which integration it was with; left out where the page is about one. */
  withIntegration: boolean;
  onToggle(): void;
}

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

interface ActivityRunProps extends Omit<ActivityLineProps, 'entry' | 'times'> {
  run: EventRun;
}

/** What happened, and how often in a row; opened, its details, or each time it happened. */
export function ActivityRun({ run: { newest, entries }, open, withIntegration, onToggle }: ActivityRunProps) {
  const several = entries.length > 1;
  return (
    <>
      <ActivityLine
        entry={newest}
        times={entries.length}
        open={open}
        withIntegration={withIntegration}
        onToggle={onToggle}
      />
      {several && open ? (
        <ul className={classes.run} aria-label="Each time">
          {entries.map((entry) => (
            <li key={entry.id}>
              <OneOfRun entry={entry} />
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

function OneOfRun({ entry }: { entry: ActivityEntry }) {
  const [open, setOpen] = useState(false);
  return <ActivityLine entry={entry} open={open} withIntegration={false} onToggle={() => setOpen(!open)} />;
}

/** One event: when, how it went, what kind, who, what on what; opened, the details. */
function ActivityLine({ entry, times = 1, open, withIntegration, onToggle }: ActivityLineProps) {
  const actorName = useActorName();
  const actor = actorName(entry.actor);
  return (
    <>
      <UnstyledButton className={classes.line} aria-expanded={open} onClick={onToggle}>
        {open ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
        <time className={classes.cut} dateTime={new Date(entry.at).toISOString()} title={full.format(entry.at)}>
          {time.format(entry.at)}
        </time>
        <StatusBadge {...resultWords[entry.result]} />
        <span>
          <Tag kind="quiet">{kindWords[entry.kind]}</Tag>
        </span>
        <span className={classes.cut} title={actor}>
          {actor}
        </span>
        <span className={classes.cut} title={entry.subject}>
          {actionWords(entry)} <b>{entry.subject}</b>
          {withIntegration && <OfIntegration entry={entry} />}
          {times > 1 && (
            <span className={classes.times}>
              <Tag kind="quiet">{times} times</Tag>
            </span>
          )}
        </span>
        <span className={classes.number}>
          {times > 1 || entry.durationMs === null ? '' : durationText(entry.durationMs)}
        </span>
      </UnstyledButton>
      {open && times === 1 ? <Details entry={entry} /> : null}
    </>
  );
}

function OfIntegration({ entry }: { entry: ActivityEntry }) {
  const { integrationName, subject } = entry;
  if (integrationName === null || `${actionWords(entry)} ${subject}`.includes(integrationName)) return null;
  return <span className={classes.of}>{integrationName}</span>;
}

function durationText(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function Details({ entry }: { entry: ActivityEntry }) {
  const exchange = entry.details.find((detail) => detail.name === 'Exchange')?.value;
  const shown = entry.details.filter((detail) => detail.name !== 'Exchange');
  return (
    <dl className={classes.details}>
      <dt>When</dt>
      <dd>{full.format(entry.at)}</dd>
      {shown.map((detail, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: details may share name and value
        <Pair key={index} {...detail} />
      ))}
      {entry.integrationId === null ? null : (
        <>
          <dt>Integration</dt>
          <dd>
            <Anchor component={Link} to={`/integrations/${entry.integrationId}`} size="sm">
              Open the integration
            </Anchor>
          </dd>
        </>
      )}
      {exchange === undefined ? null : (
        <>
          <dt>Request</dt>
          <dd>
            <Anchor component={Link} to={`/requests?exchange=${encodeURIComponent(exchange)}`} size="sm">
              Open the request and its response
            </Anchor>
          </dd>
        </>
      )}
    </dl>
  );
}

function Pair({ name, value, path }: ActivityEntry['details'][number]) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {path === undefined ? (
          value
        ) : (
          <Anchor component={Link} to={path} size="sm">
            {value}
          </Anchor>
        )}
      </dd>
    </>
  );
}

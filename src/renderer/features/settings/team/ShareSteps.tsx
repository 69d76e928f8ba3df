import { Button, List, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconFileTypeSql } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type ServerReport, syncContract } from '#contract/sync.ts';
import { useShowStatus, useTeam } from '#renderer/entities/sync/queries.ts';
import { SyncProgress } from '#renderer/entities/sync/SyncProgress.tsx';
import { UnlockForFault } from '#renderer/entities/vault/UnlockForFault.tsx';
import { client, inputOf } from '#renderer/platform/client.ts';
import { useSession } from '#renderer/session/session.ts';
import { Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { FactList } from '#renderer/ui/FactList.tsx';
import { ActionRow, Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { Notice } from '#renderer/ui/Notice.tsx';
import { PasswordField } from '#renderer/ui/PasswordField.tsx';
import { openInvite } from './InviteForm.tsx';
import { SetupSql } from './SetupSql.tsx';
import { useOwnName } from './useOwnName.tsx';

/** Opens the steps that share the tenant through a database of the team. */
export function openShare(): void {
  openDialog((close) => (
    <Dialog title="Share this tenant" size="lg" onClose={close} closeOnClickOutside={false}>
      <ShareSteps onClose={close} />
    </Dialog>
  ));
}

interface Found {
  /** With the password: it lives in this dialog alone, and goes with it. */
  url: string;
  report: ServerReport;
}

/** From the address of a database to a shared tenant: look at it, agree, share; or by SQL that someone else runs. */
function ShareSteps({ onClose }: { onClose(): void }) {
  const [found, setFound] = useState<Found | null>(null);
  /** The address that the SQL is for; null on the way without. */
  const [sqlFor, setSqlFor] = useState<string | null>(null);
  const [shared, setShared] = useState(false);
  if (shared) return <Shared onClose={onClose} />;
  if (sqlFor !== null) {
    return <SetupSql url={sqlFor} onBack={() => setSqlFor(null)} onJoined={() => setShared(true)} />;
  }
  if (found === null) return <AddressForm onFound={setFound} onSql={setSqlFor} onClose={onClose} />;
  return (
    <Review
      found={found}
      onBack={() => setFound(null)}
      onFound={setFound}
      onSql={setSqlFor}
      onShared={() => setShared(true)}
    />
  );
}

interface AddressFormProps {
  onFound(found: Found): void;
  onSql(url: string): void;
  onClose(): void;
}

function AddressForm({ onFound, onSql, onClose }: AddressFormProps) {
  const form = useForm({
    initialValues: { url: '' },
    schema: inputOf(syncContract.inspect),
    save: async ({ url }) => ({ url, report: await client.sync.inspect({ url }) }),
    onSaved: onFound,
  });
  return (
    <Form form={form}>
      <Stack gap="md">
        <Text size="sm">
          Enter the address of a Postgres database with a login that may create roles and a schema in it. Patchbay looks
          at it first and changes nothing. The address is used for setting up and is not kept.
        </Text>
        <PasswordField
          label="Address of the database"
          description="postgres://user:password@host:5432/database"
          required
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          {...form.fields.getInputProps('url')}
        />
        <FormFault form={form} title="Couldn’t look at the database" />
        <SetupSqlButton onClick={() => onSql(form.values.url)} />
        <FormActions
          form={form}
          action="Look at the database"
          onCancel={onClose}
          disabled={form.values.url.trim() === ''}
        />
      </Stack>
    </Form>
  );
}

function SetupSqlButton({ onClick }: { onClick(): void }) {
  return (
    <Button
      style={{ alignSelf: 'flex-start' }}
      size="xs"
      variant="default"
      leftSection={<IconFileTypeSql size={14} aria-hidden />}
      onClick={onClick}
    >
      Set it up by SQL instead
    </Button>
  );
}

interface ReviewProps {
  found: Found;
  onBack(): void;
  onFound(found: Found): void;
  onSql(url: string): void;
  onShared(): void;
}

/** What was found, what will happen, and the agreement to it. */
function Review({ found: { url, report }, onBack, onFound, onSql, onShared }: ReviewProps) {
  const name = useSession()?.tenant.name ?? 'this tenant';
  const progress = useTeam()?.progress ?? null;
  const own = useOwnName();
  const showStatus = useShowStatus();
  const quiet = { meta: { quiet: true }, gcTime: 0 };
  const again = useMutation({
    ...quiet,
    mutationFn: () => client.sync.inspect({ url }),
    onSuccess: (next) => onFound({ url, report: next }),
  });
  const init = useMutation({
    ...quiet,
    mutationFn: async () => {
      await own.save();
      return client.sync.init({ url });
    },
    onSuccess: (status) => {
      showStatus(status);
      onShared();
    },
  });
  const error = init.error ?? again.error;
  const lacks = report.missing.length > 0;
  return (
    <Stack gap="md">
      <ReportFacts report={report} />
      {lacks ? (
        <Missing missing={report.missing} onSql={() => onSql(url)} />
      ) : (
        <Plan name={name} isSetUp={report.isSetUp} />
      )}
      {lacks ? null : own.field}
      {error === null ? null : (
        <>
          <ErrorNotice error={error} title={init.error === null ? 'Couldn’t look again' : `${name} was not shared`} />
          <UnlockForFault error={error} onUnlocked={() => init.mutate()} />
        </>
      )}
      {init.isPending ? <Pending progress={progress} /> : null}
      <ActionRow>
        <Button variant="default" disabled={init.isPending} onClick={onBack}>
          Back
        </Button>
        {lacks ? (
          <Button loading={again.isPending} onClick={() => again.mutate()}>
            Look again
          </Button>
        ) : (
          <Button
            {...(own.field === null && { 'data-autofocus': true })}
            disabled={own.isMissing}
            loading={init.isPending}
            onClick={() => init.mutate()}
          >
            Share {name}
          </Button>
        )}
      </ActionRow>
    </Stack>
  );
}

function ReportFacts({ report: { server, version, encrypted, isSetUp } }: { report: ServerReport }) {
  return (
    <FactList
      dense
      facts={[
        ['Database', server],
        ['Version', version],
        ['Connection', encrypted ? 'Encrypted' : 'Not encrypted'],
        ['Set up', isSetUp ? 'Patchbay is set up there already' : 'Not yet'],
      ]}
    />
  );
}

function Missing({ missing, onSql }: { missing: readonly string[]; onSql(): void }) {
  return (
    <Notice role="status" color="orange" title="This login can’t set the database up">
      <Stack gap="xs" align="flex-start">
        <List size="sm" aria-label="What is missing">
          {missing.map((right) => (
            <List.Item key={right}>{right}</List.Item>
          ))}
        </List>
        <Text size="sm">
          Use another login, or let a database administrator run SQL that sets it up. Nothing was changed.
        </Text>
        <SetupSqlButton onClick={onSql} />
      </Stack>
    </Notice>
  );
}

function Plan({ name, isSetUp }: { name: string; isSetUp: boolean }) {
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        What happens now
      </Text>
      <List size="sm">
        <List.Item>
          {isSetUp
            ? 'This tenant is added beside what is in the database already.'
            : 'Patchbay makes its own schema in the database. What else is there stays as it is.'}
        </List.Item>
        <List.Item>This computer gets a login of its own; its password is kept in your vault.</List.Item>
        <List.Item>{name} is sent, without secrets and history. You go on working meanwhile.</List.Item>
      </List>
    </div>
  );
}

function Pending({ progress }: { progress: Parameters<typeof SyncProgress>[0]['progress'] | null }) {
  return (
    <div role="status">
      <Text size="sm" mb={4}>
        The database is being set up. You can close this: it goes on.
      </Text>
      {progress === null ? null : <SyncProgress progress={progress} />}
    </div>
  );
}

function Shared({ onClose }: { onClose(): void }) {
  const name = useSession()?.tenant.name ?? 'This tenant';
  const progress = useTeam()?.progress ?? null;
  const invite = () => {
    onClose();
    openInvite();
  };
  return (
    <Stack gap="md">
      <Notice role="status" color="teal" icon={<IconCircleCheck aria-hidden />} title={`${name} is shared`}>
        Nobody else has it yet. Invite the people who should.
      </Notice>
      {progress === null ? null : <SyncProgress progress={progress} />}
      <ActionRow>
        <Button variant="default" onClick={onClose}>
          Done
        </Button>
        <Button data-autofocus onClick={invite}>
          Invite someone…
        </Button>
      </ActionRow>
    </Stack>
  );
}

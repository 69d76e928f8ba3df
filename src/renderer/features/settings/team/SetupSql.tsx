import { Button, Group, List, Stack, Text, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { syncContract } from '#contract/sync.ts';
import { UnlockForFault } from '#renderer/entities/vault/UnlockForFault.tsx';
import { client, inputOf } from '#renderer/platform/client.ts';
import { CopyTextButton } from '#renderer/ui/CopyButton.tsx';
import { CodeViewer } from '#renderer/ui/code/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { saveText } from '#renderer/ui/files.ts';
import { ActionRow, Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { readFault } from '#renderer/ui/readFault.ts';
import { useOwnName } from './useOwnName.tsx';

interface SetupSqlProps {
  /** The address that was entered already, with whatever login. */
  url: string;
  onBack(): void;
  onJoined(): void;
}

type Made = Awaited<ReturnType<typeof client.sync.setupSql>>;

/** The way for whom no login with enough rights is at hand: a database administrator runs SQL, and this computer joins afterwards. */
export function SetupSql({ url, onBack, onJoined }: SetupSqlProps) {
  const [made, setMade] = useState<Made | null>(null);
  if (made === null) return <PlaceForm url={url} onMade={setMade} onBack={onBack} />;
  return <MadeSql made={made} onJoined={onJoined} />;
}

/** The address without a login, as far as one was entered. */
function placeIn(url: string): string {
  const parsed = URL.parse(url.trim());
  if (parsed === null) return '';
  parsed.username = '';
  parsed.password = '';
  return parsed.href;
}

function PlaceForm({ url, onMade, onBack }: { url: string; onMade(made: Made): void; onBack(): void }) {
  const own = useOwnName();
  const form = useForm({
    initialValues: { url: placeIn(url) },
    schema: inputOf(syncContract.inspect),
    save: async (input) => {
      await own.save();
      return client.sync.setupSql(input);
    },
    onSaved: onMade,
  });
  return (
    <Form form={form}>
      <Stack gap="md">
        <Text size="sm">
          Patchbay writes the SQL that sets the database up and makes a login for this computer. A database
          administrator runs it; you need no rights there. Nothing is changed before.
        </Text>
        <TextInput
          label="Where the database is"
          description="postgres://host:5432/database, without a login"
          required
          {...(own.field === null && { 'data-autofocus': true })}
          autoComplete="off"
          spellCheck={false}
          {...form.fields.getInputProps('url')}
        />
        {own.field}
        <FormFault form={form} title="The SQL could not be made" />
        <FormActions
          form={form}
          action="Make the SQL"
          cancel="Back"
          onCancel={onBack}
          disabled={form.values.url.trim() === '' || own.isMissing}
        />
      </Stack>
    </Form>
  );
}

const isUnknownLogin = (error: unknown): boolean => readFault(error).code === 'NO_ACCESS';

/** The SQL, and the invitation that is good once it was run. Both go with the dialog: made anew, they are for another login. */
function MadeSql({ made: { sql, invitation }, onJoined }: { made: Made; onJoined(): void }) {
  const join = useMutation({
    meta: { quiet: true },
    gcTime: 0,
    mutationFn: () => client.sync.join({ invitation: invitation ?? '' }),
    onSuccess: onJoined,
  });
  return (
    <Stack gap="md">
      <List type="ordered" size="sm" spacing="xs">
        <List.Item>A database administrator runs this in the database. It holds no password and no key.</List.Item>
        <List.Item>Then join. The tenant that is here becomes the team’s.</List.Item>
      </List>
      <CodeViewer label="SQL" value={sql} height="16rem" />
      <Group gap="xs">
        <CopyTextButton size="sm" value={sql}>
          Copy the SQL
        </CopyTextButton>
        <Button
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={() => saveText('patchbay-setup.sql', sql, 'application/sql')}
        >
          Download
        </Button>
      </Group>
      <Text size="sm">
        If it takes longer than this dialog stays open, copy the invitation as well and keep it to yourself: it is your
        login. Enter it later in Settings, Team, “Join a team”, within 14 days.
      </Text>
      {join.error === null ? null : (
        <>
          <ErrorNotice
            error={join.error}
            title={isUnknownLogin(join.error) ? 'You have not joined. Has the SQL been run?' : 'You have not joined'}
          />
          <UnlockForFault error={join.error} onUnlocked={() => join.mutate()} />
        </>
      )}
      <ActionRow>
        <CopyTextButton size="sm" value={invitation ?? ''}>
          Copy the invitation
        </CopyTextButton>
        <Button loading={join.isPending} onClick={() => join.mutate()}>
          The SQL was run: join
        </Button>
      </ActionRow>
    </Stack>
  );
}

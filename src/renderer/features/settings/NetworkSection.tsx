import { Button, FileButton, Group, NumberInput, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { IconFileCertificate } from '@tabler/icons-react';
import { useState } from 'react';
import { type NetworkChange, networkChange, type Settings } from '#contract/settings.ts';
import { settingWords } from '#core/settings/words.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Form, FormActions, FormFault, type SaveForm, useForm } from '#renderer/ui/form/index.ts';
import { Loading } from '#renderer/ui/Loading.tsx';
import { PasswordField } from '#renderer/ui/PasswordField.tsx';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';
import { ofGroup, useSettings, useUpdateSettings } from './queries.ts';
import classes from './settings.module.css';

/** How requests leave this machine. */
export function NetworkSection() {
  const settings = useSettings();
  const [saves, setSaves] = useState(0);
  if (settings.isError) return <ErrorNotice error={settings.error} onRetry={() => void settings.refetch()} />;
  if (settings.isPending) return <Loading h={260} />;
  // What was saved is drawn again, so that no password stays in the form.
  return <NetworkForm key={saves} saved={settings.data.network} onSaved={() => setSaves(saves + 1)} />;
}

type Network = Settings['network'];

/** Proxy, certificates and time limit; they hold for every request, also for imports and checks. */
function NetworkForm({ saved, onSaved }: { saved: Network; onSaved(): void }) {
  const update = useUpdateSettings();
  const initialValues: NetworkChange = { ...saved, proxyPassword: undefined };
  const form = useForm({
    initialValues,
    schema: networkChange,
    live: true,
    stored: saved,
    save: (_network, _values, edit) =>
      update.mutateAsync({ network: edit.changes, expected: ofGroup('network', edit) }),
    onSaved: () => {
      toastDone('Settings saved');
      onSaved();
    },
    fieldOf: ({ field }) => field?.replace(/^network\./, ''),
  });
  const { values: draft, set: change, errorOf } = form;
  const unsaved = form.isUnsaved();
  return (
    <Form form={form} guard>
      <Stack gap="md" maw={640}>
        <TextInput
          label="Proxy"
          description="For example http://proxy.example:3128, also with user name and password. Leave empty to connect directly."
          value={draft.proxyUrl ?? ''}
          error={errorOf('proxyUrl')}
          spellCheck={false}
          onChange={(event) => change({ proxyUrl: event.currentTarget.value.trim() || null })}
        />
        <ProxyCredentials saved={saved} form={form} />
        <TagsInput
          label={settingWords.bypass}
          description="Hosts to connect to directly, for example intranet.example or *.example.com."
          disabled={draft.proxyUrl === null}
          value={draft.noProxy}
          error={errorOf('noProxy')}
          acceptValueOnBlur
          onChange={(noProxy) => change({ noProxy })}
        />
        <Textarea
          label={settingWords.authorities}
          description="PEM, in addition to those the system trusts, for example your organisation's own."
          placeholder="-----BEGIN CERTIFICATE-----"
          autosize
          minRows={3}
          maxRows={10}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
          value={draft.extraCertificates ?? ''}
          error={errorOf('extraCertificates')}
          onChange={(event) => change({ extraCertificates: event.currentTarget.value || null })}
        />
        <CertificateFile onText={(text) => change({ extraCertificates: `${draft.extraCertificates ?? ''}${text}` })} />
        <TagsInput
          label="Accepted certificates"
          classNames={{ pill: classes.certificate }}
          description="Untrusted certificates that are accepted, each for one host: host:port and the SHA-256. Responses over one are marked."
          value={draft.certificateExceptions}
          error={errorOf('certificateExceptions')}
          acceptValueOnBlur
          splitChars={[',']}
          onChange={(certificateExceptions) => change({ certificateExceptions })}
        />
        <NumberInput
          label="Timeout"
          description="Total time for a request, in seconds. A request can set its own."
          min={1}
          max={3_600}
          allowDecimal={false}
          value={draft.timeoutSeconds}
          error={errorOf('timeoutSeconds')}
          onChange={(value) => change({ timeoutSeconds: typeof value === 'number' ? value : 0 })}
        />
        <FormFault form={form} />
        <FormActions
          form={form}
          action="Save"
          justify="flex-start"
          disabled={!unsaved || Object.keys(form.fields.errors).length > 0}
        >
          <Button variant="default" disabled={!unsaved} onClick={form.reset}>
            Discard changes
          </Button>
        </FormActions>
      </Stack>
    </Form>
  );
}

interface ProxyCredentialsProps {
  saved: Network;
  form: SaveForm<NetworkChange, unknown>;
}

/** User name and password for the proxy. The password goes into the vault and is never shown again. */
function ProxyCredentials({ saved, form: { values, set, errorOf } }: ProxyCredentialsProps) {
  const isSame = values.proxyUrl === saved.proxyUrl && values.proxyUsername === saved.proxyUsername;
  const isKept = saved.proxyPasswordKept && isSame && values.proxyPassword !== null;
  return (
    <Group grow align="flex-start">
      <TextInput
        label="Proxy user name"
        description="Leave empty if the proxy needs none."
        disabled={values.proxyUrl === null}
        value={values.proxyUsername ?? ''}
        error={errorOf('proxyUsername')}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => set({ proxyUsername: event.currentTarget.value || null })}
      />
      <PasswordField
        label="Proxy password"
        description={isKept ? 'Kept in the vault for this proxy and user name.' : 'Will be kept in the vault.'}
        disabled={values.proxyUrl === null}
        placeholder={isKept ? 'Kept. Type to replace' : ''}
        value={values.proxyPassword ?? ''}
        error={errorOf('proxyPassword')}
        autoComplete="new-password"
        onChange={(event) => set({ proxyPassword: event.currentTarget.value || undefined })}
      />
    </Group>
  );
}

/** Reads certificates from a file; they are parsed when the settings are saved. */
function CertificateFile({ onText }: { onText(text: string): void }) {
  const read = (file: File | null) => {
    if (file !== null)
      file.text().then(onText, (error: unknown) => toastFault(error, `${file.name} could not be read`));
  };
  return (
    <FileButton onChange={read} accept=".pem,.crt,.cer">
      {(props) => (
        <Button
          {...props}
          variant="default"
          size="xs"
          style={{ alignSelf: 'flex-start' }}
          leftSection={<IconFileCertificate size={14} aria-hidden />}
        >
          Add from a file
        </Button>
      )}
    </FileButton>
  );
}

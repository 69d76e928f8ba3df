import {
  Button,
  Fieldset,
  FileButton,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  TagsInput,
  Textarea,
} from '@mantine/core';
import { IconFileCertificate } from '@tabler/icons-react';
import { useState } from 'react';
import { type NetworkChange, networkChange, type Settings } from '#contract/settings.ts';
import { settingWords } from '#core/settings/words.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Form, FormActions, FormFault, type SaveForm, useForm } from '#renderer/ui/form/index.ts';
import { Loading } from '#renderer/ui/Loading.tsx';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';
import { ProxyFields, proxyIsMissing } from './ProxyFields.tsx';
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

/** Proxy, certificates, time limits and version of HTTP; they hold for every request, also for imports and checks. */
function NetworkForm({ saved, onSaved }: { saved: Settings['network']; onSaved(): void }) {
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
        <ProxyFields saved={saved} form={form} />
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
        <TimeLimits form={form} />
        <Select
          label="HTTP version"
          description="For requests that choose none themselves."
          allowDeselect={false}
          data={[...versions]}
          value={draft.httpVersion}
          onChange={(_value, option) => change({ httpVersion: option?.value ?? 'auto' })}
        />
        <Switch
          label={settingWords.keepCookies}
          description="Cookies of responses are kept in the vault and sent along with later requests to their hosts."
          checked={draft.keepCookies}
          onChange={(event) => change({ keepCookies: event.currentTarget.checked })}
        />
        <FormFault form={form} />
        <FormActions
          form={form}
          action="Save"
          justify="flex-start"
          disabled={!unsaved || proxyIsMissing(draft) || Object.keys(form.fields.errors).length > 0}
        >
          <Button variant="default" disabled={!unsaved} onClick={form.reset}>
            Discard changes
          </Button>
        </FormActions>
      </Stack>
    </Form>
  );
}

const versions = [
  { value: 'auto', label: 'Automatic: HTTP/2 where the host offers it' },
  { value: '1.1', label: 'HTTP/1.1' },
  { value: '2', label: 'HTTP/2' },
] as const;

const limits = [
  ['connectSeconds', 'Connecting', 'DNS, TCP, proxy'],
  ['tlsSeconds', 'TLS handshake', 'Empty: no own limit'],
  ['responseSeconds', 'First byte', 'Empty: no limit'],
  ['idleSeconds', 'Pause in a body', 'Empty: no limit'],
] as const;

/** How long a request may take, in all and by phase. */
function TimeLimits({ form: { values, set, errorOf } }: { form: SaveForm<NetworkChange, unknown> }) {
  const shared = { min: 1, max: 3_600, allowDecimal: false };
  return (
    <Fieldset legend="Time limits in seconds">
      <Stack gap="sm">
        <NumberInput
          {...shared}
          label="Timeout"
          description="Total time for a request. A request can set its own."
          value={values.timeoutSeconds}
          error={errorOf('timeoutSeconds')}
          onChange={(value) => set({ timeoutSeconds: typeof value === 'number' ? value : 0 })}
        />
        <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
          {limits.map(([name, label, description]) => (
            <NumberInput
              {...shared}
              key={name}
              label={label}
              description={description}
              value={values[name] ?? ''}
              error={errorOf(name)}
              onChange={(value) =>
                set({ [name]: typeof value === 'number' ? value : name === 'connectSeconds' ? 0 : null })
              }
            />
          ))}
        </SimpleGrid>
      </Stack>
    </Fieldset>
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

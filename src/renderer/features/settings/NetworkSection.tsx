import { Button, FileButton, NumberInput, Skeleton, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { IconFileCertificate } from '@tabler/icons-react';
import { type Settings, settings } from '#contract/settings.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';
import { ofGroup, useSettings, useUpdateSettings } from './queries.ts';

/** How requests leave this machine. */
export function NetworkSection() {
  const settings = useSettings();
  if (settings.isError) return <ErrorNotice error={settings.error} onRetry={() => void settings.refetch()} />;
  if (settings.isPending) return <Skeleton h={260} aria-label="Loading" />;
  return <NetworkForm saved={settings.data.network} />;
}

type Network = Settings['network'];

/** Proxy, certificates and time limit; they hold for every request, also for imports and checks. */
function NetworkForm({ saved }: { saved: Network }) {
  const update = useUpdateSettings();
  const form = useForm({
    initialValues: saved,
    schema: settings.shape.network,
    live: true,
    stored: saved,
    save: (_network, _values, edit) =>
      update.mutateAsync({ network: edit.changes, expected: ofGroup('network', edit) }),
    onSaved: () => toastDone('The network settings hold from now on.'),
    fieldOf: ({ field }) => field?.replace(/^network\./, ''),
  });
  const { values: draft, set: change, errorOf } = form;
  const unsaved = form.isUnsaved();
  return (
    <Form form={form} guard>
      <Stack gap="md" maw={640}>
        <TextInput
          label="Proxy"
          description="For example http://proxy.example:3128. Empty goes directly."
          value={draft.proxyUrl ?? ''}
          error={errorOf('proxyUrl')}
          spellCheck={false}
          onChange={(event) => change({ proxyUrl: event.currentTarget.value.trim() || null })}
        />
        <TagsInput
          label="Without the proxy"
          description="Hosts that are reached directly, for example intranet.example or *.example.com."
          disabled={draft.proxyUrl === null}
          value={draft.noProxy}
          error={errorOf('noProxy')}
          acceptValueOnBlur
          onChange={(noProxy) => change({ noProxy })}
        />
        <Textarea
          label="Further certificate authorities"
          description="PEM, beside those that the system trusts. For servers with a certificate of your own organisation."
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
        <NumberInput
          label="Time limit"
          description="Seconds that a request may take in all. A request can have its own."
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
            Undo changes
          </Button>
        </FormActions>
      </Stack>
    </Form>
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

import { Stack, Tabs, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { z } from 'zod';
import { groupHeader, type RequestGroup, requestGroup } from '#contract/collections.ts';
import { connectionId, givenName } from '#contract/common.ts';
import { requestAuth, requestScripts, requestSettings } from '#contract/requestParts.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { CodeEditor } from '#renderer/ui/code/index.ts';
import { Form, FormActions, FormFault, type SaveForm, useForm } from '#renderer/ui/form/index.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { AuthFields } from '../editor/auth/AuthFields.tsx';
import { inheritedFrom, useGroupsAbove, useKeepPlaces } from '../editor/inherited.ts';
import { SettingsFields } from '../editor/SettingsFields.tsx';
import { useStandpoint } from '../variables/VariableScope.tsx';
import { HeaderRows } from './HeaderRows.tsx';

const fields = z.object({
  name: givenName,
  description: requestGroup.shape.description,
  auth: requestAuth,
  connectionId: connectionId.nullable(),
  headers: z.array(groupHeader).max(500, 'There are 500 headers at most.'),
  scripts: requestScripts,
  settings: requestSettings,
});
type Fields = z.infer<typeof fields>;

export type GroupPart = 'general' | 'auth' | 'headers' | 'settings' | 'scripts';

interface GroupFormProps {
  group: RequestGroup;
  may: boolean;
  /** The part that is shown; null where it is none of the form. What was typed into the others stays. */
  part: GroupPart | null;
}

/** What is saved of a group together. */
export function GroupForm({ group, may, part }: GroupFormProps) {
  const queries = useQueryClient();
  const stored = useMemo(() => fieldsOf(group), [group]);
  const form = useForm({
    initialValues: stored,
    stored,
    schema: fields,
    words: (field, value) => (field === 'name' || field === 'description' ? undefined : JSON.stringify(value)),
    save: async (_input, _values, { changes, expected }) => {
      const saved = await client.collections.saveGroup({ id: group.id, ...changes, expected });
      queries.setQueryData(orpc.collections.group.queryKey({ input: { id: group.id } }), saved);
      await queries.invalidateQueries({ queryKey: orpc.collections.key() });
      return saved;
    },
    onSaved: ({ name }) => toastDone(`${name} saved`),
  });
  return (
    <Form form={form} label={`Edit ${group.name}`} guard>
      <fieldset disabled={!may} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
        {part === null ? null : (
          <Tabs.Panel value={part}>
            <Part part={part} group={group} form={form} may={may} />
          </Tabs.Panel>
        )}
      </fieldset>
      <Stack gap="sm" mt="md">
        <FormFault form={form} />
        {may && (part !== null || form.isUnsaved()) ? (
          <FormActions form={form} action="Save" justify="flex-start" disabled={!form.isUnsaved()} />
        ) : null}
      </Stack>
    </Form>
  );
}

function fieldsOf(group: RequestGroup): Fields {
  const { name, description, auth, connectionId: connection, headers, scripts } = group;
  const settings = {
    followRedirects: group.followRedirects,
    maxRedirects: group.maxRedirects,
    connectSeconds: group.connectSeconds,
    responseSeconds: group.responseSeconds,
    timeoutSeconds: group.timeoutSeconds,
    httpVersion: group.httpVersion,
    useCookies: group.useCookies,
  };
  return { name, description, auth, connectionId: connection, headers, scripts, settings };
}

interface PartProps {
  part: GroupPart;
  group: RequestGroup;
  form: SaveForm<Fields, RequestGroup>;
  may: boolean;
}

function Part({ part, group, form, may }: PartProps) {
  const { values, set } = form;
  switch (part) {
    case 'general':
      return (
        <Stack gap="sm" maw={640}>
          <TextInput label="Name" required maxLength={120} {...form.fields.getInputProps('name')} />
          <Textarea
            label="Description"
            description="Markdown is kept as it is written."
            autosize
            minRows={4}
            maxRows={20}
            {...form.fields.getInputProps('description')}
          />
        </Stack>
      );
    case 'auth':
      return <AuthPart group={group} form={form} />;
    case 'headers':
      return (
        <Stack gap="xs" maw={820}>
          <Text size="sm" c="dimmed">
            Every request below sends them, unless it has a header of the same name.
          </Text>
          <HeaderRows headers={values.headers} disabled={!may} onChange={(headers) => set({ headers })} />
        </Stack>
      );
    case 'settings':
      return <SettingsPart group={group} form={form} />;
    case 'scripts':
      return (
        <Stack gap="md">
          {(['before', 'after'] as const).map((when) => (
            <CodeEditor
              key={when}
              label={when === 'before' ? 'Before each request' : 'After each response'}
              description={
                when === 'before'
                  ? 'JavaScript that runs before a request below is sent.'
                  : 'JavaScript that runs when its response is there.'
              }
              language="text"
              height="14rem"
              value={values.scripts[when]}
              onChange={(text) => set({ scripts: { ...values.scripts, [when]: text } })}
            />
          ))}
        </Stack>
      );
  }
}

function AuthPart({ group, form }: Pick<PartProps, 'group' | 'form'>) {
  const above = useGroupsAbove(group.parentId);
  const { environmentId } = useStandpoint();
  const places = useKeepPlaces(environmentId, [group, ...above]);
  const { auth } = form.values;
  return (
    <AuthFields
      // Above a collection nothing is said, which is the same as no credentials.
      auth={group.parentId === null && auth.kind === 'inherit' ? { kind: 'connection' } : auth}
      connectionId={form.values.connectionId}
      integrationId={null}
      mayInherit={group.parentId !== null}
      inherited={inheritedFrom(above).auth}
      keepIn={places}
      onChange={(changes) => form.set(changes)}
    />
  );
}

function SettingsPart({ group, form }: Pick<PartProps, 'group' | 'form'>) {
  const above = useGroupsAbove(group.parentId);
  return (
    <SettingsFields
      settings={form.values.settings}
      mayInherit={group.parentId !== null}
      inherited={inheritedFrom(above).settings}
      onChange={(changes) => form.set({ settings: { ...form.values.settings, ...changes } })}
    />
  );
}

import { Button, Group, Input, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconCopy, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { givenName } from '#contract/common.ts';
import type { Environment } from '#contract/environments.ts';
import { orpc } from '#renderer/platform/client.ts';
import { readFault } from '#renderer/ui/readFault.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { ColorChoice } from './ColorChoice.tsx';

/** What an environment is: its name, its colour and whether it is production; and its copy and end. */
export function EnvironmentHead({ environment, may }: { environment: Environment; may: boolean }) {
  const { id, color, isProduction, isGlobal } = environment;
  const queries = useQueryClient();
  const navigate = useNavigate();
  const onSuccess = () => queries.invalidateQueries({ queryKey: orpc.environments.key() });
  const update = useMutation(orpc.environments.update.mutationOptions({ onSuccess }));
  const duplicate = useMutation(orpc.environments.duplicate.mutationOptions({ onSuccess }));
  const remove = useMutation(orpc.environments.remove.mutationOptions({ onSuccess }));
  const restore = useMutation(orpc.environments.restore.mutationOptions({ onSuccess }));
  if (isGlobal)
    return (
      <Text size="sm">
        The variables of {environment.name} hold in every environment, and without one. The chosen environment,
        collections and folders override them.
      </Text>
    );
  const copy = async () => {
    const made = await duplicate.mutateAsync({ id });
    await navigate(`/requests/environments/${made.id}`);
    toastDone(`${made.name} created`);
  };
  const drop = async () => {
    await remove.mutateAsync({ id });
    await navigate('/requests/environments');
    toastDone(`${environment.name} is deleted`, () => restore.mutate({ ids: [id] }));
  };
  return (
    <Stack gap="sm">
      <Group align="flex-end" justify="space-between" gap="sm">
        <NameField environment={environment} may={may} />
        {may ? (
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              leftSection={<IconCopy size={14} aria-hidden />}
              loading={duplicate.isPending}
              onClick={() => void copy().catch(() => undefined)}
            >
              Duplicate
            </Button>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconTrash size={14} aria-hidden />}
              loading={remove.isPending}
              onClick={() => void drop().catch(() => undefined)}
            >
              Delete
            </Button>
          </Group>
        ) : null}
      </Group>
      <Group gap="xl" align="flex-start">
        <Input.Wrapper label="Colour" labelElement="div">
          <ColorChoice
            color={color}
            disabled={!may}
            onChange={(next) => update.mutate({ id, color: next, expected: { color } })}
          />
        </Input.Wrapper>
        <Switch
          mt={4}
          label="Production"
          description="Asks before it sends anything but GET, HEAD and OPTIONS."
          checked={isProduction}
          disabled={!may}
          onChange={(event) =>
            update.mutate({ id, isProduction: event.currentTarget.checked, expected: { isProduction } })
          }
        />
      </Group>
    </Stack>
  );
}

/** Saved when it is left, or by Enter. */
function NameField({ environment, may }: { environment: Environment; may: boolean }) {
  const queries = useQueryClient();
  const { id, name } = environment;
  const [typed, setTyped] = useState<string | null>(null);
  const update = useMutation(
    orpc.environments.update.mutationOptions({
      meta: { quiet: true },
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: orpc.environments.key() });
        setTyped(null);
      },
    }),
  );
  const checked = givenName.safeParse(typed ?? name);
  const save = () => {
    if (typed !== null && checked.success && checked.data !== name)
      update.mutate({ id, name: checked.data, expected: { name } });
  };
  const problem =
    checked.error?.issues[0]?.message ?? (update.error === null ? undefined : readFault(update.error).message);
  return (
    <TextInput
      label="Name"
      w={320}
      maw="100%"
      maxLength={120}
      value={typed ?? name}
      readOnly={!may}
      error={problem}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => event.key === 'Enter' && save()}
    />
  );
}

import { assistantFaults } from '#contract/assistants.ts';
import type { CheckResult } from '#contract/connections.ts';
import { commonFaults } from '#contract/fault.ts';

const kept = 'The assistant is as it was.';

export const nameTaken = (name: string) =>
  assistantFaults.fault('NAME_TAKEN', `An assistant named ${name} already exists.`, {
    kept: 'Nothing was changed.',
    todo: 'Choose another name.',
    field: 'name',
  });

export const notTheirs = (name: string) =>
  commonFaults.fault('FORBIDDEN', `Only its owner or an admin can change who sees ${name}.`, {
    kept,
    todo: 'Ask its owner or an admin, or duplicate it.',
    field: 'visibility',
  });

export const noProvider = () =>
  commonFaults.fault('INVALID', 'The provider must be an AI provider integration of this tenant.', {
    kept: 'Nothing was changed.',
    todo: 'Choose an integration of the type AI provider.',
    field: 'providerIntegrationId',
  });

export const alreadyAttached = (name: string) =>
  assistantFaults.fault('ALREADY_ATTACHED', `The assistant already has ${name}.`, {
    kept,
    todo: 'Use Configure to change its connection.',
    names: [name],
  });

export const notAttached = (name: string) =>
  assistantFaults.fault('NOT_ATTACHED', `The assistant does not have ${name}.`, {
    kept,
    todo: 'Add it first.',
    names: [name],
  });

export const connectionNeeded = (name: string) =>
  assistantFaults.fault('CONNECTION_NEEDED', `${name} needs a connection before it can be used.`, {
    kept,
    todo: 'Choose a connection, or create one.',
    field: 'connectionId',
    names: [name],
  });

export const connectionGone = (name: string) =>
  assistantFaults.fault('CONNECTION_GONE', `The connection of ${name} is no longer there, or not yours to use.`, {
    kept,
    todo: 'Choose another connection, or create one.',
    field: 'connectionId',
  });

export const connectionUnfit = (connection: string, integration: string, why: string) =>
  assistantFaults.fault('CONNECTION_UNFIT', `${connection} cannot be used for ${integration}. ${why}`, {
    kept,
    todo: 'Choose another connection, or fix this one.',
    field: 'connectionId',
    names: [integration],
  });

export const connectionRefused = (connection: string, { message, todo }: Pick<CheckResult, 'message' | 'todo'>) =>
  assistantFaults.fault('CONNECTION_REFUSED', `${connection} did not pass its check. ${message}`, {
    kept,
    todo: todo ?? 'Choose another connection, or fix this one.',
    field: 'connectionId',
  });

export const toolUnknown = (name: string) =>
  assistantFaults.fault('TOOL_UNKNOWN', `The assistant has no tool named ${name}.`, {
    kept: 'Nothing was sent.',
    todo: 'Reload its tools; its integrations may have changed.',
  });

export const argumentsInvalid = (mistakes: readonly string[]) =>
  assistantFaults.fault('ARGUMENTS_INVALID', `The arguments do not fit the tool: ${mistakes[0] ?? 'not an object'}.`, {
    kept: 'Nothing was sent.',
    todo: 'Correct them to match the tool’s schema.',
    names: [...mistakes],
    field: 'arguments',
  });

import { implement } from '@orpc/server';
import { assistantsContract } from '#contract/assistants.ts';
import type { CallContext } from '#main/kernel/actor.ts';
import {
  createAssistant,
  duplicateAssistant,
  removeAssistants,
  restoreAssistants,
  updateAssistant,
} from './assistant.ts';
import { attach, changeAttachments, configure, detach, setOperations } from './attachments.ts';
import { optionsFor } from './connectionChoice.ts';
import type { AssistantsDeps } from './deps.ts';
import { listIntegrationsOf } from './integrations.ts';
import { listAssistantIds, listAssistants, readAssistant } from './list.ts';
import { exportTools, previewTools, tryTool } from './tools/tools.ts';

export function assistantsHandlers(deps: AssistantsDeps) {
  const os = implement(assistantsContract).$context<CallContext>();
  const me = ({ session }: CallContext) => session.actor();
  return os.router({
    list: os.list.handler(({ input, context }) => listAssistants(deps, me(context), input)),
    ids: os.ids.handler(({ input, context }) => listAssistantIds(deps, me(context), input)),
    get: os.get.handler(({ input, context }) => readAssistant(deps, deps.store.read, me(context), input.id)),
    create: os.create.handler(({ input, context }) => createAssistant(deps, me(context), input)),
    update: os.update.handler(({ input, context }) => updateAssistant(deps, me(context), input)),
    duplicate: os.duplicate.handler(({ input, context }) => duplicateAssistant(deps, me(context), input)),
    remove: os.remove.handler(({ input, context }) => removeAssistants(deps, me(context), input)),
    restore: os.restore.handler(({ input, context }) => restoreAssistants(deps, me(context), input)),
    integrations: os.integrations.handler(({ input, context }) => listIntegrationsOf(deps, me(context), input)),
    options: os.options.handler(({ input, context }) => optionsFor(deps, me(context), input)),
    attach: os.attach.handler(({ input, context, signal }) => attach(deps, me(context), input, signal)),
    configure: os.configure.handler(({ input, context, signal }) => configure(deps, me(context), input, signal)),
    detach: os.detach.handler(({ input, context }) => detach(deps, me(context), input)),
    changeAttachments: os.changeAttachments.handler(({ input, context }) =>
      changeAttachments(deps, me(context), input),
    ),
    setOperations: os.setOperations.handler(({ input, context }) => setOperations(deps, me(context), input)),
    tools: os.tools.handler(({ input, context }) => previewTools(deps, me(context), input)),
    exportTools: os.exportTools.handler(({ input, context }) => exportTools(deps, me(context), input)),
    tryTool: os.tryTool.handler(({ input, context, signal }) => tryTool(deps, me(context), input, signal)),
  });
}

import { implement } from '@orpc/server';
import { definitionsContract } from '#contract/definitions.ts';
import type { CallContext } from '#main/kernel/actor.ts';
import { applyDefinition, detach, discardReview } from './applyDefinition.ts';
import type { DefinitionsDeps } from './deps.ts';
import { addOperation, editOperation, removeOperation, updateOperation } from './handOperations.ts';
import { listOperations } from './operations.ts';
import { readDetail } from './reader.ts';
import { cancelReview, reviewDefinition } from './review.ts';
import { readContent, readReport } from './storedDefinition.ts';
import { beginUpload, discardUpload, uploadPart } from './uploads.ts';

/** The routes of `definitionsContract`. */
export function definitionsHandlers(deps: DefinitionsDeps) {
  const os = implement(definitionsContract).$context<CallContext>();
  return os.router({
    beginUpload: os.beginUpload.handler(({ input, context }) => beginUpload(deps, context.session.actor(), input)),
    uploadPart: os.uploadPart.handler(({ input, context }) => uploadPart(deps, context.session.actor(), input)),
    discardUpload: os.discardUpload.handler(({ input, context }) =>
      discardUpload(deps, context.session.actor(), input),
    ),
    review: os.review.handler(({ input, context }) => reviewDefinition(deps, context.session.actor(), input)),
    cancelReview: os.cancelReview.handler(({ input, context }) => cancelReview(deps, context.session.actor(), input)),
    discardReview: os.discardReview.handler(({ input, context }) =>
      discardReview(deps, context.session.actor(), input),
    ),
    apply: os.apply.handler(({ input, context }) => applyDefinition(deps, context.session.actor(), input)),
    detach: os.detach.handler(({ input, context }) => detach(deps, context.session.actor(), input)),
    report: os.report.handler(({ input, context }) => readReport(deps, context.session.actor(), input)),
    content: os.content.handler(({ input, context }) => readContent(deps, context.session.actor(), input)),
    operations: os.operations.handler(({ input, context }) => listOperations(deps, context.session.actor(), input)),
    describe: os.describe.handler(({ input, context }) => readDetail(deps, context.session.actor(), input)),
    addOperation: os.addOperation.handler(({ input, context }) => addOperation(deps, context.session.actor(), input)),
    updateOperation: os.updateOperation.handler(({ input, context }) =>
      updateOperation(deps, context.session.actor(), input),
    ),
    removeOperation: os.removeOperation.handler(({ input, context }) =>
      removeOperation(deps, context.session.actor(), input),
    ),
    editOperation: os.editOperation.handler(({ input, context }) =>
      editOperation(deps, context.session.actor(), input),
    ),
  });
}

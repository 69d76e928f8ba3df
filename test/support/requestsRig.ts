import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { exchangeId } from '#contract/common.ts';
import { type RequestDraft, type RequestDraftInput, requestDraft } from '#contract/requests.ts';
import type { TokenSource } from '#main/domains/connections/index.ts';
import { scopeOf } from '#main/domains/environments/index.ts';
import {
  createInFlight,
  createKeptFiles,
  createSchemaMatcher,
  createSessionValues,
  type RequestsContext,
} from '#main/domains/requests/index.ts';
import { activity } from '#main/facts/index.ts';
import { createScriptRunner } from '#main/scripts/index.ts';
import { uuidv7 } from '#main/store/index.ts';
import { connectionsRig } from './connectionsRig.ts';

/** A rig with what requests need on top of connections. */
export async function requestsRig() {
  const rig = await connectionsRig();
  const schemaMatcher = createSchemaMatcher();
  const scripts = createScriptRunner();
  onTestFinished(() => scripts.close());
  onTestFinished(() => schemaMatcher.close());
  const requests: RequestsContext = {
    ...rig.deps,
    tokens: noTokens,
    cookies: { jarFor: async () => undefined, namedFor: async () => undefined },
    bodiesDir: rig.bodiesDir,
    files: createKeptFiles(rig.kernel.paths.files, rig.deps.now),
    inFlight: createInFlight(),
    schemaMatcher,
    scripts,
    session: createSessionValues(),
    variables: { scope: () => emptyScope, readValues: async () => new Map() },
    groupChain: () => [],
    isFileSaved: () => false,
    savedNamed: () => [],
  };
  return {
    ...rig,
    requests,
    /** The lines of traffic, in order. */
    get happenings() {
      return rig.store.read.select().from(activity).all();
    },
  };
}

const emptyScope = scopeOf({ globals: [], collection: [], environment: [], folders: [] }, null);

const noTokens: TokenSource = {
  fresh: () => Promise.reject(new Error('No tokens here.')),
  refused: async () => 'needsSignIn',
  stateOf: () => null,
  forget: () => false,
};

export const newExchangeId = () => exchangeId.parse(uuidv7());

/** A draft by hand, with what is not given left empty. */
export function draftOf(fields: Partial<RequestDraftInput>): RequestDraft {
  const none = { integrationId: null, operationKey: null, connectionId: null, server: null };
  return requestDraft.parse({ ...none, method: 'GET', url: '', parameters: [], body: { kind: 'none' }, ...fields });
}

/** The names of the files below a folder whose bytes hold the text. */
export function filesWith(folder: string, text: string): string[] {
  const sought = Buffer.from(text);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(sought));
}

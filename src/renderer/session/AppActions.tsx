import { createContext, type ReactNode, useContext } from 'react';
import type { GroupId, IntegrationId } from '#contract/common.ts';
import type { RunInput } from '#contract/runs.ts';

/** A collection or folder. */
export interface NamedGroup {
  readonly id: GroupId;
  readonly name: string;
}

/** What is to be run. */
export interface RunSubject {
  /** As a title says it: a collection, "3 requests". */
  readonly name: string;
  readonly target: RunInput['target'];
  /** How it was run before. */
  readonly options?: RunInput['options'];
}

/** What one feature's page may start of another feature. The shell fills it in, so that features need not know each other. */
export interface AppActions {
  /** Opens the import of a definition; for an existing integration it compares first. */
  importDefinition: (integrationId?: IntegrationId) => void;
  /** Opens the connection dialog of an integration; `onClosed` is told when it is gone, whether a connection was made or not. */
  connect: (integrationId: IntegrationId, onClosed?: () => void) => void;
  /** Opens the import of collections from other tools. */
  importCollections: () => void;
  /** Opens the export of a collection or folder. */
  exportCollection: (group: NamedGroup) => void;
  /** Asks how to run requests, and leads to the run once it is under way. */
  startRun: (subject: RunSubject) => void;
  /** Opens what the vault needs: set up or unlock. Answers whether it is open when the dialog has gone. */
  openVault: () => Promise<boolean>;
}

const context = createContext<AppActions | null>(null);

export function AppActionsProvider({ actions, children }: { actions: AppActions; children: ReactNode }) {
  return <context.Provider value={actions}>{children}</context.Provider>;
}

/** Actions that lead into other features, for example `useAppActions().connect(id)`. */
export function useAppActions(): AppActions {
  const actions = useContext(context);
  if (actions === null) throw new Error('useAppActions stands outside of the shell.');
  return actions;
}

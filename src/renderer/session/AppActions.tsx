import { createContext, type ReactNode, useContext } from 'react';
import type { IntegrationId } from '#contract/common.ts';

/** What one feature's page may start of another feature. The shell fills it in, so that features need not know each other. */
export interface AppActions {
  /** Opens the import of a definition; for an existing integration it compares first. */
  importDefinition: (integrationId?: IntegrationId) => void;
  /** Opens the connection dialog of an integration; `onClosed` is told when it is gone, whether a connection was made or not. */
  connect: (integrationId: IntegrationId, onClosed?: () => void) => void;
  /** Opens the import of collections from other tools; absent where there is none. */
  importCollections?: (() => void) | undefined;
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

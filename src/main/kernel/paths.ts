import { join } from 'node:path';

/** Where things lie in the data folder. */
export interface DataPaths {
  readonly root: string;
  readonly store: string;
  readonly backups: string;
  readonly bodies: string;
  readonly logos: string;
  readonly uploads: string;
  /** Files that people chose as bodies of requests. */
  readonly files: string;
  readonly logs: string;
}

export function dataPaths(root: string): DataPaths {
  const at = (name: string) => join(root, name);
  return {
    root,
    store: at('patchbay.db'),
    backups: at('backups'),
    bodies: at('bodies'),
    logos: at('logos'),
    uploads: at('uploads'),
    files: at('files'),
    logs: at('logs'),
  };
}

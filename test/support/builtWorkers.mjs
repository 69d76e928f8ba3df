import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';

/**
 * Preloaded by `npm test`: worker threads start from the bundle that the integration tests use, in a fifth of the time that Node takes
 * to read their many files from source.
 */
const folder = process.env.PATCHBAY_BUILT_WORKERS;

if (!isMainThread && folder !== undefined)
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const [, name] = /\/src\/main\/(?:.*\/)?(\w+Worker)\.ts$/.exec(resolved.url) ?? [];
      const built = name === undefined ? undefined : join(folder, `${name}.js`);
      if (built === undefined || !existsSync(built)) return resolved;
      return { ...resolved, url: pathToFileURL(built).href, format: 'module' };
    },
  });

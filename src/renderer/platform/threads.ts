interface ScriptPolicy {
  createScriptURL(address: string): string;
}

/** The one policy of the page that makes threads of scripts: of files of the console alone. */
const own: ScriptPolicy = policyOf(globalThis) ?? { createScriptURL: ownAddress };

function policyOf(scope: object): ScriptPolicy | null {
  if (!('trustedTypes' in scope)) return null;
  const { trustedTypes } = scope as { trustedTypes: { createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy } };
  return trustedTypes.createPolicy('threads', { createScriptURL: ownAddress });
}

function ownAddress(address: string): string {
  const { href, origin } = new URL(address, location.href);
  if (origin !== location.origin) throw new TypeError('A thread runs a file of the console alone.');
  return href;
}

/** Starts a thread of the page. `address` is that of a built file, as `?url` and `?worker&url` give it. */
export function startThread(address: string): Worker {
  return new Worker(own.createScriptURL(address), { type: 'module' });
}

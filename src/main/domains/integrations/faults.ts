import { commonFaults } from '#contract/fault.ts';
import { integrationFaults } from '#contract/integrations.ts';

const kept = 'Nothing was changed.';

export function nameTaken(name: string) {
  return integrationFaults.fault('NAME_TAKEN', `An integration named ${name} already exists.`, {
    kept,
    todo: 'Choose another name.',
    field: 'name',
    names: [name],
  });
}

export function providerTaken(provider: string, owner: string) {
  const message = `${owner} is this tenant’s integration for ${provider} already; each provider but custom has one.`;
  return integrationFaults.fault('PROVIDER_TAKEN', message, {
    kept,
    todo: `Change ${owner}, or choose the provider custom.`,
    field: 'provider',
    names: [owner],
  });
}

export function fallbackCycle(path: readonly string[]) {
  const message = `The fallback would lead in a circle: ${path.join(' → ')}.`;
  return integrationFaults.fault('FALLBACK_CYCLE', message, {
    kept,
    todo: 'Choose a provider that does not fall back to this one.',
    field: 'fallbackId',
    names: [...path],
  });
}

export function fallbackUnfit(message: string) {
  return commonFaults.fault('INVALID', message, {
    kept,
    todo: 'Choose another of this tenant’s AI providers, or none.',
    field: 'fallbackId',
  });
}

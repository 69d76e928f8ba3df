import type { ConnectionKind, Placement, RequirementChoice } from '#contract/connections.ts';

/** One scheme that a connection can satisfy. */
export interface SchemeOption {
  /** Unique among the options. */
  id: string;
  schemeKey: string | null;
  title: string;
  kind: ConnectionKind | null;
  placement: Placement | null;
  /** Why it cannot be connected yet. */
  unsupported: string | null;
  /** Titles of schemes that the API asks for together with it. */
  together: string[];
  /** Set by hand, so that the person says where the key goes. */
  byHand: boolean;
}

/** The titles of a choice as one phrase: "API key and Basic". */
export function choiceTitle(choice: RequirementChoice): string {
  return choice.schemes.map((scheme) => scheme.title).join(' and ');
}

const manual: Record<ConnectionKind, { title: string; placement: Placement }> = {
  apiKey: { title: 'API key', placement: { in: 'header', name: 'X-API-Key', prefix: '' } },
  bearer: { title: 'Bearer token', placement: { in: 'header', name: 'Authorization', prefix: 'Bearer' } },
  basic: { title: 'User name and password', placement: { in: 'header', name: 'Authorization', prefix: 'Basic' } },
};

/** The distinct schemes of all choices; the three usual ways where the integration asks for nothing. */
export function schemeOptions(choices: readonly RequirementChoice[]): SchemeOption[] {
  const options = new Map<string, SchemeOption>();
  for (const choice of choices) {
    for (const scheme of choice.schemes) {
      const id = scheme.key ?? `manual ${scheme.kind}`;
      const together = choice.schemes.filter((other) => other !== scheme).map((other) => other.title);
      const known = options.get(id);
      // An alternative where it stands alone makes the others unnecessary.
      if (known !== undefined && known.together.length <= together.length) continue;
      const { key, title, kind, placement, unsupported } = scheme;
      options.set(id, { id, schemeKey: key, title, kind, placement, unsupported, together, byHand: false });
    }
  }
  return options.size > 0 ? [...options.values()] : manualOptions();
}

function manualOptions(): SchemeOption[] {
  const kinds: ConnectionKind[] = ['apiKey', 'bearer', 'basic'];
  return kinds.map((kind) => ({
    id: `manual ${kind}`,
    schemeKey: null,
    ...manual[kind],
    kind,
    unsupported: null,
    together: [],
    byHand: true,
  }));
}

/** The option to begin with: the first that can be connected. */
export function firstOption(options: readonly SchemeOption[]): SchemeOption | undefined {
  return options.find((option) => option.unsupported === null && option.kind !== null);
}

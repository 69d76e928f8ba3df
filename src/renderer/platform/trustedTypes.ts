interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML(text: string): string }): unknown;
}

/**
 * Lets libraries write style sheets with `innerHTML` and nothing that holds markup, where the browser knows Trusted Types
 * (https://www.w3.org/TR/trusted-types/). Script from text has no rule, so that it is refused.
 */
export function allowStylesOnly(): void {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  factory?.createPolicy('default', {
    createHTML: (text) => {
      if (text.includes('<')) throw new TypeError('Markup from text is not allowed here.');
      return text;
    },
  });
}

interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML(text: string): string }): unknown;
}

/*
 * Runs before anything else of the page. Libraries may write style sheets with `innerHTML`, and nothing that holds markup, where the
 * browser knows Trusted Types (https://www.w3.org/TR/trusted-types/). Script from text has no rule, so that it is refused; schemas are
 * told not to try it.
 */
// What `z.config` keeps its options in; it is set before the first schema is made.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
factory?.createPolicy('default', {
  createHTML: (text) => {
    if (text.includes('<')) throw new TypeError('Markup from text is not allowed here.');
    return text;
  },
});

/** What settings are called, where a message sends a person to them as well as on the page. */
export const settingWords = {
  bypass: 'Bypass proxy for',
  authorities: 'Additional certificate authorities',
  keepCookies: 'Keep cookies',
  responseBodies: 'Response bodies (MB)',
} as const;

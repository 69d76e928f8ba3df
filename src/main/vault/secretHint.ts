const shortest = 12;

/** What may be shown of a secret: dots, and the last four characters where it has at least twelve. */
export function secretHint(secret: string): string {
  const characters = Array.from(secret);
  return characters.length < shortest ? '••••' : `••••${characters.slice(-4).join('')}`;
}

const shortestHidden = 6;

/** Some APIs take their key as the user name. A short one (`admin`) tells nothing, and masking the word would ruin answers. */
export function hiddenUsername(username: string | null): string[] {
  return username === null || username.length < shortestHidden ? [] : [username];
}

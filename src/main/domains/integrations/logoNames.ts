const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\.(png|jpg|gif|webp|svg)$/;

/** The ending of a logo's file; undefined for a name that is not one of ours. */
export const logoEnding = (file: string): string | undefined => pattern.exec(file)?.[1];

/** Names of ours are a UUID with an ending, so that none leads out of the folder of logos. */
export const isLogoName = (file: string): boolean => logoEnding(file) !== undefined;

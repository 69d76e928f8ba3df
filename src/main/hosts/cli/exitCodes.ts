/** Exit codes; they are part of the interface (README, "The command line"). */
export const exitCodes = {
  ok: 0,
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  alreadyRunning: 3,
  /** The role does not allow it. */
  refused: 4,
  notFound: 5,
  /** The vault is locked or not set up. */
  locked: 6,
  /** `send`: the server answered with a status from 400 up. */
  errorAnswer: 7,
  /** `send`: no answer came. */
  noAnswer: 8,
  /** `check-contract`: an answer broke the definition, or did not come. */
  contractBroken: 9,
  /** `sync`: the status that was shown needs a person, who has to decide or do something. */
  needsPerson: 10,
} as const;

/** The same for the help. */
export const exitCodeHelp = `
Exit codes: 0 done, 1 failed, 2 wrong command line, 3 runs already, 4 not allowed, 5 not found,
6 vault locked or not set up; of send: 7 answered with 400 or above, 8 no answer;
of check-contract: 9 an answer breaks the definition, or none came;
of sync: 10 a person has to decide or do something.`;

/** The exit codes; README and `--help` tell them to people. */
export const exits = {
  done: 0,
  /** Also what the doctor ends with where something is broken. */
  failed: 1,
  /** The command line, an ambiguous name, or a value that the server does not take. */
  misunderstood: 2,
  notSignedIn: 3,
  /** What is asked for is not there, or not allowed. */
  refused: 4,
  unreachable: 5,
  /** Too many calls: later. */
  tooOften: 6,
  /** As shells have it for SIGINT. */
  interrupted: 130,
} as const;

export type Exit = (typeof exits)[keyof typeof exits];

/** The end of a command, with a sentence for whoever gave it. */
export class Stop extends Error {
  constructor(
    readonly exit: Exit,
    message: string,
    /** For scripts: the contract's code, where the server gave one. */
    readonly code?: string,
  ) {
    super(message);
    this.name = "Stop";
  }
}

const exitOfCode: Record<string, Exit> = {
  unauthenticated: exits.notSignedIn,
  forbidden: exits.refused,
  not_found: exits.refused,
  invalid: exits.misunderstood,
  rate_limited: exits.tooOften,
  unavailable: exits.unreachable,
};

/** Where a code of the contract leads. */
export const exitOf = (code: string): Exit => exitOfCode[code] ?? exits.failed;

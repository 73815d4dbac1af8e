/** What the owner can mend: shown as one sentence, without a stack trace, and the process ends with 1. */
export class StartProblem extends Error {}

/** The sentence for an error that the machine gave about a path, or the error itself when it is no such thing. */
export function pathProblem(error: unknown, path: string): unknown {
  const sentence = sentences[errorCode(error) ?? ""];
  return sentence ? new StartProblem(sentence(path)) : error;
}

/** The code of an error of Node, PostgreSQL or a socket (`EACCES`, `28P01`), or undefined. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

const unwritable = (path: string) =>
  `Staffroom cannot write to ${path}: give this user the right to it, or name another folder in STAFFROOM_DATA.`;
const notFolder = (path: string) =>
  `${path} is no folder: move that file away, or name another folder in STAFFROOM_DATA.`;

export const diskFull = (path: string) =>
  `The disk that holds ${path} is full: free some space, or name a folder on another disk in STAFFROOM_DATA.`;

/** Whether a program's complaint is that the disk is full; PostgreSQL also says how much it could still write. */
export const isDiskFull = (output: string) => /no space left|quota exceeded|wrote only \d+ of/i.test(output);

const sentences: Record<string, (path: string) => string> = {
  EACCES: unwritable,
  EPERM: unwritable,
  EROFS: unwritable,
  ENOENT: unwritable,
  ENOTDIR: notFolder,
  EEXIST: notFolder,
  ENOSPC: diskFull,
  EDQUOT: diskFull,
};

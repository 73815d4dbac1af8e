export type Report = (line: string) => void;

/** One short line of the supervisor for the person at the terminal. */
export const report: Report = (line) => console.log(line);

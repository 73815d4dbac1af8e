import { createWriteStream, existsSync, renameSync, rmSync, statSync, type WriteStream } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { logBytesMax, logFilesKept, logLineCharsShown } from "./limits";
import type { Report } from "./report";

const pinoWarning = 40;

/** Takes a child's output: all of it goes to `<folder>/<name>.log`, warnings and errors to the terminal as well. */
export class ChildLog {
  private readonly file: string;
  private stream: WriteStream;
  private bytes: number;
  private readonly rest = { stdout: "", stderr: "" };

  constructor(
    folder: string,
    private readonly name: string,
    private readonly report: Report,
    private readonly showAll = false,
  ) {
    this.file = join(folder, `${name}.log`);
    this.bytes = existsSync(this.file) ? statSync(this.file).size : 0;
    this.stream = this.open();
  }

  take(stream: "stdout" | "stderr", chunk: Buffer): void {
    if (this.bytes + chunk.length > logBytesMax) this.rotate();
    this.bytes += chunk.length;
    this.stream.write(chunk);
    const lines = (this.rest[stream] + chunk).split("\n");
    this.rest[stream] = (lines.pop() ?? "").slice(-logBytesMax);
    for (const line of lines) this.show(stream, line);
  }

  private show(stream: "stdout" | "stderr", line: string): void {
    const text = this.showAll ? line : noteworthy(stream, line);
    if (text?.trim()) this.report(`${this.name}: ${printable(text)}`);
  }

  private rotate(): void {
    this.stream.end();
    rotateFile(this.file);
    this.bytes = 0;
    this.stream = this.open();
  }

  private open(): WriteStream {
    // A full disk must not end the supervisor: lines are lost, serving goes on.
    return createWriteStream(this.file, { flags: "a", mode: 0o600 }).on("error", () => {});
  }
}

/** Moves `x.log` to `x.log.1`, that to `x.log.2`, and forgets the oldest. */
export function rotateFile(file: string): void {
  rmSync(`${file}.${logFilesKept}`, { force: true });
  for (let age = logFilesKept - 1; age >= 0; age--) {
    const from = age === 0 ? file : `${file}.${age}`;
    if (existsSync(from)) renameSync(from, `${file}.${age + 1}`);
  }
}

/** A JSON line of level warning or above as its message; a plain line only if it came by stderr and heads a report. */
export function noteworthy(stream: "stdout" | "stderr", line: string): string | undefined {
  if (!line.startsWith("{")) return stream === "stderr" && /^[^\s{}()]/.test(line) ? line : undefined;
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry !== "object" || entry === null || !("level" in entry)) return undefined;
    if (typeof entry.level !== "number" || entry.level < pinoWarning) return undefined;
    return "msg" in entry && typeof entry.msg === "string" ? entry.msg : line;
  } catch {
    return line;
  }
}

/** Control characters in what others said must not steer the owner's terminal. */
const printable = (text: string) =>
  stripVTControlCharacters(text)
    .replace(/[\p{Cc}\p{Cf}]/gu, " ")
    .slice(0, logLineCharsShown);

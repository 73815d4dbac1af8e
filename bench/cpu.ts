import { readdirSync, readFileSync } from "node:fs";

/** The kernel counts in hundredths of a second, whatever its own clock (proc(5), sysconf(_SC_CLK_TCK)). */
const tickMs = 10;

interface Process {
  pid: number;
  parent: number;
  cpuMs: number;
  command: string;
}

/** Milliseconds of processor, user and system, that a process has taken; null where the system has no /proc. */
export const cpuMs = (pid: number): number | null => readProcess(pid)?.cpuMs ?? null;

/** The child whose command line holds the words. */
export function childOf(parent: number, words: string): number | null {
  return processes().find((one) => one.parent === parent && one.command.includes(words))?.pid ?? null;
}

function processes(): Process[] {
  try {
    return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (readProcess(Number(name)) ?? []) : []));
  } catch {
    return [];
  }
}

function readProcess(pid: number): Process | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is a name in brackets that may hold anything; those after it are plain: state, parent, …
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return { pid, parent: Number(fields[1]), cpuMs: (Number(fields[11]) + Number(fields[12])) * tickMs, command };
  } catch {
    return null;
  }
}

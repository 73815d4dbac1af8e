import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Running } from "./children";
import { adoptedPollMs } from "./limits";

export interface LaunchOptions {
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  onOutput: (stream: "stdout" | "stderr", chunk: Buffer) => void;
  /** What the child says over its channel. */
  onMessage?: (message: unknown) => void;
}

/**
 * Starts a child in a process group of its own, so that Ctrl-C reaches the supervisor alone, with an ipc channel whose
 * closing tells the child that the supervisor has died.
 */
export function launchChild(options: LaunchOptions): Running {
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: options.env,
    detached: process.platform !== "win32",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  child.stdout?.on("data", (chunk: Buffer) => options.onOutput("stdout", chunk));
  child.stderr?.on("data", (chunk: Buffer) => options.onOutput("stderr", chunk));
  if (options.onMessage) child.on("message", options.onMessage);
  return asRunning(child);
}

/** What is left of a child's process group is ended with it, so that a restart finds no leftovers. */
export function asRunning(child: ChildProcess): Running {
  const pid = child.pid ?? 0;
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => {
      signalGroup(pid, "SIGKILL");
      resolve(signal ?? `exit code ${code}`);
    });
  });
  return { pid, ended, kill: (signal) => void child.kill(signal) };
}

/** A process that somebody else started: its end is noticed by asking. */
export function adopt(pid: number): Running {
  const ended = new Promise<string>((resolve) => {
    const timer = setInterval(() => {
      if (isAlive(pid)) return;
      clearInterval(timer);
      resolve("it is gone");
    }, adoptedPollMs);
  });
  return { pid, ended, kill: (signal) => signalProcess(pid, signal) };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Dead, but nobody has asked for its exit code: where process 1 does not reap, it stays listed for ever. */
function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended in the meantime.
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  if (pid > 0 && process.platform !== "win32") signalProcess(-pid, signal);
}

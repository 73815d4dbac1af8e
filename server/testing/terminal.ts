import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";

const run = promisify(execFile);
const patienceMs = 30_000;

/** A real terminal in which a command runs: tmux holds it, and the test reads what stands there. */
export class Terminal {
  private readonly socket = `staffroom-${randomUUID().slice(0, 8)}`;
  private readonly exitFile = join(tmpdir(), `${this.socket}.exit`);

  /** @param command its words; the shell sees none of them */
  async start(
    command: string[],
    {
      env,
      columns = 80,
      rows = 30,
      cwd,
    }: { env: Record<string, string>; columns?: number; rows?: number; cwd: string },
  ): Promise<void> {
    const settings = Object.entries(env).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
    const size = ["-x", String(columns), "-y", String(rows)];
    // tmux itself loses an exit code now and then. A trap that does something is not handed on to the command.
    const line = `trap : INT; ${command.map(quoted).join(" ")}; printf %s $? > ${quoted(this.exitFile)}`;
    await this.tmux("new-session", "-d", ...size, "-c", cwd, ...settings, line);
    await this.tmux("set-option", "-g", "remain-on-exit", "on");
  }

  /** As if typed, sign by sign. */
  async type(text: string): Promise<void> {
    await this.tmux("send-keys", "-l", "--", text);
  }

  /** A key by tmux's name: `Enter`, `C-c`, `Tab`. */
  async press(...keys: string[]): Promise<void> {
    await this.tmux("send-keys", ...keys);
  }

  /** As from the clipboard: between the marks of a paste, where the command wants them. */
  async paste(text: string): Promise<void> {
    await this.tmux("set-buffer", "--", text);
    await this.tmux("paste-buffer", "-p", "-r");
  }

  async say(text: string): Promise<void> {
    await this.type(text);
    await this.press("Enter");
  }

  /** Everything that stands there, with what has moved up; rows without the blanks behind them. */
  async text(): Promise<string> {
    const { stdout } = await this.tmux("capture-pane", "-p", "-S", "-");
    return stdout.replace(/[ \t]+$/gm, "").trimEnd();
  }

  /** The same with the sequences of its colours. */
  async coloured(): Promise<string> {
    return (await this.tmux("capture-pane", "-p", "-e", "-S", "-")).stdout;
  }

  /** Where the cursor stands, counted from 0. */
  async cursor(): Promise<{ column: number; row: number }> {
    const { stdout } = await this.tmux("display-message", "-p", "#{cursor_x} #{cursor_y}");
    const [column = 0, row = 0] = stdout.trim().split(" ").map(Number);
    return { column, row };
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.tmux("resize-window", "-x", String(columns), "-y", String(rows));
  }

  /** Waits until what is meant stands there. */
  async shows(...wanted: (string | RegExp)[]): Promise<string> {
    let text = "";
    const missing = async () => {
      text = await this.text();
      return wanted.filter((one) => (typeof one === "string" ? !text.includes(one) : !one.test(text)));
    };
    await expect
      .poll(missing, { timeout: patienceMs, interval: 50 })
      .toEqual([])
      .catch((error: Error) => {
        error.message += `\nThere stands:\n${text}`;
        throw error;
      });
    return text;
  }

  /** The exit code of the command, once it has ended. */
  async ended(): Promise<number> {
    const told = () => readFile(this.exitFile, "utf8").catch(() => "");
    await expect.poll(told, { timeout: patienceMs, interval: 50 }).toMatch(/^\d+$/);
    return Number(await told());
  }

  async stop(): Promise<void> {
    await this.tmux("kill-server").catch(() => {});
    await rm(this.exitFile, { force: true });
  }

  private tmux(...args: string[]) {
    return run("tmux", ["-u", "-L", this.socket, "-f", "/dev/null", ...args], { encoding: "utf8" });
  }
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

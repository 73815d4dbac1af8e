import { spawn } from "node:child_process";

const tailLines = 40;
const reminderMs = 10_000;

/** A sentence for the owner, shown without a stack trace. */
export class BootProblem extends Error {}

/**
 * Runs a command and says what is happening: a running clock on a terminal, a line every 10 s elsewhere.
 * @param options.out where to say it: the standard output, unless that is an answer's
 * @returns the seconds it took
 * @throws BootProblem after showing the end of the command's output
 */
export async function step(title, command, args, options = {}) {
  const started = Date.now();
  const { out = process.stdout } = options;
  const clock = startClock(title, started, out);
  const { code, tail } = await runQuietly(command, args, options).finally(clock.stop);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (code !== 0) {
    console.error(tail.join("\n"));
    throw new BootProblem(`${title} failed after ${seconds} s; the lines above say why.`);
  }
  out.write(`${title}: done in ${seconds} s\n`);
}

function startClock(title, started, out) {
  const elapsed = () => Math.round((Date.now() - started) / 1000);
  if (!out.isTTY) {
    out.write(`${title} …\n`);
    const timer = setInterval(() => out.write(`${title} … ${elapsed()} s\n`), reminderMs);
    return { stop: () => clearInterval(timer) };
  }
  const draw = () => out.write(`\r${title} … ${elapsed()} s`);
  draw();
  const timer = setInterval(draw, 1000);
  return {
    stop: () => {
      clearInterval(timer);
      out.write("\r\u001b[K");
    },
  };
}

function runQuietly(command, args, { env, cwd } = {}) {
  return new Promise((resolve) => {
    const tail = [];
    const child = spawn(command, args, { cwd, env: env ?? process.env, stdio: ["ignore", "pipe", "pipe"] });
    const keep = (chunk) => {
      tail.push(...String(chunk).trimEnd().split("\n"));
      tail.splice(0, Math.max(0, tail.length - tailLines));
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", (error) => resolve({ code: 1, tail: [...tail, error.message] }));
    child.once("close", (code) => resolve({ code: code ?? 1, tail }));
  });
}

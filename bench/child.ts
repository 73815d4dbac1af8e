import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";

/** A process of a benchmark that answers each question with one answer, in order. */
export class Child {
  private readonly waiting: { resolve: (answer: unknown) => void; reject: (error: Error) => void }[] = [];
  private readonly process: ChildProcess;

  constructor(file: string, env: Record<string, string> = {}) {
    this.process = fork(join(import.meta.dirname, file), [], {
      env: { ...process.env, ...env },
      execArgv: [...process.execArgv, "--conditions=react-server"],
    });
    this.process.on("message", (answer) => this.waiting.shift()?.resolve(answer));
    this.process.on("exit", (code) => {
      for (const { reject } of this.waiting.splice(0)) reject(new Error(`${file} ended with ${code}`));
    });
  }

  /** `T` is what the child's own code says that it answers. */
  ask<T>(question: unknown): Promise<T> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve: (answer) => resolve(answer as T), reject });
      this.process.send(question as object);
    });
  }

  end(): void {
    this.process.kill("SIGKILL");
  }
}

/** In a child: answers what the parent asks, and ends with it. */
export function answerParent(answer: (question: never) => Promise<unknown>): void {
  process.on("message", (question) => {
    void answer(question as never).then((result) => process.send?.(result ?? null));
  });
  process.on("disconnect", () => process.exit(0));
}

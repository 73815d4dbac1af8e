import { pino } from "pino";
import { env } from "./env";

/** Codes and ids, never what people wrote. JSON lines escape control characters by themselves. */
export const log = pino({
  level: env().NODE_ENV === "test" ? "silent" : env().STAFFROOM_LOG,
  base: undefined,
  redact: ["password", "token", "authorization", "cookie", "text"],
  serializers: { err: describeFault },
});

/**
 * What a log may hold of a fault. A failed query's own message carries its parameters, and with them what people wrote:
 * only the database's sentence, its code and the places in our code are kept.
 */
export function describeFault(fault: unknown): unknown {
  if (!(fault instanceof Error)) return fault;
  const root = rootOf(fault);
  const code = "code" in root && typeof root.code === "string" ? root.code : undefined;
  const places = fault.stack?.split("\n").filter((line) => /^\s+at /.test(line));
  return { type: root.name, code, message: root.message, stack: places?.join("\n") };
}

const rootOf = (fault: Error): Error => (fault.cause instanceof Error ? rootOf(fault.cause) : fault);

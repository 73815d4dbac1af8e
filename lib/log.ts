import { pino } from "pino";
import { env } from "./env";

/** Codes and ids, never what people wrote. JSON lines escape control characters by themselves. */
export const log = pino({
  level: env().NODE_ENV === "test" ? "silent" : env().STAFFROOM_LOG,
  base: undefined,
  redact: ["password", "token", "authorization", "cookie", "text"],
});

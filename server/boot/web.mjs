import { Server } from "node:http";

// Preloaded into the pages' process. Next leaves Node's bound of five minutes for a whole request in force, in which a
// large file does not come in over a slow line; the gateway in front bounds every request itself, a little sooner.
const requestMs = 16 * 60_000;
Object.defineProperty(Server.prototype, "requestTimeout", { get: () => requestMs, set: () => {} });

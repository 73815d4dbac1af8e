import { env, livePort } from "@/lib/env";
import { log } from "@/lib/log";
import { startLive } from "./live";

const live = await startLive({ port: livePort() });
log.info({ port: live.port, mode: env().NODE_ENV }, "live sidecar listens");

/** A database that hangs must not keep us: who stays longer is killed. */
const stopMsMax = 1_900;

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(0), stopMsMax).unref();
  await live.close();
  process.exit(0);
}

process.on("SIGTERM", stop);
process.on("SIGINT", stop);
// The supervisor has died: so that no orphan holds its sockets, neither do we live on.
process.on("disconnect", () => process.exit(0));

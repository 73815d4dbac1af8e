// Run by a test as a process of its own, which the test then kills: opens the database of a data folder and says so.
import { openEmbedded } from "@/server/supervisor/postgres/embedded";

const [root = "", data = ""] = process.argv.slice(2);
await openEmbedded({ root, data, report: () => {}, settings: { shared_buffers: "16MB" } });
process.send?.("open");

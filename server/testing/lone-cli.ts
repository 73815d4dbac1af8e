// Run by a test as a process of its own: a command as the owner gives it.
import { run } from "@/server/cli/main";

const [root = "", ...args] = process.argv.slice(2);
process.exit(await run(args, root));

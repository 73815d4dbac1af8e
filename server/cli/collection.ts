import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { httpFile } from "@/lib/api/http-file";
import { openApi } from "@/lib/api/openapi";
import { postmanCollection } from "@/lib/api/postman";
import { routes } from "@/lib/api/table";

// Run by `npm run api:collection`; what it writes is committed, and a test says when it is out of date.
const document = openApi(routes);
const folder = join(import.meta.dirname, "../../docs");
await writeFile(
  join(folder, "staffroom.postman_collection.json"),
  `${JSON.stringify(postmanCollection(document), null, 2)}\n`,
);
await writeFile(join(folder, "staffroom.http"), httpFile(document));
process.exit(0);

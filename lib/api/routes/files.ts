import { uploadFile } from "@/lib/files/mutations";
import { serveFile, servePreview } from "@/lib/files/serving";
import { uploadOf } from "@/lib/files/spooling";
import { created, group, member, takesFile } from "../route";
import { file } from "../shapes/talk";

export const files = group("Files", [
  takesFile(
    member(
      "POST",
      "files",
      {
        summary: "Upload a file, for a message to carry",
        notes: "A form (multipart/form-data) with the field `file`. Then send a message with its id in `file_ids`.",
        gives: { 201: file },
      },
      async ({ actor, request }) => created(await uploadFile(actor, uploadOf(request))),
    ),
  ),
  member(
    "GET",
    "files/ID",
    {
      summary: "Fetch a file",
      notes: "Its bytes, to whoever may see a message that carries it. Takes `Range`.",
      gives: { 200: "a file" },
    },
    async ({ actor, ids, request }) => serveFile(actor, ids.ID, request.headers),
  ),
  member(
    "GET",
    "files/ID/preview",
    { summary: "Fetch a smaller picture of it, as WebP", gives: { 200: "a file" } },
    async ({ actor, ids, request }) => servePreview(actor, ids.ID, request.headers),
  ),
]);

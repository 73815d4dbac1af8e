import { problem } from "@/lib/api/answer";
import { AppError, notFound, unauthenticated } from "@/lib/errors";
import { readAvatar } from "@/lib/files/avatars";
import { idSchema } from "@/lib/people/schema";
import { currentActor } from "@/lib/visitor";

export async function GET(_request: Request, context: { params: Promise<{ personId: string }> }): Promise<Response> {
  try {
    const actor = await currentActor();
    if (!actor) throw unauthenticated();
    if (actor.mustSecure) throw new AppError("forbidden", "secondFactorRequired");
    const id = idSchema.safeParse(Number((await context.params).personId));
    if (!id.success) throw notFound();
    const picture = await readAvatar(actor, id.data);
    return new Response(new Uint8Array(picture), {
      headers: {
        "content-type": "image/webp",
        "content-disposition": "inline",
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
        // The address changes with the picture.
        "cache-control": "private, max-age=31536000, immutable",
      },
    });
  } catch (error) {
    return problem(error);
  }
}

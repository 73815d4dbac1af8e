import { answerRequest, isFromPage } from "@/lib/api/answer";
import { currentActor, visitorDevice, visitorOrigin } from "@/lib/visitor";

/** A file from a page of this origin, by its cookie; in all else as `POST /api/v1/files`, which takes no cookie. */
export async function POST(request: Request): Promise<Response> {
  return answerRequest(request, ["files"], {
    visitor: currentActor,
    isPage: isFromPage(request),
    device: await visitorDevice(),
    origin: await visitorOrigin(),
  });
}

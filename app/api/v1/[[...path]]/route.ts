import { answerRequest } from "@/lib/api/answer";
import { currentActor, visitorDevice, visitorOrigin } from "@/lib/visitor";

type Context = { params: Promise<{ path?: string[] }> };

async function handle(request: Request, context: Context): Promise<Response> {
  const device = { ...(await visitorDevice()), kind: "api" as const };
  return answerRequest(request, (await context.params).path ?? [], {
    visitor: currentActor,
    device,
    origin: await visitorOrigin(),
  });
}

export { handle as DELETE, handle as GET, handle as OPTIONS, handle as PATCH, handle as POST, handle as PUT };

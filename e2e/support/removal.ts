import { readSession } from "@/lib/auth/sessions";
import { removeMember } from "@/lib/rooms/members";

// Run as a process of its own, with the company's environment: SESSION of whoever removes, then ROOM and PERSON.
const [sessionId = "", roomId, personId] = process.argv.slice(2);
const actor = await readSession(sessionId);
if (!actor) throw new Error("no such session");
await removeMember(actor, { roomId: Number(roomId), personId: Number(personId) });
process.exit(0);

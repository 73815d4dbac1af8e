import { WantedSigns } from "@/lib/messages/signs";

/** Of this tab: a message may stand in a room and in a thread at once. */
export const wantedSigns = new WantedSigns();

import type { Caller } from "./caller";
import { House } from "./house";
import { Inbox } from "./inbox";
import type { LiveLimits } from "./options";
import { PresenceBoard } from "./presence";
import { ReadMarks } from "./reads";
import { Relay } from "./relay";
import { Turnstile } from "./turnstile";
import { Typing } from "./typing";
import { Unread } from "./unread";
import { Whispers } from "./whispers";
import type { Wire } from "./wire";

/** The parts of one sidecar, which know one another through this. */
export interface Parts {
  limits: LiveLimits;
  house: House;
  unread: Unread;
  inbox: Inbox;
  relay: Relay;
  presence: PresenceBoard;
  reads: ReadMarks;
  typing: Typing;
  whispers: Whispers;
  welcomes: Turnstile;
  /** Open sockets of which nobody knows yet whose they are. */
  strangers: Set<Caller>;
  /** Every open socket. */
  wires: Set<Wire>;
}

export function makeParts(limits: LiveLimits): Parts {
  const house = new House(limits);
  const unread = new Unread(house, limits);
  const inbox = new Inbox(house, limits);
  const presence = new PresenceBoard(house, limits);
  house.onLeave((person) => presence.look(person));
  return {
    limits,
    house,
    unread,
    inbox,
    relay: new Relay(house, { unread, inbox }, limits),
    presence,
    reads: new ReadMarks(house, limits),
    typing: new Typing(house, limits),
    whispers: new Whispers(house, inbox, limits),
    welcomes: new Turnstile(limits.welcomesAtOnce),
    strangers: new Set(),
    wires: new Set(),
  };
}

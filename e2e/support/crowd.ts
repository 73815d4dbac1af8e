import { person, roomOf, tokenOf } from "@/server/testing/world";

// Run as a process of its own, with the company's environment: so many people in one room, each with a token.
export interface Crowd {
  roomId: number;
  tokens: string[];
}

const count = Number(process.argv[2]);
const people = [];
for (let one = 0; one < count; one++) people.push(await person("crowd"));
const [host, ...others] = people;
if (!host) throw new Error("a crowd of nobody");
const room = await roomOf(host, ...others);
const crowd: Crowd = { roomId: room.id, tokens: await Promise.all(people.map(tokenOf)) };
process.stdout.write(JSON.stringify(crowd), () => process.exit(0));

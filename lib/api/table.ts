import type { Route } from "./route";
import { company } from "./routes/company";
import { describing } from "./routes/describing";
import { entering } from "./routes/entering";
import { files } from "./routes/files";
import { messages } from "./routes/messages";
import { oneself } from "./routes/oneself";
import { people } from "./routes/people";
import { rooms } from "./routes/rooms";
import { searching } from "./routes/searching";

const described: Route[] = [
  ...entering,
  ...oneself,
  ...people,
  ...rooms,
  ...messages,
  ...searching,
  ...files,
  ...company,
];

/** The REST API, call by call. A path with a word is found before the same path with an id. */
export const routes: Route[] = [...described, ...describing(() => routes)];

import type { Source } from "../script";
import { floor } from "./floor";
import { life } from "./life";
import { network } from "./network";
import { office } from "./office";
import { shipping } from "./shipping";
import { stories } from "./stories";
import { trouble } from "./trouble";

export const conversations: readonly Source[] = [
  ...shipping,
  ...floor,
  ...trouble,
  ...network,
  ...office,
  ...life,
  ...stories,
];

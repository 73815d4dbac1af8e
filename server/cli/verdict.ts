import type { Fault, Head, Verified } from "@/lib/journal/chain";

const faults: Record<Fault, string> = {
  gap: "it is missing",
  hash: "it does not say what it said when it was written, or an entry before it does not",
  order: "it stands out of order",
  unchained: "an entry was put in beside the chain",
  head: "the head that you named is not in the chain: entries were cut off, or written anew",
};

/** Says what was found, line by line. @returns the exit code */
export function tellVerdict(
  { entries, older, head, broken }: Verified,
  known: Head | undefined,
  tell: (line: string) => void,
): number {
  if (older > 0) tell(`${older} entries are older than the chain: nothing vouches for them.`);
  if (broken) {
    tell(`The journal is broken at entry ${broken.number}: ${faults[broken.fault]}.`);
    if (entries > 0) tell(`The ${entries} entries before it fit together.`);
    return 1;
  }
  tell(`The journal is sound: ${entries} entries.`);
  if (known) tell("The head that you named is part of it.");
  if (head) {
    tell(`Head: ${head.number}:${head.hash}`);
    tell("Keep this line elsewhere: with --head it proves later that nothing was cut off.");
  }
  return 0;
}

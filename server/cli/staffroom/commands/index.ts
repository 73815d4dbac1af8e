import type { Command } from "commander";
import type { Shell } from "../shell";
import { addCompany } from "./company";
import { addCompletion } from "./completion";
import { addDoctor } from "./doctor";
import { addFiles } from "./files";
import { addGroups } from "./groups";
import { addLanguage } from "./language";
import { addMessages } from "./messages";
import { addPeople } from "./people";
import { addPrograms } from "./programs";
import { addRooms } from "./rooms";
import { addSearch } from "./search";
import { addSigning } from "./signing";
import { addTalk } from "./talk";

/** Every command, in the order in which help lists them. */
export function addAll(program: Command, shell: Shell): void {
  addSigning(program, shell);
  addLanguage(program, shell);
  addRooms(program, shell);
  addMessages(program, shell);
  addFiles(program, shell);
  addSearch(program, shell);
  addGroups(program, shell);
  addPeople(program, shell);
  addCompany(program, shell);
  addPrograms(program, shell);
  addTalk(program, shell);
  addDoctor(program, shell);
  addCompletion(program, shell);
}

import { Cell } from "@pressel/client";

/** Whether a button is being learned: until then, none does what it is bound to. */
export const learning = new Cell(false);

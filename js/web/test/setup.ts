import { configure } from "@testing-library/react";

/** A part that is loaded at first use may take its time on a busy machine. */
configure({ asyncUtilTimeout: 10_000 });

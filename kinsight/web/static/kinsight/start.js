// Starts the NHS components that are better with a script: error summary focus, password display, header menu.
import { initAll } from "/design.js";

initAll();

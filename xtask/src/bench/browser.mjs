// The plan of a measurement, and the browser it is made with: Playwright of tests/browser, the system's own Chromium.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const [planFile, root] = process.argv.slice(2);
export const plan = JSON.parse(await readFile(planFile, "utf8"));

const { chromium } = createRequire(`${root}/tests/browser/`)("playwright-core");

/** A browser that has seen nothing yet. */
export const launch = () =>
  chromium.launch({
    executablePath: process.env.DISCREET_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-default-apps",
      "--disable-domain-reliability",
      "--disable-sync",
      "--no-first-run",
      "--no-pings",
    ],
  });

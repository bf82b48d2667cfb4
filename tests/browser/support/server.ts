// The real server, with sample data in a folder of its own, on a port of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const PASSWORD = "discreet-demo";

export interface Server {
  /** Origin without a slash at the end. */
  url: string;
  /** Everything it wrote so far, its log included. */
  log(): string;
  /** Stops it in good order and starts it again with the same data at the same place. */
  restart(): Promise<void>;
  /** Stops it in good order and removes its folder; fails if it does not end by itself with success. */
  stop(): Promise<void>;
}

/** Starts the program named by `DISCREET_BIN` and waits until it says where it is. */
export async function startServer(
  more: { demo?: boolean; arguments?: string[]; environment?: NodeJS.ProcessEnv } = {},
): Promise<Server> {
  const program = process.env.DISCREET_BIN;
  if (!program) {
    throw new Error("DISCREET_BIN names no server: run `cargo xtask test`, or set it to the built `discreet`");
  }
  const folder = await mkdtemp(join(tmpdir(), "discreet-browser-"));
  const { DATABASE_URL: _, ...environment } = process.env;
  let written = "";
  const start = (listen: string) =>
    spawn(
      resolve(program),
      [
        "serve",
        ...(more.demo === false ? [] : ["--demo"]),
        ...["--listen", listen, "--data", join(folder, "data")],
        ...(more.arguments ?? []),
      ],
      {
        cwd: folder,
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...environment, DISCREET_DEMO_PASSWORD: PASSWORD, ...more.environment },
      },
    );
  let server = start("127.0.0.1:0");
  const ready = () =>
    new Promise<string>((found, failed) => {
      let said = "";
      const read = (chunk: Buffer) => {
        written += chunk.toString();
        said += chunk.toString();
        const line = said.match(/Discreet is at (http:\/\/127\.0\.0\.1:\d+)\n/);
        if (line?.[1]) found(line[1]);
      };
      server.stdout.on("data", read);
      server.stderr.on("data", read);
      server.on("error", failed);
      server.on("exit", (code) => failed(new Error(`the server ended with ${code} before it served:\n${written}`)));
    });
  const end = async () => {
    const ended = server.exitCode === null ? once(server, "exit") : Promise.resolve([server.exitCode]);
    server.kill("SIGTERM");
    const [code] = await ended;
    if (code !== 0) throw new Error(`the server ended with ${code} when told to stop:\n${written.slice(-4000)}`);
  };
  // A test runner that dies must not leave servers behind.
  const kill = () => server.kill("SIGKILL");
  process.once("exit", kill);
  const url = await ready();
  return {
    url,
    log: () => written,
    async restart() {
      await end();
      server = start(new URL(url).host);
      await ready();
    },
    async stop() {
      process.removeListener("exit", kill);
      try {
        await end();
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

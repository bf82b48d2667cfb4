// Sets the remembered theme, starts the program that the page names, and on a share's page asks for the share at the
// same time. The only script not made from Rust. `discreetOpen` is the promise of that first answer; the program takes
// it over.
try {
  const theme = localStorage.getItem("discreet.theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {} // Storage may be forbidden; then the system's theme it is.

const broken = (reason) => {
  console.error(reason);
  document.getElementById("broken").hidden = false;
  document.getElementById("loading")?.remove();
  document.getElementById("app").removeAttribute("aria-busy");
};

// A panic ends as a trap of the WebAssembly module; nothing it drew can be relied on afterwards.
const trapped = (reason) => reason instanceof WebAssembly.RuntimeError && broken(reason);
addEventListener("error", (event) => trapped(event.error));
addEventListener("unhandledrejection", (event) => trapped(event.reason));

document.querySelector("#broken [data-reload]").addEventListener("click", (event) => {
  event.preventDefault();
  location.reload();
});

const share = document.documentElement.dataset.door === "viewer" && location.pathname.match(/^\/s\/([^/]+)$/);
if (share) {
  const secret = new URLSearchParams(location.hash.slice(1)).get("k");
  globalThis.discreetOpen = fetch(`/api/v1/s/${share[1]}/open`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(secret ? { secret } : {}),
  });
  globalThis.discreetOpen.catch(() => {}); // The program says so when it takes the promise over.
}

const program = document.getElementById("program");
try {
  const module_or_path = fetch(document.getElementById("program-wasm").href);
  const { default: start } = await import(program.href);
  await start({ module_or_path });
  document.getElementById("loading")?.remove();
  document.getElementById("app").removeAttribute("aria-busy");
} catch (reason) {
  broken(reason);
}

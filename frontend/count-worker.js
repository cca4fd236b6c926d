// Keeps the counting page on the phone, with all that it is drawn with, so that it opens without a network.
// The scans are not its business: the page keeps those itself.

const KEPT = "firstbell-count";
const PATIENCE = 4000;
const plainUrl = (url) => url.split(/[?#]/)[0];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keep(urls, page) {
  const box = await caches.open(KEPT);
  await Promise.all(urls.map(async (url) => {
    if (await box.match(url)) return;
    const answer = await fetch(url, { credentials: "same-origin" });
    if (answer.ok && !answer.redirected) await box.put(url, answer);
  }));
  // What an earlier release was drawn with is not needed any more.
  const wanted = new Set(urls.map((url) => new URL(url, self.location).href));
  for (const request of await box.keys()) {
    if (new URL(request.url).pathname.startsWith("/static/") && !wanted.has(request.url)) await box.delete(request);
  }
  return Boolean(await box.match(page));
}

self.addEventListener("message", (event) => {
  const { urls, page } = event.data ?? {};
  if (!urls) return;
  event.waitUntil(keep([page, ...urls], page).then((kept) => event.source?.postMessage({ kept })).catch(() => {}));
});

function inTime(request) {
  return new Promise((resolve, reject) => {
    setTimeout(reject, PATIENCE);
    fetch(request).then(resolve, reject);
  });
}

// The newest page where there is a network. Whoever was signed out meanwhile keeps the page: the phone has its own token.
async function page(request) {
  const box = await caches.open(KEPT);
  const url = plainUrl(request.url);
  try {
    const answer = await inTime(request);
    if (answer.ok) {
      await box.put(url, answer.clone());
      return answer;
    }
    return (answer.status < 500 && answer.type !== "opaqueredirect" ? null : await box.match(url)) ?? answer;
  } catch {
    return (await box.match(url)) ?? new Response("There is no network, and this page was never opened on this phone.", {
      status: 503, headers: { "Content-Type": "text/plain; charset=utf-8" },
    });
  }
}

async function drawn(request) {
  const box = await caches.open(KEPT);
  const known = await box.match(request.url);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic") await box.put(request.url, answer.clone());
  return answer;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(drawn(request));
});

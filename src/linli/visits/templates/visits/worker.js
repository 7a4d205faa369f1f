// Opens today's visits without a network. What was written down lies in the page's own database;
// this keeps only the page and its files.
const KEPT = "linli-field-1";
const PAGE = "{% url 'field' %}";
const STATIC = "{% get_static_prefix %}";
const FILES = ["{% static 'ui/built/site.css' %}", "{% static 'ui/built/site.js' %}", "{% static 'ui/built/field.js' %}", "{% static 'ui/mark.svg' %}"];
const PATIENCE = 8000;

async function page(request) {
  const kept = await caches.open(KEPT);
  const old = await kept.match(PAGE);
  const stop = new AbortController();
  const timer = old && setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(request, { signal: stop.signal });
    if (answer.ok && !answer.redirected) await kept.put(PAGE, answer.clone());
    // Signed out: the list is nobody's any more.
    else if (answer.redirected || answer.type === "opaqueredirect" || answer.status === 403) await kept.delete(PAGE);
    return answer;
  } catch (error) {
    if (old) return old;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function file(request) {
  const kept = await caches.open(KEPT);
  const old = await kept.match(request);
  if (old) return old;
  const answer = await fetch(request);
  if (answer.ok) await kept.put(request, answer.clone());
  return answer;
}

async function begin() {
  const kept = await caches.open(KEPT);
  await kept.addAll(FILES);
  await page(new Request(PAGE, { credentials: "same-origin" })).catch(() => {});
  await self.skipWaiting();
}

self.addEventListener("install", (event) => event.waitUntil(begin()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname === PAGE) event.respondWith(page(request));
  else if (url.pathname.startsWith(STATIC)) event.respondWith(file(request));
});

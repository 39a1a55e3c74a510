// Notices on this device: asked for by a press alone, never by itself. The form carries what the browser gives us.

const form = document.querySelector("[data-push]");

const PROBLEMS = {
  none: "This browser cannot show notices by itself. On an iPhone, add Soundcheck to the Home Screen and open it there.",
  denied: "Your browser blocks notices from us. Allow them in the browser’s site settings, then press the button again.",
  failed: "Your browser could not reach the service that carries its notices. Try again later.",
};

function bytes(base64url) {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function base64url(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function deviceName() {
  const agent = navigator.userAgent;
  const found = (names) => names.find(([mark]) => agent.includes(mark))?.[1];
  const browser = found([["Edg", "Edge"], ["Firefox", "Firefox"], ["Chrome", "Chrome"], ["Safari", "Safari"]]) ?? "A browser";
  const system = found([["iPhone", "iPhone"], ["iPad", "iPad"], ["Android", "Android"], ["Mac", "Mac"], ["Windows", "Windows"], ["Linux", "Linux"]]);
  return system ? `${browser} on ${system}` : browser;
}

function explain(problem) {
  const place = form.querySelector("[data-push-problem]");
  place.querySelector("p").textContent = PROBLEMS[problem];
  place.hidden = false;
}

async function subscribe() {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return explain("none");
  if ((await Notification.requestPermission()) !== "granted") return explain("denied");
  try {
    await navigator.serviceWorker.register(form.dataset.worker, { scope: "/" });
    const worker = await navigator.serviceWorker.ready;
    const given = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.push) });
    form.elements.endpoint.value = given.endpoint;
    form.elements.p256dh.value = base64url(given.getKey("p256dh"));
    form.elements.auth.value = base64url(given.getKey("auth"));
    form.elements.device.value = deviceName();
    form.submit();
  } catch {
    explain("failed");
  }
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  form.querySelector("[data-push-problem]").hidden = true;
  subscribe();
});

// allauth says by this event that a passkey did not work; the page has a place to say so.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const refused = event.detail.exception?.name === "NotAllowedError";
  const place = document.querySelector("[data-passkey-error]");
  place.hidden = false;
  place.querySelector("p").textContent = refused
    ? "No passkey was used. Try again, or take another way in."
    : "The passkey did not work here. Try again, or take another way in.";
});

// The name a fan types stands in every sentence at once. Without this file there is an ellipsis instead.
const field = document.querySelector("[data-name-field]");
const places = document.querySelectorAll("[data-name]");

function show() {
  const name = field.value.trim() || "…";
  for (const place of places) place.textContent = name;
}

if (field) {
  field.addEventListener("input", show);
  show();
}

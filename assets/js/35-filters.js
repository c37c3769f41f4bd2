/* The filters unfold beneath the question, from the bottom on a phone; the navigation is a menu
   there. Escape and "Done" fold them, and the focus goes back to what unfolded them. */
(function () {
  "use strict";
  const filters = () => document.querySelector("#react-entry-point #filters");

  function fold() {
    const open = filters();
    if (!open || !open.open) return;
    open.open = false;
    open.querySelector("summary").focus();
  }

  function menu(open) {
    const button = document.getElementById("menu");
    if (button) button.setAttribute("aria-expanded", String(open));
  }

  document.addEventListener("click", ({ target }) => {
    if (!target.closest) return;
    if (target.closest("[data-done]")) fold();
    const button = target.closest("#menu");
    if (button) menu(button.getAttribute("aria-expanded") !== "true");
    else if (target.closest("#navigation a")) menu(false);
  });

  /* A name that is none: said beside the field, until something else is written. */
  function tell(field, text) {
    document.getElementById("search-said").textContent = text;
    if (text) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  document.addEventListener("change", ({ target }) => {
    if (target.id !== "filter-search" || !target.value.trim()) return;
    window.svd.find(target.value).then((area) => {
      if (!area) tell(target, `No area called “${target.value.trim().slice(0, 60)}”.`);
    });
  });

  document.addEventListener("input", ({ target }) => {
    if (target.id === "filter-search") tell(target, "");
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const button = document.getElementById("menu");
    if (button && button.getAttribute("aria-expanded") === "true") {
      menu(false);
      button.focus();
    } else fold();
  });
})();

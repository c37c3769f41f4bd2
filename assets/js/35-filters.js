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

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const button = document.getElementById("menu");
    if (button && button.getAttribute("aria-expanded") === "true") {
      menu(false);
      button.focus();
    } else fold();
  });
})();

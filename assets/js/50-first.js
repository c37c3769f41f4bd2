/* What the server sent first is the page until the page itself is drawn; then it goes, in one go.
   Whoever had tabbed into it stands at the same place afterwards. */
(function () {
  "use strict";
  const entry = () => document.getElementById("react-entry-point");

  /* The same link or control of the page, by its address or its words. */
  function counterpart(held) {
    const href = held.getAttribute("href");
    const same = (one) => {
      const words = one.textContent === held.textContent;
      return words && (href === null || (one.getAttribute("href") || "") === href.replace("#first-", "#"));
    };
    return Array.from(entry().querySelectorAll(held.tagName)).find(same);
  }

  function swap(copy) {
    const held = document.activeElement;
    const next = copy.contains(held) ? counterpart(held) : null;
    const [left, top] = [window.scrollX, window.scrollY];
    copy.remove();
    window.scrollTo(left, top);
    if (next) next.focus({ preventScroll: true });
    const { hash } = window.location;
    if (hash.startsWith("#first-")) {
      window.history.replaceState(window.history.state, "", hash.replace("first-", ""));
    }
  }

  const watch = new MutationObserver(() => {
    const copy = document.querySelector(".first");
    const root = entry();
    if (copy && root && !root.querySelector(".page h1")) return;
    watch.disconnect();
    if (copy) swap(copy);
  });
  watch.observe(document.documentElement, { subtree: true, childList: true });
})();

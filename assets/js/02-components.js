/* The few components of which React makes the frame and the filter bar: plain elements, fields, and
   what holds data. Dash's own bundles hold three hundred more, cost 230 kB and longer to run than the
   page itself, and are not sent (components/server/first_load.py). A component is given its properties
   as the layout has them, and `setProps`, by which it tells Dash what was changed in it. */
(function () {
  "use strict";
  const { createElement, useEffect, useRef } = window.React;
  const PLAIN = new Set(["children", "className", "hidden", "href", "htmlFor", "id", "role", "tabIndex"]);

  function plain(given) {
    const names = Object.keys(given).filter((name) => PLAIN.has(name) || /^(aria|data)-/.test(name));
    return Object.fromEntries(names.map((name) => [name, given[name]]));
  }

  const element = (tag) => (given) => createElement(tag, plain(given));

  function Button(given) {
    const onClick = () => given.setProps({ n_clicks: (given.n_clicks || 0) + 1 });
    return createElement("button", { ...plain(given), type: "button", onClick });
  }

  /* A debounced field tells what it holds when it is left or entered, any other at every letter. */
  function Input(given) {
    const { value, debounce, setProps } = given;
    const field = useRef(null);
    useEffect(() => {
      if (field.current.value !== value) field.current.value = value;
    }, [value]);
    const tell = () => setProps({ value: field.current.value });
    const told = debounce
      ? { onBlur: tell, onKeyDown: (event) => { if (event.key === "Enter") tell(); } }
      : { onChange: tell };
    const { type, min, max, list, placeholder, autocomplete: autoComplete } = given;
    return createElement("input", {
      ...plain(given), type, min, max, list, placeholder, autoComplete, ...told,
      className: "form-control", ref: field, defaultValue: value,
    });
  }

  function Select(given) {
    const { options, value, disabled, setProps } = given;
    return createElement("select", {
      ...plain(given), value, disabled, className: "form-select",
      onChange: ({ target }) => setProps({ value: target.value }),
    }, options.map((one) =>
      createElement("option", { key: one.value, value: one.value, disabled: one.disabled }, one.label)));
  }

  function Checklist(given) {
    const { id, options, value, setProps } = given;
    const change = (one, checked) =>
      setProps({ value: value.filter((other) => other !== one).concat(checked ? one : []) });
    return createElement("div", plain(given), options.map((one) => {
      const name = id + "-" + one.value;
      return createElement("div", { key: one.value, className: "form-check form-check-inline" },
        createElement("input", {
          id: name, type: "checkbox", className: "form-check-input", value: one.value,
          checked: value.includes(one.value),
          onChange: ({ target }) => change(one.value, target.checked),
        }),
        createElement("label", { htmlFor: name, className: "form-check-label" }, one.label));
    }));
  }

  /* Its data is in Dash's own state: there is nothing to see. */
  const Store = () => null;

  /* Tells Dash where the browser is, and of every move from one page to another. */
  function Location({ setProps }) {
    const told = useRef({});
    useEffect(() => {
      const look = () => {
        const parts = ["pathname", "search", "hash", "href"];
        const moved = parts.filter((part) => window.location[part] !== told.current[part]);
        const changed = Object.fromEntries(moved.map((part) => [part, window.location[part]]));
        Object.assign(told.current, changed);
        if (moved.length) setProps(changed);
      };
      const events = ["popstate", "_dashprivate_pushstate"];
      events.forEach((name) => window.addEventListener(name, look));
      look();
      return () => events.forEach((name) => window.removeEventListener(name, look));
    }, []);
    return null;
  }

  const TAGS = ["A", "Datalist", "Div", "Fieldset", "Footer", "Header", "Label", "Legend", "Main",
    "Nav", "P", "Section", "Span"];
  window.dash_html_components = Object.fromEntries(
    TAGS.map((tag) => [tag, element(tag.toLowerCase())]));
  window.dash_core_components = { Location, Store };
  window.dash_bootstrap_components = { Button, Checklist, Input, Select };
})();

// Completes names, codes and functions in the expression field of a rule. Without it the field is a plain one, and the
// names are listed below it. Keys: typing "${" or Ctrl+Space opens the list, arrows choose, Enter or Tab takes, Escape closes.
(function () {
  // Buttons that only load the page anew are not needed where htmx does that by itself.
  if (window.htmx) document.documentElement.classList.add("scripted");

  // The answer to a choice shows the form as it was sent. Who went on meanwhile keeps what they did: it is asked again.
  var sent = new WeakMap();

  function filled(form) { return new URLSearchParams(new FormData(form)).toString(); }

  document.addEventListener("htmx:beforeRequest", function (event) {
    var form = event.target.closest("#rule-form");
    if (form && event.detail.target.id === "rule-work") sent.set(event.detail.xhr, filled(form));
  });

  document.addEventListener("htmx:beforeSwap", function (event) {
    var form = document.getElementById("rule-form"), was = sent.get(event.detail.xhr);
    if (!form || was === undefined || was === filled(form)) return;
    event.detail.shouldSwap = false;
    var asked = event.detail.requestConfig.elt;
    setTimeout(function () { htmx.trigger(asked, asked.matches("select") ? "change" : "click"); });
  });

  var MOST = 12;
  var field = null, list = null, said = null, found = [], active = -1, start = 0;

  function known() {
    var holder = document.getElementById(field.dataset.names);
    return holder ? JSON.parse(holder.textContent) : { names: [], functions: [] };
  }

  function matches(words, typed) {
    var wanted = typed.toLowerCase();
    return words.toLowerCase().indexOf(wanted) >= 0;
  }

  function names(typed, before, after) {
    return known().names.filter(function (one) { return matches(one.name + " " + one.label, typed); })
      .map(function (one) { return { put: before + one.name + after, name: one.name, label: one.label }; });
  }

  function codes(name, typed, quote) {
    var one = known().names.filter(function (item) { return item.name === name; })[0];
    return (one ? one.codes : []).filter(function (code) { return matches(code[0] + " " + code[1], typed); })
      .map(function (code) { return { put: code[0] + quote, name: code[0], label: code[1] }; });
  }

  function functions(typed) {
    return known().functions.filter(function (name) { return name.indexOf(typed) === 0 && name !== typed; })
      .map(function (name) { return { put: name + "(", name: name + "()", label: "" }; });
  }

  // What fits at the caret; `start` is where it would be put.
  function fitting(asked) {
    var text = field.value.slice(0, field.selectionStart), hit;
    if ((hit = /\$\{\s*(\w*)$/.exec(text))) {
      start = text.length - hit[1].length;
      return names(hit[1], "", "}");
    }
    hit = /(?:\$\{\s*(\w+)\s*\}\s*!?=\s*|selected\(\s*\$\{\s*(\w+)\s*\}\s*,\s*)(['"])([^'"]*)$/.exec(text);
    if (hit) {
      start = text.length - hit[4].length;
      return codes(hit[1] || hit[2], hit[4], hit[3]);
    }
    hit = /(^|[\s(,])([a-z][a-z-]*)$/.exec(text);
    if (hit) {
      start = text.length - hit[2].length;
      return functions(hit[2]);
    }
    start = text.length;
    return asked ? names("", "${", "}") : [];
  }

  function make() {
    if (list && list.isConnected) return;
    list = document.createElement("ul");
    list.id = "rule-found";
    list.className = "found";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.labels[0].textContent);
    said = document.createElement("p");
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    field.after(list, said);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-haspopup", "listbox");
  }

  function close() {
    found = [];
    active = -1;
    if (list) list.replaceChildren();
    if (list) list.hidden = true;
    if (field) field.removeAttribute("aria-activedescendant");
    if (field) field.removeAttribute("aria-controls");
    if (said) said.textContent = "";
  }

  function open(asked) {
    make();
    found = fitting(asked).slice(0, MOST);
    if (!found.length) { close(); return; }
    list.replaceChildren.apply(list, found.map(function (one, place) {
      var item = document.createElement("li"), code = document.createElement("code");
      item.id = "rule-found-" + place;
      item.setAttribute("role", "option");
      code.textContent = one.name;
      item.append(code, " " + one.label);
      item.addEventListener("mousedown", function (event) { event.preventDefault(); take(place); });
      return item;
    }));
    list.hidden = false;
    field.setAttribute("aria-controls", list.id);
    said.textContent = String(found.length);
    mark(0);
  }

  function mark(place) {
    active = (place + found.length) % found.length;
    Array.prototype.forEach.call(list.children, function (item, own) {
      item.setAttribute("aria-selected", own === active ? "true" : "false");
    });
    field.setAttribute("aria-activedescendant", "rule-found-" + active);
    list.children[active].scrollIntoView({ block: "nearest" });
  }

  function take(place) {
    var put = found[place].put, end = field.selectionEnd;
    var rest = field.value.slice(end), closing = put.slice(-1);
    if (/[}'"]/.test(closing) && rest.charAt(0) === closing) end += 1;
    field.setRangeText(put, start, end, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  }

  function ours(target) {
    if (!target || !target.matches || !target.matches("textarea[data-names]")) return false;
    field = target;
    return true;
  }

  document.addEventListener("input", function (event) { if (ours(event.target)) open(false); });
  document.addEventListener("focusout", function (event) { if (ours(event.target)) close(); });
  document.addEventListener("keydown", function (event) {
    if (!ours(event.target)) return;
    if (event.key === " " && event.ctrlKey) { open(true); event.preventDefault(); return; }
    if (!found.length) return;
    if (event.key === "ArrowDown") mark(active + 1);
    else if (event.key === "ArrowUp") mark(active - 1);
    else if (event.key === "Enter" || event.key === "Tab") take(active);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
})();

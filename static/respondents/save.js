/* Saving: each change is kept at once in an outbox on this phone, and sent. "Saved" is only said when the server said so.
   What waits is locked with a key that only pages of this visit carry, and is dead after a day.
   Where a browser cannot lock (no https), the form works by itself. Floor: Chrome 69, iOS 12. */
(function () {
  "use strict";
  var PREFIX = "outbox.", DAY = 864e5, PAUSE = 700, LONGEST = 3e4, SHORTEST = 1e3, CSRF = "csrfmiddlewaretoken";
  var told = document.currentScript.dataset;
  var form = document.getElementById("q"), said = document.getElementById("saved");
  var subtle = window.crypto && window.crypto.subtle;
  var store, locked, writing = Promise.resolve();

  try { store = window.localStorage; } catch (refused) { return; }
  if (!store) return;
  if ("wipe" in told) return wipe();
  if (!form || !said || !subtle) return;

  var hidden = {};
  Array.prototype.forEach.call(form.querySelectorAll("input[type=hidden]"), function (input) { hidden[input.name] = input; });
  var slot = PREFIX + hidden.key.value;
  var here = location.pathname;
  var touched = {}, current = null, unfit = false;
  var before = [];  /* what waited at opening */
  var wanted = null;  /* the button that was pressed */
  var busy = false, left = false, delay = 0, timer = null, typing = null;

  function bytes(text) {
    return Uint8Array.from(atob(text), function (one) { return one.charCodeAt(0); });
  }
  function letters(buffer) {
    return btoa(Array.prototype.map.call(new Uint8Array(buffer), function (one) { return String.fromCharCode(one); }).join(""));
  }
  function names() {
    return Object.keys(store).filter(function (name) { return name.indexOf(PREFIX) === 0; });
  }
  function wipe() { names().forEach(function (name) { store.removeItem(name); }); }

  /* The outbox */
  function keep(name, entry) {
    var iv = window.crypto.getRandomValues(new Uint8Array(12));
    writing = writing.then(function () { return locked; }).then(function (key) {
      return subtle.encrypt({name: "AES-GCM", iv: iv}, key, new TextEncoder().encode(JSON.stringify(entry)));
    }).then(function (data) {
      if (!left) store.setItem(name, JSON.stringify([letters(iv), letters(data)]));
    }).catch(function () { /* a full store: it is still sent from here */ });
  }
  function drop(name) {
    writing = writing.then(function () { store.removeItem(name); });
  }
  function open(name) {
    return locked.then(function (key) {
      var kept = JSON.parse(store.getItem(name));
      return subtle.decrypt({name: "AES-GCM", iv: bytes(kept[0])}, key, bytes(kept[1]));
    }).then(function (data) {
      var entry = JSON.parse(new TextDecoder().decode(data));
      if (Date.now() - entry.at > DAY) throw new Error("dead");
      before.push({slot: name, entry: entry});
    }).catch(function () { store.removeItem(name); });
  }

  /* The form */
  function fields() {
    return Array.prototype.filter.call(form.elements, function (one) {
      return one.name && one.name !== CSRF && one.type !== "submit" && one.type !== "button" &&
        (one.checked || (one.type !== "radio" && one.type !== "checkbox"));
    }).map(function (one) { return [one.name, one.value]; });
  }
  function question(control) {
    var box = control.closest && control.closest("fieldset.question");
    var legend = box && box.querySelector("legend[id$='--label']");
    return legend ? legend.id.slice(0, -7) : "";
  }
  function encoded(pairs) {
    return pairs.map(function (pair) {
      return encodeURIComponent(pair[0]) + "=" + encodeURIComponent(pair[1]);
    }).join("&");
  }
  function restore(entry) {
    Array.prototype.forEach.call(form.elements, function (one) {
      if (!one.name || entry.touched.indexOf(question(one)) < 0) return;
      var given = entry.fields.filter(function (pair) { return pair[0] === one.name; });
      if (one.type === "radio" || one.type === "checkbox") {
        one.checked = given.some(function (pair) { return pair[1] === one.value; });
      } else if (given.length) one.value = given[0][1];
    });
  }
  function say(text, state) {
    said.textContent = text;
    said.setAttribute("data-state", state || "");
  }
  function elsewhere(text) {
    var link = document.createElement("a");
    link.href = here;
    link.textContent = told.other;
    say(text + " ", "elsewhere");
    said.appendChild(link);
  }

  /* What was changed is one turn: kept, then sent */
  function change(event) {
    var name = question(event.target), typed = !/^(radio|checkbox|select)/.test(event.target.type);
    if (!name || typed !== (event.type === "input") && !(typed && typing)) return;
    touched[name] = true;
    say(told.waiting, "waiting");
    clearTimeout(typing);
    if (event.type === "input") typing = setTimeout(take, PAUSE); else take();
  }
  function take() {
    clearTimeout(typing);
    typing = null;
    hidden.turn.value = Number(hidden.turn.value) + 1;
    current = {page: here, at: Date.now(), horizon: told.horizon, touched: Object.keys(touched), fields: fields()};
    unfit = false;
    keep(slot, current);
    pump();
  }

  /* One request at a time: what waited first, then this page, then the button */
  function pump() {
    clearTimeout(timer);
    if (busy || left) return;
    if (before.length) return send(before[0].entry, before[0].slot);
    if (current && !unfit) return send(current, slot);
    if (wanted) press();
  }
  function post(address, pairs, done) {
    var request = new XMLHttpRequest();
    busy = true;
    request.open("POST", address);
    request.timeout = LONGEST;
    request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", hidden[CSRF].value);
    request.onloadend = function () {
      var answer = null;
      busy = false;
      if (!request.status || request.status >= 500 || request.status === 429) return later();
      delay = 0;
      try { answer = JSON.parse(request.responseText); } catch (page) { /* a whole page */ }
      done(answer || {}, request.status);
    };
    request.send(encoded(pairs));
  }
  function later() {
    say(told.offline, "offline");
    delay = Math.min(Math.max(delay * 2, SHORTEST), LONGEST);
    timer = setTimeout(pump, delay);
  }
  function send(entry, name) {
    var more = entry.touched.map(function (one) { return ["touched", one]; });
    post(entry.page + "save/", entry.fields.concat(more, [["horizon", entry.horizon]]), function (answer, status) {
      settle(entry, name, answer, status);
      pump();
    });
  }
  function settle(entry, name, answer, status) {
    var last = name !== slot || entry === current;
    if (entry.page === here) rebase(answer, name);
    if (name !== slot) before.shift();
    if (!last) return;  /* changed again: the next turn tells */
    if (status === 422) return judged(entry, name);
    if (name === slot) { current = null; touched = {}; }
    drop(name);
    if (answer.saved) { if (!current && !before.length && !typing) say(told.saved, "saved"); return; }
    wanted = null;
    if (answer.superseded && entry.page === here) elsewhere(answer.text); else say(answer.text || told.lost, "lost");
  }
  /* A form's own events never overtake it; what waited came from another form. */
  function rebase(answer, name) {
    var next = Number(hidden.based_on.value) + 1;
    if (answer.superseded) next = answer.seq;
    else if (name === slot || answer.saved !== next) return;
    hidden.based_on.value = next;
    if (!current || name === slot) return;
    current.fields.forEach(function (pair) { if (pair[0] === "based_on") pair[1] = next; });
    keep(slot, current);
  }
  /* Half a date: it stays here until it is changed, and Next tells what is wrong. */
  function judged(entry, name) {
    if (name === slot) { unfit = true; return; }
    drop(name);
    if (entry.page !== here || entry.horizon !== told.horizon) return;
    entry.touched.forEach(function (one) { touched[one] = true; });
    take();
  }

  /* Buttons: the page stays until the server says where to go on */
  function press() {
    post(here, fields().concat([["go", wanted]]), function (answer) {
      if (!answer.go) return plainly();
      left = true;
      if (wanted === "stop") wipe();
      drop(slot);
      writing.then(function () { location.assign(answer.go); });
    });
  }
  function plainly() {
    left = true;
    var go = document.createElement("input");
    go.type = "hidden";
    go.name = "go";
    go.value = wanted;
    form.appendChild(go);
    form.submit();
  }
  function pressed(event) {
    var button = event.target.closest && event.target.closest("button");
    if (!button || button.form !== form) return;
    if (button.name === "lang" && navigator.onLine !== false) return;
    if (button.name !== "go" && button.name !== "lang") return;
    event.preventDefault();
    if (button.name === "lang") return say(told.offline, "offline");
    if (left) return;
    wanted = button.value;
    if (typing) return take();
    pump();
  }
  function again() {
    delay = 0;
    pump();
  }

  busy = true;
  locked = subtle.importKey("raw", bytes(told.key), "AES-GCM", false, ["encrypt", "decrypt"]);
  Promise.all(names().map(open)).then(function () {
    before.sort(function (one, other) { return one.entry.at - other.entry.at; });
    if (!current && !typing) before.forEach(function (one) {
      if (one.entry.page === here && one.entry.horizon === told.horizon) restore(one.entry);
    });
    if (before.length) say(told.waiting, "waiting");
    busy = false;
    pump();
  });
  form.addEventListener("change", change);
  form.addEventListener("input", change);
  document.addEventListener("click", pressed);
  window.addEventListener("online", again);
  document.addEventListener("visibilitychange", again);
  window.addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });
})();

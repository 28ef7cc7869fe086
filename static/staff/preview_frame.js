// Keeps what stands beside the phone in step with the page that the phone shows.
// Without this script the link below the phone does it.
(function () {
  var phone = document.getElementById("phone");
  var beside = document.getElementById("beside");
  if (!phone || !beside || !window.fetch) return;
  var said = document.getElementById("beside-said");
  var turn = 0;

  phone.addEventListener("load", function () {
    var mine = ++turn;
    fetch(beside.dataset.address, { credentials: "same-origin" })
      .then(function (answer) {
        if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
        return answer.text();
      })
      .then(function (html) {
        if (mine !== turn) return;
        beside.innerHTML = html;
        said.textContent = document.getElementById("beside-title").textContent;
      })
      .catch(function () { /* what stands there stays; the link below the phone loads it anew */ });
  });
})();

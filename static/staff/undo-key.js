// Ctrl+Z and Ctrl+Y (or Ctrl+Shift+Z) undo and redo the last change, but not while somebody types: there they are the field's own.
document.addEventListener("keydown", function (event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  if (event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
  var key = event.key.toLowerCase();
  var wanted = key === "y" || (key === "z" && event.shiftKey) ? "redo-last" : key === "z" ? "undo-last" : "";
  var button = wanted && document.getElementById(wanted);
  if (!button) return;
  event.preventDefault();
  button.click();
});

// A way in that this installation does not have (its address answers 404) is not shown.

for (const way of document.querySelectorAll(".way")) {
  fetch(way.href).then((response) => { way.hidden = response.status === 404; }).catch(() => {});
}

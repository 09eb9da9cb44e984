// Sorts and filters the table of incidents. Without it the page shows them all, the newest first.
const body = document.querySelector('#incidents tbody');
const rows = [...body.rows];
const form = document.querySelector('form');
const shown = document.querySelector('#shown');

/** What a cell is sorted by: a number where it names one, else its words. Cells without a value come last. */
function keyOf(row, column) {
  const cell = row.cells[column];
  const given = cell.dataset.sort;
  return given === undefined ? cell.textContent.toLowerCase() : given === '' ? undefined : Number(given);
}

function sortBy(heading) {
  const column = heading.cellIndex;
  const sign = heading.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
  for (const other of heading.parentElement.cells) other.removeAttribute('aria-sort');
  heading.setAttribute('aria-sort', sign === 1 ? 'ascending' : 'descending');
  const keyed = rows.map((row) => ({ row, key: keyOf(row, column) }));
  keyed.sort((one, other) => {
    if (one.key === other.key) return 0;
    if (one.key === undefined || other.key === undefined) return one.key === undefined ? 1 : -1;
    return one.key < other.key ? -sign : sign;
  });
  body.append(...keyed.map(({ row }) => row));
}

function filter() {
  const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
  const fields = ['impact', 'state', 'account'].map((name) => [name, form.elements[name].value]);
  let count = 0;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    const matches =
      fields.every(([name, value]) => value === '' || row.dataset[name] === value) &&
      words.every((word) => text.includes(word));
    row.hidden = !matches;
    count += Number(matches);
  }
  shown.textContent = `${count.toLocaleString('en')} of ${rows.length.toLocaleString('en')} shown`;
}

for (const heading of document.querySelectorAll('#incidents th')) {
  heading.querySelector('button')?.addEventListener('click', () => sortBy(heading));
}
form.addEventListener('input', filter);
form.addEventListener('submit', (event) => event.preventDefault());
filter();

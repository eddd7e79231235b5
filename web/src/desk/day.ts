// The day of the network on a slider: it sets the field for the day; where it stops the form asks for the drawing anew, as for every change of it.

const DAY = 86_400_000;

export function slides(form: HTMLFormElement): void {
  const slider = form.querySelector<HTMLInputElement>('input[type="range"]');
  const field = form.querySelector<HTMLInputElement>('input[type="date"]');
  if (!slider || !field) return;
  slider.hidden = false;
  slider.addEventListener('input', () => {
    field.value = new Date(Number(slider.value) * DAY).toISOString().slice(0, 10);
  });
}

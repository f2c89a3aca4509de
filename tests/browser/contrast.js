// Runs in the page: the contrast of a colour over the ground of an element, as WCAG 2 defines it.
window.contrast = (colour, element) => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  const layers = [];
  for (let at = element; at; at = at.parentElement)
    layers.unshift(getComputedStyle(at).backgroundColor);
  const luminance = (colours) => {
    for (const layer of ['#fff', ...colours]) {
      brush.fillStyle = layer;
      brush.fillRect(0, 0, 1, 1);
    }
    const linear = [...brush.getImageData(0, 0, 1, 1).data]
      .slice(0, 3)
      .map((part) =>
        part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
      );
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const [dark, light] = [luminance(layers), luminance([...layers, colour])].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};

// Targets of the inspector, an input or a unit, and their names.

export const inputTarget = (index) => ({ kind: "input", index });
export const unitTarget = (layer, unit) => ({ kind: "unit", layer, unit });

export function sameTarget(a, b) {
  return a === b || (a && b && a.kind === b.kind && a.index === b.index && a.layer === b.layer && a.unit === b.unit);
}

export function targetName(target, net) {
  if (target.kind === "input") return "input " + net.features[target.index].label;
  if (target.layer <= net.hidden.length) return `unit ${target.unit + 1} of layer ${target.layer}`;
  return net.outputs > 1 ? `output of class ${target.unit}` : "output";
}

/** The map that Python must send for a target: none for inputs and for a single output, whose maps are already here. */
export function focusOf(target, net) {
  if (target?.kind !== "unit") return null;
  return net.outputs === 1 && target.layer > net.hidden.length ? null : [target.layer, target.unit];
}

/** The source of a weight, by the column of a layer's W. */
export function sourceName(net, layer, input) {
  if (layer > 1) return "unit " + (input + 1);
  return net.features.filter((feature) => feature.on)[input].label;
}

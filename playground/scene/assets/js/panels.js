// The class that draws each kind of panel.

import { BarsPanel } from "./panel_bars.js";
import { CurvesPanel } from "./panel_curves.js";
import { GraphPanel } from "./panel_graph.js";
import { HistogramPanel } from "./panel_histogram.js";
import { MapPanel } from "./panel_map.js";
import { MatrixPanel } from "./panel_matrix.js";
import { SpacePanel } from "./panel_space.js";
import { WordsPanel } from "./panel_words.js";

const KINDS = {
  map: MapPanel, curves: CurvesPanel, bars: BarsPanel, histogram: HistogramPanel,
  matrix: MatrixPanel, graph: GraphPanel, space: SpacePanel, words: WordsPanel,
};

export function makePanel(spec, host) {
  return new KINDS[spec.kind](spec, host);
}

import { component } from "../../web/assets/js/component.js";
import { LiveView } from "./js/view.js";

export default component(".live", LiveView);

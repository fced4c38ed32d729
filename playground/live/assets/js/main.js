import { component } from "../../../web/assets/js/component.js";
import { LiveView } from "./view.js";

export default component(".live", LiveView);

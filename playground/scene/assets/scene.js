import { component } from "../../web/assets/js/component.js";
import { Scene } from "./js/scene.js";

export default component(".scene", Scene);
